import { join } from 'node:path';
import { faultPoint } from '../../base/fault-point.ts';
import { fail, ok } from '../../base/result.ts';
import type { KmipFault } from '../../kmip/client/kmip-fault.ts';
import type { KeyProviderConfig } from '../../kmip/client/provider-config.ts';
import { createKeyProviderClient, type KeyProviderClient } from '../../kmip/key-provider.ts';
import type { Secrets } from '../../state/secrets.ts';
import type { Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { waitFor } from '../operation.ts';
import { type CryptoKeyId, type KeyProviderRow, VCENTER_ID } from '../rows.ts';
import { createClientIdentities, newEndorsementKeys } from './client-identities.ts';
import { holdersOf } from './held-keys.ts';
import { keyProvider } from './key-providers.ts';
import type { KeyService, Waiting } from './key-service.ts';
import { createNewKeys, type NewKeys } from './new-keys.ts';
import { createProviderConfigs, forgetSecrets } from './provider-configs.ts';

interface Parts {
  readonly datacenter: Datacenter;
  readonly newKeys: NewKeys;
  /** The client's worker starts with its first use. */
  readonly kmip: () => KeyProviderClient;
  /** Runs a request with the provider's configuration, whose secrets are zeroised afterwards. */
  readonly withConfig: <T>(
    provider: KeyProviderRow,
    request: (config: KeyProviderConfig) => Waiting<T>,
  ) => Waiting<T>;
}

/** The keys of the model, over KMIP: from the providers' servers, or from the embedded one. */
export function createKeyService(datacenter: Datacenter, secrets: Secrets): KeyService {
  const secretsFolder = join(datacenter.folder, 'secrets');
  const configs = createProviderConfigs(
    secretsFolder,
    secrets,
    (vmId) => datacenter.get('vms', vmId)?.powerState === 'PoweredOn',
  );
  let client: KeyProviderClient | undefined;
  const parts: Parts = {
    datacenter,
    newKeys: createNewKeys(datacenter, secretsFolder),
    kmip() {
      client ??= createKeyProviderClient();
      return client;
    },
    *withConfig(provider, request) {
      const config = yield* configs.configOf(provider);
      if (!config.ok) return config;
      try {
        return yield* request(config.value);
      } finally {
        forgetSecrets(config.value);
      }
    },
  };
  return {
    ...keyMethods(parts),
    ...serverMethods(parts),
    identities: createClientIdentities(secretsFolder, secrets),
    endorsementKeys: (subject) => newEndorsementKeys(secretsFolder, subject),
    keepPassword: (providerName, serverName, password) =>
      configs.keepPassword(providerName, serverName, password),
    close() {
      client?.stop();
      parts.newKeys.close();
      configs.stop();
    },
  };
}

function keyMethods(parts: Parts): Pick<KeyService, 'create' | 'fetch' | 'state' | 'list' | 'discardNew'> {
  const { datacenter, newKeys, kmip, withConfig } = parts;
  return {
    create: (provider, purpose) =>
      withConfig(provider, function* (config) {
        const made = yield* waitFor(kmip().createKey(config));
        if (!made.ok) return fail(modelFault(made.fault, provider.name, undefined, purpose.name));
        const id: CryptoKeyId = { keyId: made.value.keyId, providerId: provider.name };
        faultPoint('key.made');
        const noted = newKeys.note(id, purpose.identifier);
        if (!noted.ok) return noted;
        faultPoint('key.noted');
        // The server answers, so this is the time for what others have left on it.
        yield* newKeys.discard(provider, {}, (keyId) => destroyKey(parts, provider, keyId));
        const tags = tagsOf(datacenter, purpose);
        const fetched = yield* waitFor(kmip().takeNewKey(config, id.keyId, tags));
        if (!fetched.ok) return fail(modelFault(fetched.fault, provider.name, id, purpose.name));
        return ok({ id, key: fetched.value.key });
      }),
    *fetch(id, entity, options) {
      const provider = keyProvider(datacenter, id.providerId);
      if (!provider.ok) return provider;
      return yield* withConfig(provider.value, function* (config) {
        const fetched = yield* waitFor(kmip().getKey(config, id.keyId, options));
        if (!fetched.ok) {
          const fault = modelFault(fetched.fault, id.providerId, id, entity);
          if (fault.kind !== 'KeyNotFound') return fail(fault);
          // A server gives out no destroyed key, and says so only when it is asked for the state.
          const state = yield* waitFor(kmip().keyState(config, id.keyId));
          if (!state.ok) return fail(fault);
          const [holder = ''] = holdersOf(datacenter, id);
          const heldBy = datacenter.get('hosts', holder)?.name;
          return fail({ kind: 'KeyNotUsable', key: id, state: state.value, entity, heldBy });
        }
        return ok({ id, key: fetched.value.key, state: fetched.value.state });
      });
    },
    *state(id, entity) {
      const provider = keyProvider(datacenter, id.providerId);
      if (!provider.ok) return provider;
      return yield* withConfig(provider.value, function* (config) {
        const state = yield* waitFor(kmip().keyState(config, id.keyId));
        return state.ok ? state : fail(modelFault(state.fault, id.providerId, id, entity));
      });
    },
    list: (provider) =>
      withConfig(provider, function* (config) {
        const located = yield* waitFor(kmip().locateKeys(config));
        return located.ok ? located : fail(modelFault(located.fault, provider.name));
      }),
    *discardNew(entity) {
      for (const provider of [...datacenter.rows('keyProviders')]) {
        const discarded = yield* newKeys.discard(provider, { entity }, (keyId) =>
          destroyKey(parts, provider, keyId),
        );
        if (!discarded.ok) return discarded;
      }
      return ok(undefined);
    },
  };
}

/** Only an Active key has to be revoked before it can be destroyed; one that is gone already is as wanted. */
function destroyKey({ kmip, withConfig }: Parts, provider: KeyProviderRow, keyId: string): Waiting<void> {
  return withConfig(provider, function* (config) {
    const revoked = yield* waitFor(kmip().revokeKey(config, keyId, 'CessationOfOperation'));
    if (!revoked.ok && revoked.fault.kind === 'KeyProviderUnreachable')
      return fail(modelFault(revoked.fault, provider.name));
    const destroyed = yield* waitFor(kmip().destroyKey(config, keyId));
    if (destroyed.ok || destroyed.fault.kind === 'KeyNotFound') return ok(undefined);
    return fail(modelFault(destroyed.fault, provider.name));
  });
}

function serverMethods({
  kmip,
  withConfig,
}: Parts): Pick<KeyService, 'status' | 'test' | 'serverCertificate'> {
  return {
    status: (provider) =>
      withConfig(provider, function* (config) {
        return ok(yield* waitFor(kmip().status(config)));
      }),
    test: (provider) =>
      withConfig(provider, function* (config) {
        return ok(yield* waitFor(kmip().testProvider(config)));
      }),
    *serverCertificate(address, port, timeoutMs) {
      const shown = yield* waitFor(kmip().fetchServerCertificate(address, port, timeoutMs));
      if (!shown.ok) return fail(modelFault(shown.fault, `${address}:${port}`));
      const { sha256, subject, notAfterMs, pem } = shown.value;
      return ok({ sha256, subject, validToMs: notAfterMs, pem });
    },
  };
}

/** vCenter's tags, with its own names. */
function tagsOf(
  datacenter: Datacenter,
  purpose: { readonly component: string; readonly name: string; readonly identifier: string },
): Readonly<Record<`x-${string}`, string>> {
  const vcenter = datacenter.get('vcenter', VCENTER_ID);
  return {
    'x-Product_Version': `${vcenter?.version ?? '6.5.0'} build-${vcenter?.build ?? '0'}`,
    'x-Vendor': 'VMware, Inc.',
    'x-Product': 'VMware vSphere',
    'x-Identifier': purpose.identifier,
    'x-Component': purpose.component,
    'x-Name': purpose.name,
  };
}

function modelFault(fault: KmipFault, provider: string, key?: CryptoKeyId, entity = provider): Fault {
  switch (fault.kind) {
    case 'KeyProviderUnreachable':
    case 'ServerUnreachable':
    case 'Timeout':
      return { kind: 'KeyProviderUnreachable', provider, detail: fault.message };
    case 'CertificateChanged':
      return { kind: 'CertificateChanged', provider, server: fault.server, detail: fault.message };
    case 'KeyNotFound':
      return { kind: 'KeyNotFound', key: key ?? { keyId: fault.keyId, providerId: provider }, entity };
    case 'KeyStateInvalid':
      return {
        kind: 'KeyNotUsable',
        key: key ?? { keyId: fault.keyId, providerId: provider },
        state: fault.state,
        entity,
      };
    case 'Cancelled':
      return { kind: 'RequestCanceled', entity };
    case 'ClientNotTrusted':
      return { kind: 'KeyProviderFailed', provider, detail: fault.message, isClientUnknown: true };
    case 'CertificateNotTrusted':
    case 'ClientCertificateInvalid':
    case 'VersionUnsupported':
    case 'ProtocolError':
    case 'KeyLengthInvalid':
    case 'ResponseTooLarge':
    case 'PermissionDenied':
    case 'OperationRefused':
    case 'OutcomeUnknown':
      return { kind: 'KeyProviderFailed', provider, detail: fault.message };
  }
}
