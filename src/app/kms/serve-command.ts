import { systemClock } from '../../base/clock.ts';
import { readCertificate } from '../../certificates/read.ts';
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
  warnOfExpiry(identity.value.certificatePem, folder);
  say(`KMIP 1.0 to 1.4 on ${listening.value.address}:${listening.value.port}. Ctrl-C ends it.`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  await server.close();
  kms.close();
  return 0;
}

const WARNING_DAYS = 30;
const MS_PER_DAY = 86_400_000;

function warnOfExpiry(certificatePem: string, folder: string): void {
  const details = readCertificate(certificatePem);
  if (!details.ok) return;
  const leftDays = (details.value.notAfterMs - systemClock.nowMs()) / MS_PER_DAY;
  if (leftDays > WARNING_DAYS) return;
  const until = new Date(details.value.notAfterMs).toISOString().slice(0, 10);
  say(
    `Its certificate ${leftDays < 0 ? 'has ended' : 'ends'} on ${until}.\nTry: vseal kms renew --data ${folder}`,
  );
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
