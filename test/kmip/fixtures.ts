import { systemClock } from '../../src/base/clock.ts';
import type { Result } from '../../src/base/result.ts';
import {
  type CertificateIdentity,
  makeClientCertificate,
  makeServerCertificate,
  validFor,
} from '../../src/certificates/issue.ts';
import type { KeyKind } from '../../src/certificates/key-pair.ts';
import { readCertificate } from '../../src/certificates/read.ts';
import type { KeyProviderConfig, KmipServerConfig } from '../../src/kmip/client/provider-config.ts';
import { trustedClients } from '../../src/kmip/server/client-directory.ts';
import {
  createKmipServer,
  type KmipServer,
  type KmipServerOptions,
} from '../../src/kmip/server/kmip-server.ts';
import { createMemoryKeyStore } from '../../src/kmip/server/memory-key-store.ts';

export function unwrap<T>(result: Result<T, unknown>): T {
  if (result.ok) return result.value;
  throw new Error(`unexpected fault: ${JSON.stringify(result.fault)}`);
}

export function faultOf<F>(result: Result<unknown, F>): F {
  if (!result.ok) return result.fault;
  throw new Error('a fault was expected');
}

export function must<T>(value: T | undefined | null): T {
  if (value === undefined || value === null) throw new Error('a value was expected');
  return value;
}

/** Certificates as vSphere has them: the server's for this machine, the client's as vCenter makes it. */
export interface Identities {
  readonly server: CertificateIdentity;
  readonly serverSha256: string;
  readonly client: CertificateIdentity;
  readonly clientSha256: string;
}

export async function makeIdentities(keyKind: KeyKind = 'EC-P256'): Promise<Identities> {
  const validity = validFor(90, systemClock);
  const server = unwrap(await makeServerCertificate(['127.0.0.1', 'localhost'], keyKind, validity));
  const client = await makeClientCertificate(keyKind, validity);
  return {
    server,
    serverSha256: unwrap(readCertificate(server.certificatePem)).sha256,
    client,
    clientSha256: unwrap(readCertificate(client.certificatePem)).sha256,
  };
}

export interface RunningServer {
  readonly server: KmipServer;
  readonly port: number;
}

/** A server in this thread, with a store in memory, that trusts the client. */
export async function startServer(
  identities: Identities,
  options: Partial<KmipServerOptions> = {},
): Promise<RunningServer> {
  const server = createKmipServer({
    tls: identities.server,
    clients: trustedClients([{ name: 'vcenter', sha256: identities.clientSha256 }]),
    store: createMemoryKeyStore(),
    clock: systemClock,
    ...options,
  });
  const { port } = unwrap(await server.listen('127.0.0.1', 0));
  return { server, port };
}

export function serverConfig(
  identities: Identities,
  port: number,
  changes: Partial<KmipServerConfig> = {},
): KmipServerConfig {
  return unpinnedServer(port, { pinnedSha256: identities.serverSha256, ...changes });
}

/** A server whose certificate nobody has trusted yet. */
export function unpinnedServer(port: number, changes: Partial<KmipServerConfig> = {}): KmipServerConfig {
  return { name: `kms-${port}`, address: '127.0.0.1', port, timeoutMs: 5_000, ...changes };
}

export function providerConfig(
  identities: Identities,
  servers: readonly KmipServerConfig[],
  changes: Partial<KeyProviderConfig> = {},
): KeyProviderConfig {
  return {
    name: 'provider',
    servers,
    clientCertificatePem: identities.client.certificatePem,
    clientKeyPem: identities.client.keyPem,
    ...changes,
  };
}
