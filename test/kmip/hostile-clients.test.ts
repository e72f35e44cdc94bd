import { connect as connectTcp, type Socket } from 'node:net';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { createFailover } from '../../src/kmip/client/failover.ts';
import { createKey, getKey } from '../../src/kmip/client/key-operations.ts';
import { createSessionPool } from '../../src/kmip/client/session-pool.ts';
import { ObjectType, Operation, ResultReason, State } from '../../src/kmip/enums.ts';
import { requestMessage, responseMessage } from '../../src/kmip/messages.ts';
import type { KeyStore, KmsObject } from '../../src/kmip/server/key-store.ts';
import type { KmipServerOptions } from '../../src/kmip/server/kmip-server.ts';
import { createMemoryKeyStore } from '../../src/kmip/server/memory-key-store.ts';
import { Tag } from '../../src/kmip/tags.ts';
import { decodeTtlv } from '../../src/kmip/ttlv/reader.ts';
import { encodeTtlv } from '../../src/kmip/ttlv/writer.ts';
import { V1_1, V1_4 } from '../../src/kmip/version.ts';
import {
  type Identities,
  makeIdentities,
  must,
  providerConfig,
  type RunningServer,
  serverConfig,
  startServer,
  unwrap,
} from './fixtures.ts';
import { VCENTER_MESSAGES } from './vcenter-messages.ts';
import { connectWire, type WireClient } from './wire-client.ts';

/** Clients that send nothing, too slowly, too much or nonsense: the server closes them and serves the others. */
let identities: Identities;
const cleanUps: (() => void | Promise<void>)[] = [];
beforeAll(async () => {
  identities = await makeIdentities();
});
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function start(
  limits: KmipServerOptions['limits'] = {},
  store: KeyStore = createMemoryKeyStore(),
): Promise<RunningServer> {
  const running = await startServer(identities, { limits, store });
  cleanUps.push(() => running.server.close());
  return running;
}

async function wire(port: number): Promise<WireClient> {
  const client = await connectWire(port, identities.client);
  cleanUps.push(() => client.close());
  return client;
}

/** A normal client on a connection of its own; the time of its Get. A hang shows as the test's timeout. */
async function timeOfGetMs(port: number): Promise<number> {
  const pool = createSessionPool(systemClock);
  const failover = createFailover(pool, systemClock);
  const provider = providerConfig(identities, [serverConfig(identities, port)]);
  const { keyId } = unwrap(
    await failover.run(provider, {
      operation: 'Create',
      isRepeatable: false,
      use: (session) => createKey(session),
    }),
  );
  const startedMs = performance.now();
  unwrap(
    await failover.run(provider, {
      operation: 'Get',
      isRepeatable: true,
      use: (session) => getKey(session, keyId),
    }),
  );
  const elapsedMs = performance.now() - startedMs;
  pool.closeAll();
  return elapsedMs;
}

function reasonIn(frame: Buffer | undefined): number | undefined {
  const message = responseMessage.read(unwrap(decodeTtlv(must(frame))), { version: V1_4 });
  return message.items[0]?.reason;
}

const HANG_GUARD_MS = 2_000;

test('two hundred silent connections and a sender of one byte a second leave a Get unharmed', async () => {
  const { port } = await start();
  const silent: Socket[] = [];
  for (let at = 0; at < 150; at++) silent.push(connectTcp(port, '127.0.0.1'));
  cleanUps.push(() => {
    for (const socket of silent) socket.destroy();
  });
  await Promise.all(Array.from({ length: 50 }, () => wire(port)));
  const slow = await wire(port);
  let sent = 0;
  const trickle = setInterval(() => {
    slow.socket.write(VCENTER_MESSAGES.create.subarray(sent, ++sent));
  }, 50);
  cleanUps.push(() => clearInterval(trickle));
  expect(await timeOfGetMs(port)).toBeLessThan(HANG_GUARD_MS);
});

