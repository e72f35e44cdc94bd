import { connect as connectTcp } from 'node:net';
import { systemClock } from '../../src/base/clock.ts';
import { clientContext } from '../../src/kmip/client/connection.ts';
import { createKey, deadlineOf } from '../../src/kmip/client/key-operations.ts';
import { call, type KmipSession, openSession } from '../../src/kmip/client/kmip-session.ts';
import { startEmbeddedKms } from '../../src/kmip/embedded-kms.ts';
import { get } from '../../src/kmip/payloads/get.ts';
import { providerConfig, serverConfig, unwrap } from '../kmip/fixtures.ts';
import {
  makeSignedIdentities,
  needsPykmip,
  type SignedIdentities,
  startPykmipServer,
} from '../kmip/pykmip.ts';
import { VCENTER_MESSAGES } from '../kmip/vcenter-messages.ts';
import { connectWire } from '../kmip/wire-client.ts';
import type { Figure } from './figure.ts';

/** Get on our server and on PyKMIP's, with one client, one run and the same EC certificates. */
export const name = 'kmip';

/** The first round warms both ends up; of the others the best counts. */
const ROUNDS = 5;
const SLICE_MS = 500;

export async function run(): Promise<Figure[]> {
  const identities = await makeSignedIdentities('EC-P256');
  const kms = startEmbeddedKms('kms-server', {
    tls: identities.server,
    clients: [{ name: 'vcenter', sha256: identities.clientSha256 }],
  });
  const { port } = unwrap(kms.listen('127.0.0.1', 0).wait());
  const peer = needsPykmip() ? undefined : await startPykmipServer(identities);
  try {
    const ours = { kept: 0, fresh: 0 };
    const theirs = { kept: 0, fresh: 0 };
    for (let round = 0; round < ROUNDS; round++) {
      await measure(identities, port, ours);
      if (peer !== undefined) await measure(identities, peer.port, theirs);
    }
    const figure = (text: string, value: number, peerValue: number): Figure =>
      peer === undefined
        ? { figure: text, value, unit: 'requests/s' }
        : {
            figure: text,
            value,
            unit: 'requests/s',
            peer: 'PyKMIP server',
            peerValue,
            ratio: value / peerValue,
          };
    const crowdedMs = await getAmongSilentConnections(identities, port);
    return [
      { figure: 'Get beside 200 silent connections and a slow sender', value: crowdedMs, unit: 'ms' },
      figure('Get over a kept connection', ours.kept, theirs.kept),
      figure('Get with a new TLS connection', ours.fresh, theirs.fresh),
    ];
  } finally {
    peer?.stop();
    kms.stop();
  }
}

interface Rates {
  kept: number;
  fresh: number;
}

/** One round on one server; the better rate of all rounds counts. */
async function measure(identities: SignedIdentities, port: number, best: Rates): Promise<void> {
  const server = serverConfig(identities, port, { timeoutMs: 30_000 });
  const provider = providerConfig(identities, [server]);
  const context = unwrap(clientContext(provider, server));
  const open = async (): Promise<KmipSession> => unwrap(await openSession(server, context, systemClock));
  const session = await open();
  const { keyId } = unwrap(await createKey(session));
  const fetchKey = async (from: KmipSession): Promise<void> =>
    void unwrap(await call(from, get, { uniqueIdentifier: keyId }, deadlineOf(from)));
  const rate = async (once: () => Promise<void>): Promise<number> => {
    const startedMs = performance.now();
    let done = 0;
    while (performance.now() - startedMs < SLICE_MS) {
      await once();
      done++;
    }
    return (done / (performance.now() - startedMs)) * 1000;
  };
  best.kept = Math.max(best.kept, await rate(() => fetchKey(session)));
  session.connection.close();
  const fresh = await rate(async () => {
    const one = await open();
    await fetchKey(one);
    one.connection.close();
  });
  best.fresh = Math.max(best.fresh, fresh);
}

/** A Get while others hold theirs and send nothing, or a byte now and then; the median of several. */
async function getAmongSilentConnections(identities: SignedIdentities, port: number): Promise<number> {
  const silent = Array.from({ length: 150 }, () => connectTcp(port, '127.0.0.1'));
  const idle = await Promise.all(Array.from({ length: 51 }, () => connectWire(port, identities.client)));
  let sent = 0;
  const trickle = setInterval(() => {
    idle[0]?.socket.write(VCENTER_MESSAGES.create.subarray(sent, ++sent));
  }, 100);
  const server = serverConfig(identities, port);
  const context = unwrap(clientContext(providerConfig(identities, [server]), server));
  const timesMs: number[] = [];
  for (let round = 0; round < 9; round++) {
    const session = unwrap(await openSession(server, context, systemClock));
    const { keyId } = unwrap(await createKey(session));
    const startedMs = performance.now();
    unwrap(await call(session, get, { uniqueIdentifier: keyId }, deadlineOf(session)));
    timesMs.push(performance.now() - startedMs);
    session.connection.close();
  }
  clearInterval(trickle);
  for (const client of idle) client.close();
  for (const socket of silent) socket.destroy();
  return timesMs.sort((a, b) => a - b)[4] ?? 0;
}
