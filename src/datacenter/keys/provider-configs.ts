import { isDeepStrictEqual } from 'node:util';
import { fail, ok, type Result } from '../../base/result.ts';
import { sha256Hex } from '../../crypto/digest.ts';
import { zeroise } from '../../crypto/secret-key.ts';
import type { KeyProviderConfig, KmipServerConfig } from '../../kmip/client/provider-config.ts';
import { type EmbeddedKms, startEmbeddedKms } from '../../kmip/embedded-kms.ts';
import type { RehearsedFaults } from '../../kmip/server/rehearsed-faults.ts';
import type { Secrets } from '../../state/secrets.ts';
import type { Pending } from '../../worker/worker.ts';
import type { Fault } from '../faults.ts';
import { waitFor } from '../operation.ts';
import type { KeyProviderRow } from '../rows.ts';
import { identityNamed, secretFault } from './client-identities.ts';
import { EMBEDDED_CLIENT, EMBEDDED_SERVER, readIdentity } from './kept-identity.ts';
import type { Waiting } from './key-service.ts';

/** What the KMIP client needs of a key provider: its servers, and the identity and passwords from the secrets. */
export interface ProviderConfigs {
  /** The secrets in it are the caller's to zeroise (`forgetSecrets`). Starts the embedded server where that is meant. */
  configOf(provider: KeyProviderRow): Waiting<KeyProviderConfig>;
  keepPassword(providerName: string, serverName: string, password: Buffer): Result<void, Fault>;
  stop(): void;
}

export function forgetSecrets(config: KeyProviderConfig): void {
  zeroise(config.clientKeyPem);
  for (const { password } of config.servers) if (password !== undefined) zeroise(password);
}

/** `isVmOn` tells of a VM that the embedded server is said to run in. */
export function createProviderConfigs(
  secretsFolder: string,
  secrets: Secrets,
  isVmOn: (vmId: string) => boolean,
): ProviderConfigs {
  const embedded = createEmbeddedConfig(secretsFolder, secrets, isVmOn);
  return {
    *configOf(provider) {
      return provider.embedded ? yield* embedded.configOf(provider) : externalConfig(secrets, provider);
    },
    keepPassword(providerName, serverName, password) {
      const name = passwordName(providerName, serverName);
      const put = password.length === 0 ? secrets.delete(name) : secrets.put(name, password);
      zeroise(password);
      return put.ok ? put : fail(secretFault(put.fault.message));
    },
    stop: () => embedded.stop(),
  };
}

/** The embedded server of this process, started at its first use, behind a configuration like any other. */
function createEmbeddedConfig(
  secretsFolder: string,
  secrets: Secrets,
  isVmOn: (vmId: string) => boolean,
): Pick<ProviderConfigs, 'configOf' | 'stop'> {
  let embedded: EmbeddedKms | undefined;
  let listening: Pending<Result<{ readonly port: number }, { readonly message: string }>> | undefined;
  /** The fingerprint of the server's certificate, which it shows for as long as it runs. */
  let serverSha256: string | undefined;
  let playing: RehearsedFaults = NO_FAULTS;
  return {
    *configOf(provider) {
      const client = yield* identityNamed(secretsFolder, secrets, EMBEDDED_CLIENT, 'client');
      if (!client.ok) return client;
      if (serverSha256 === undefined) {
        const server = yield* identityNamed(secretsFolder, secrets, EMBEDDED_SERVER, 'server');
        if (!server.ok) return server;
        zeroise(server.value.keyPem);
        serverSha256 = server.value.sha256;
      }
      embedded ??= startEmbeddedKms('embedded-kms', { secretsFolder });
      listening ??= embedded.listen('127.0.0.1', 0);
      const bound = yield* waitFor(listening);
      if (!bound.ok) {
        return fail({ kind: 'KeyProviderUnreachable', provider: provider.name, detail: bound.fault.message });
      }
      const { name = 'embedded', timeoutMs = DEFAULT_TIMEOUT_MS } = provider.servers[0] ?? {};
      const { port } = bound.value;
      const { rehearsal: faults = NO_FAULTS, vmId } = provider.servers[0] ?? {};
      const rehearsal = vmId === undefined || isVmOn(vmId) ? faults : { ...faults, down: true };
      if (!isDeepStrictEqual(rehearsal, playing)) {
        yield* waitFor(embedded.setFaults(rehearsal));
        playing = rehearsal;
      }
      return ok({
        name: provider.name,
        servers: [{ name, address: '127.0.0.1', port, timeoutMs, pinnedSha256: serverSha256 }],
        clientCertificatePem: client.value.certificatePem,
        clientKeyPem: client.value.keyPem,
      });
    },
    stop() {
      embedded?.stop();
      embedded = undefined;
      listening = undefined;
      serverSha256 = undefined;
      playing = NO_FAULTS;
    },
  };
}

const NO_FAULTS: RehearsedFaults = {};
const DEFAULT_TIMEOUT_MS = 10_000;

function externalConfig(secrets: Secrets, provider: KeyProviderRow): Result<KeyProviderConfig, Fault> {
  const client =
    provider.clientIdentity === undefined ? ok(undefined) : readIdentity(secrets, provider.clientIdentity);
  if (!client.ok) return fail(secretFault(client.fault.message));
  if (client.value === undefined) return fail(secretFault(`The client key of ${provider.name} is missing.`));
  const servers: KmipServerConfig[] = [];
  for (const { name, address, port, timeoutMs, pinnedSha256, userName } of provider.servers) {
    const password = userName === null ? ok(undefined) : secrets.get(passwordName(provider.name, name));
    if (!password.ok) return fail(secretFault(password.fault.message));
    servers.push({
      name,
      address,
      port,
      timeoutMs,
      ...(pinnedSha256 !== null && { pinnedSha256 }),
      ...(userName !== null && { userName }),
      ...(password.value !== undefined && { password: password.value }),
    });
  }
  const { certificatePem, keyPem } = client.value;
  return ok({ name: provider.name, servers, clientCertificatePem: certificatePem, clientKeyPem: keyPem });
}

/** The name of the secret: a provider's own name may hold anything. */
function passwordName(providerName: string, serverName: string): string {
  return `kms-password-${sha256Hex(Buffer.from(JSON.stringify([providerName, serverName]))).slice(0, 32)}`;
}
