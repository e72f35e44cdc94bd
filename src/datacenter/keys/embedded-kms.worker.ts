import { join } from 'node:path';
import { assert } from '../../base/assert.ts';
import { systemClock } from '../../base/clock.ts';
import { trustedClients } from '../../kmip/server/client-directory.ts';
import type { TlsIdentity } from '../../kmip/server/kmip-server.ts';
import { serveKms } from '../../kmip/server/serve-kms.ts';
import { openSecrets } from '../../state/secrets.ts';
import { openStore } from '../../state/store.ts';
import { createDurableKeyStore } from './durable-key-store.ts';
import { EMBEDDED_CLIENT, EMBEDDED_SERVER, readIdentity } from './kept-identity.ts';

export interface EmbeddedKmsOptions {
  /** The state's `secrets` folder: key store, root key and identities lie in it. */
  readonly secretsFolder: string;
}

/** The embedded KMIP server: a listener of this process's own before the one key store of the datacenter. */
serveKms<EmbeddedKmsOptions>(({ secretsFolder }) => {
  const secrets = openSecrets({ folder: secretsFolder });
  assert(secrets.ok, 'the engine has opened these secrets');
  const store = openStore({ path: join(secretsFolder, 'kms', 'keystore.json'), clock: systemClock });
  if (!store.ok) throw new Error(store.fault.message);
  const server = readIdentity(secrets.value, EMBEDDED_SERVER);
  const client = readIdentity(secrets.value, EMBEDDED_CLIENT);
  assert(
    server.ok && server.value && client.ok && client.value,
    'the identities were made before the server',
  );
  client.value.keyPem.fill(0);
  return {
    tls: { ...server.value, expired: expiredIdentity },
    clients: trustedClients([{ name: 'vcenter', sha256: client.value.sha256 }]),
    store: createDurableKeyStore(store.value, secrets.value),
    isWatched: false,
    close: () => store.value.close(),
  };
});

/** For the rehearsed fault: a certificate of the same names that ended yesterday. */
async function expiredIdentity(): Promise<TlsIdentity> {
  const { makeServerCertificate } = await import('../../certificates/issue.ts');
  const nowMs = systemClock.nowMs();
  const made = await makeServerCertificate(['127.0.0.1', 'localhost'], 'EC-P256', {
    notBeforeMs: nowMs - 30 * DAY_MS,
    notAfterMs: nowMs - DAY_MS,
  });
  assert(made.ok, 'a self-signed certificate needs nothing');
  return made.value;
}

const DAY_MS = 86_400_000;
