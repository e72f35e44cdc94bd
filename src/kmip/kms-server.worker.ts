import { type TrustedClient, trustedClients } from './server/client-directory.ts';
import type { ServerLimits, TlsIdentity } from './server/kmip-server.ts';
import { createMemoryKeyStore } from './server/memory-key-store.ts';
import { serveKms } from './server/serve-kms.ts';

/** A key management server whose keys live as long as its process. */
export interface MemoryKmsOptions {
  readonly tls: TlsIdentity & { readonly clientCaPem?: readonly string[] };
  readonly expiredTls?: TlsIdentity;
  readonly clients: readonly TrustedClient[];
  readonly limits?: Partial<ServerLimits>;
}

serveKms(({ tls, expiredTls, clients, limits }: MemoryKmsOptions) => ({
  store: createMemoryKeyStore(),
  tls: { ...tls, ...(expiredTls === undefined ? {} : { expired: () => Promise.resolve(expiredTls) }) },
  clients: trustedClients(clients),
  ...(limits === undefined ? {} : { limits }),
}));