describe('time limits', () => {
  test('a handshake that does not come', async () => {
    const { port } = await start({ handshakeMs: 100 });
    const socket = connectTcp(port, '127.0.0.1');
    socket.on('error', () => socket.destroy());
    await new Promise((resolve) => socket.on('close', resolve));
  });

  test('a connection without a request', async () => {
    const { port } = await start({ idleMs: 100 });
    await (await wire(port)).ended;
  });

  test('a request that does not become complete, however busily it is sent', async () => {
    const { port } = await start({ requestMs: 200 });
    const client = await wire(port);
    let sent = 0;
    const trickle = setInterval(() => {
      client.socket.write(VCENTER_MESSAGES.create.subarray(sent, ++sent));
    }, 20);
    await client.ended;
    clearInterval(trickle);
    expect(sent).toBeLessThan(VCENTER_MESSAGES.create.length);
  });

  test('a client that does not read its answers is held back and closed, and costs no memory', async () => {
    const store = createMemoryKeyStore();
    store.transact((objects) => {
      for (let at = 0; at < 2_000; at++) objects.put(keyWithoutMaterial(`key-${at}`));
    });
    const { port, server } = await start({ responseMs: 300 }, store);
    const client = await wire(port);
    client.socket.pause();
    const before = process.memoryUsage().arrayBuffers;
    // Each answer lists all keys: far more in all than the kernel buffers.
    client.socket.write(Buffer.concat(Array.from({ length: 1_000 }, () => LOCATE_ALL)));
    while (server.connectionCount > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024);
  });
});

const LOCATE_ALL = encodeTtlv(
  requestMessage.write(
    {
      header: { version: V1_1, attestationTypes: [], batchCount: 1 },
      items: [
        { operation: Operation.Locate, payload: { tag: Tag.RequestPayload, type: 'Structure', value: [] } },
      ],
    },
    { version: V1_1 },
  ),
);

function keyWithoutMaterial(id: string): KmsObject {
  return {
    id,
    owner: 'vcenter',
    createdAt: 0,
    objectType: ObjectType.SymmetricKey,
    state: State.PreActive,
    attributes: [],
    served: 0,
  };
}

describe('messages', () => {
  test('a length of 2 GiB is refused at once, and the connection closed', async () => {
    const { port } = await start();
    const client = await wire(port);
    const header = Buffer.alloc(8);
    header.writeUInt32BE(((Tag.RequestMessage << 8) | 1) >>> 0, 0);
    header.writeUInt32BE(0x7fffffff, 4);
    expect(reasonIn(await client.exchange(header))).toBe(ResultReason.InvalidMessage);
    await client.ended;
  });

  test('another protocol is refused', async () => {
    const { port } = await start();
    const client = await wire(port);
    expect(reasonIn(await client.exchange(Buffer.from('GET / HTTP/1.1\r\n\r\n')))).toBe(
      ResultReason.InvalidMessage,
    );
    await client.ended;
  });

  test('a malformed message is answered, and the next one on the same connection served', async () => {
    const { port } = await start();
    const client = await wire(port);
    const broken = Buffer.from(VCENTER_MESSAGES.create);
    broken[40] = 0xff;
    expect(reasonIn(await client.exchange(broken))).toBe(ResultReason.InvalidMessage);
    expect(reasonIn(await client.exchange(VCENTER_MESSAGES.create))).toBeUndefined();
  });

  test('requests sent in one go are answered in order', async () => {
    const { port } = await start();
    const client = await wire(port);
    const answers = await Promise.all([
      client.exchange(VCENTER_MESSAGES.discoverVersions),
      client.exchange(VCENTER_MESSAGES.get),
      client.exchange(VCENTER_MESSAGES.create),
    ]);
    expect(answers.map(reasonIn)).toEqual([undefined, ResultReason.ItemNotFound, undefined]);
  });
});

describe('the number of connections', () => {
  test('is bounded: the oldest without a handshake makes room', async () => {
    const { port, server } = await start({ maxConnections: 20 });
    const silent = Array.from({ length: 60 }, () => {
      const socket = connectTcp(port, '127.0.0.1');
      socket.on('error', () => socket.destroy());
      return socket;
    });
    cleanUps.push(() => {
      for (const socket of silent) socket.destroy();
    });
    expect(await timeOfGetMs(port)).toBeLessThan(HANG_GUARD_MS);
    expect(server.connectionCount).toBeLessThanOrEqual(20);
  });
});
