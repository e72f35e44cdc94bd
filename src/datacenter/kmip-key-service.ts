import { join } from 'node:path';
import { fail, ok, type Result } from '../base/result.ts';
import { sha256Hex } from '../crypto/digest.ts';
import { zeroise } from '../crypto/secret-key.ts';
import type { KmipFault } from '../kmip/client/kmip-fault.ts';
import type { KeyProviderConfig, KmipServerConfig } from '../kmip/client/provider-config.ts';
import { type EmbeddedKms, startEmbeddedKms } from '../kmip/embedded-kms.ts';
import { createKeyProviderClient, type KeyProviderClient } from '../kmip/key-provider.ts';
import type { Secrets } from '../state/secrets.ts';
import { type Pending, startWorker } from '../worker/worker.ts';
import type { Datacenter } from './datacenter.ts';
import type { Fault } from './faults.ts';
import {
  EMBEDDED_CLIENT,
  EMBEDDED_SERVER,
  type IdentityFault,
  type KeptIdentity,
  readIdentity,
} from './kept-identity.ts';
import { keyProvider } from './key-providers.ts';
import type { KeyService, Waiting } from './key-service.ts';
import { waitFor } from './operation.ts';
import { type CryptoKeyId, type KeyProviderRow, VCENTER_ID } from './rows.ts';

