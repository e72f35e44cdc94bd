import { systemClock } from '../../base/clock.ts';
import { zeroise } from '../../crypto/secret-key.ts';
import { readIdentity } from '../../datacenter/keys/kept-identity.ts';
import { createKmipServer, type ServerEvent } from '../../kmip/server/kmip-server.ts';
import { liveDirectory } from './client-register.ts';
import { openKmsFolder, SERVER_IDENTITY } from './kms-folder.ts';
import { refuse, say } from './report.ts';

/** `vseal kms serve`: serves KMIP until it is told to stop. Clients and keys may be changed meanwhile. */
export async function serveKmsFolder(folder: string, address: string, port: number): Promise<number> {
  const opened = openKmsFolder(folder);
  if (!opened.ok) return refuse(opened.fault);
  const kms = opened.value;
  const { secrets, store, keys } = kms;
  const identity = readIdentity(secrets, SERVER_IDENTITY);
  if (!identity.ok || identity.value === undefined) {
    kms.close();
    return refuse({
      message: `${folder} has no server certificate.`,
      hint: 'vseal kms init, in another folder',
    });
  }
  const server = createKmipServer({
    tls: identity.value,
    clients: liveDirectory(store),
    store: keys,
    clock: systemClock,
    onEvent: (event) => say(describe(event)),
  });
  zeroise(identity.value.keyPem);
  const listening = await server.listen(address, port);
  if (!listening.ok) {
    kms.close();
    return refuse({ message: listening.fault.message, hint: 'Choose another --port or --address.' });
  }
  say(`KMIP 1.0 to 1.4 on ${listening.value.address}:${listening.value.port}. Ctrl-C ends it.`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  await server.close();
  kms.close();
  return 0;
}

function describe(event: ServerEvent): string {
  const at = new Date(systemClock.nowMs()).toISOString();
  switch (event.kind) {
    case 'connected':
      return `${at} ${event.client} connected from ${event.address}`;
    case 'refused':
      return `${at} refused ${event.address === '' ? 'a connection' : event.address}: ${event.message}`;
    case 'request':
      return `${at} ${event.client}: ${event.outcomes
        .map(({ operation, status }) => `${operation} ${status}`)
        .join(', ')}`;
    case 'failed':
      return `${at} failed: ${event.message}`;
  }
}