/** The keys of the model, over KMIP: to the providers' servers, or to the embedded one. */
export function createKeyService(datacenter: Datacenter, secrets: Secrets): KeyService {
  const secretsFolder = join(datacenter.folder, 'secrets');
  let kmip: KeyProviderClient | undefined;
  let embedded: EmbeddedKms | undefined;
  let embeddedPort: Pending<Result<{ readonly port: number }, { readonly message: string }>> | undefined;
  const client = (): KeyProviderClient => (kmip ??= createKeyProviderClient());

  /** The identity of this name, which is made when it is first wanted. */
  const identity = function* (name: string, use: 'server' | 'client'): Waiting<KeptIdentity> {
    for (let made = false; ; made = true) {
      const kept = readIdentity(secrets, name);
      if (!kept.ok) return fail(secretFault(kept.fault.message));
      if (kept.value !== undefined) return ok(kept.value);
      if (made) return fail(secretFault(`The identity ${name} was made and is gone again.`));
      const maker = startWorker('identity', { secretsFolder });
      const result = yield* waitFor(maker.call<Result<void, IdentityFault>>('make', { name, use }));
      maker.terminate();
      if (!result.ok) return fail(secretFault(result.fault.message));
    }
  };
  const embeddedConfig = function* (provider: KeyProviderRow): Waiting<KeyProviderConfig> {
    const ours = yield* identity(EMBEDDED_CLIENT, 'client');
    if (!ours.ok) return ours;
    const servers = yield* identity(EMBEDDED_SERVER, 'server');
    if (!servers.ok) return servers;
    zeroise(servers.value.keyPem);
    embedded ??= startEmbeddedKms('embedded-kms', { secretsFolder });
    embeddedPort ??= embedded.listen('127.0.0.1', 0);
    const bound = yield* waitFor(embeddedPort);
    if (!bound.ok)
      return fail({ kind: 'KeyProviderUnreachable', provider: provider.name, detail: bound.fault.message });
    const [server] = provider.servers;
    const { name = 'embedded', timeoutMs = 10_000 } = server ?? {};
    return ok({
      name: provider.name,
      servers: [
        { name, address: '127.0.0.1', port: bound.value.port, timeoutMs, pinnedSha256: servers.value.sha256 },
      ],
      clientCertificatePem: ours.value.certificatePem,
      clientKeyPem: ours.value.keyPem,
    });
  };
  const externalConfig = (provider: KeyProviderRow): Result<KeyProviderConfig, Fault> => {
    const identity = readIdentity(secrets, identityName(provider.name));
    if (!identity.ok) return fail(secretFault(identity.fault.message));
    if (identity.value === undefined)
      return fail(secretFault(`The client key of ${provider.name} is missing.`));
    const servers: KmipServerConfig[] = [];
    for (const server of provider.servers) {
      const password =
        server.userName === null ? ok(undefined) : secrets.get(passwordName(provider.name, server.name));
      if (!password.ok) return fail(secretFault(password.fault.message));
      servers.push({
        name: server.name,
        address: server.address,
        port: server.port,
        timeoutMs: server.timeoutMs,
        ...(server.pinnedSha256 !== null && { pinnedSha256: server.pinnedSha256 }),
        ...(server.userName !== null && { userName: server.userName }),
        ...(password.value !== undefined && { password: password.value }),
      });
    }
    const { certificatePem, keyPem } = identity.value;
    return ok({ name: provider.name, servers, clientCertificatePem: certificatePem, clientKeyPem: keyPem });
  };
  /** Runs a request with the provider's configuration, whose secrets are zeroised when it has been sent. */
  const withConfig = function* <T>(
    provider: KeyProviderRow,
    request: (config: KeyProviderConfig) => Waiting<T>,
  ): Waiting<T> {
    const config = provider.embedded ? yield* embeddedConfig(provider) : externalConfig(provider);
    if (!config.ok) return config;
    try {
      return yield* request(config.value);
    } finally {
      zeroise(config.value.clientKeyPem);
      for (const { password } of config.value.servers) if (password !== undefined) zeroise(password);
    }
  };

  return {
    create: (provider, purpose) =>
      withConfig(provider, function* (config) {
        const made = yield* waitFor(client().createKey(config, tagsOf(datacenter, purpose)));
        if (!made.ok) return fail(modelFault(made.fault, provider.name));
        const id: CryptoKeyId = { keyId: made.value.keyId, providerId: provider.name };
        const fetched = yield* waitFor(client().getKey(config, id.keyId));
        if (!fetched.ok) return fail(modelFault(fetched.fault, provider.name, id, purpose.name));
        return ok({ id, key: fetched.value.key });
      }),
    *fetch(id, entity) {
      const provider = keyProvider(datacenter, id.providerId);
      if (!provider.ok) return provider;
      return yield* withConfig(provider.value, function* (config) {
        const fetched = yield* waitFor(client().getKey(config, id.keyId));
        if (!fetched.ok) return fail(modelFault(fetched.fault, id.providerId, id, entity));
        return ok({ id, key: fetched.value.key, state: fetched.value.state });
      });
    },
    status: (provider) =>
      withConfig(provider, function* (config) {
        const servers = yield* waitFor(client().status(config));
        return ok(
          servers.map(({ server, health, connectionStatus }) => ({
            server,
            status: health,
            detail: connectionStatus,
          })),
        );
      }),
    *serverCertificate(address, port, timeoutMs) {
      const shown = yield* waitFor(client().fetchServerCertificate(address, port, timeoutMs));
      if (!shown.ok) return fail(modelFault(shown.fault, `${address}:${port}`));
      const { sha256, subject, notAfterMs } = shown.value;
      return ok({ sha256, subject, validToMs: notAfterMs });
    },
    *makeClientIdentity(providerName) {
      const made = yield* identity(identityName(providerName), 'client');
      if (!made.ok) return made;
      zeroise(made.value.keyPem);
      return ok({ certificatePem: made.value.certificatePem });
    },
    keepPassword(providerName, serverName, password) {
      const put = secrets.put(passwordName(providerName, serverName), password);
      zeroise(password);
      return put.ok ? put : fail(secretFault(put.fault.message));
    },
    close() {
      kmip?.stop();
      embedded?.stop();
    },
  };
}

/** Names of secrets; a provider's name may hold anything, a secret's may not. */
function identityName(providerName: string): string {
  return `kms-client-${sha256Hex(Buffer.from(providerName)).slice(0, 32)}`;
}

function passwordName(providerName: string, serverName: string): string {
  return `kms-password-${sha256Hex(Buffer.from(JSON.stringify([providerName, serverName]))).slice(0, 32)}`;
}

function secretFault(detail: string): Fault {
  return { kind: 'StateFault', detail, remedy: 'Look at the folder secrets beside the state file.' };
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
    case 'CertificateNotTrusted':
    case 'ClientNotTrusted':
    case 'ClientCertificateInvalid':
    case 'VersionUnsupported':
    case 'ProtocolError':
    case 'ResponseTooLarge':
    case 'PermissionDenied':
    case 'OperationRefused':
    case 'OutcomeUnknown':
      return { kind: 'KeyProviderFailed', provider, detail: fault.message };
  }
}
