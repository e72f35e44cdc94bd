import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { createFailover } from '../../src/kmip/client/failover.ts';
import { createKey, getKey, tagKey, takeNewKey } from '../../src/kmip/client/key-operations.ts';
import { providerStatus } from '../../src/kmip/client/server-status.ts';
import { createSessionPool } from '../../src/kmip/client/session-pool.ts';
import { nameOf, Operation, ResultStatus } from '../../src/kmip/enums.ts';
import { responseMessage } from '../../src/kmip/messages.ts';
import type { ServerEvent } from '../../src/kmip/server/kmip-server.ts';
import { Tag } from '../../src/kmip/tags.ts';
import type { TtlvNode } from '../../src/kmip/ttlv/node.ts';
import { decodeTtlv } from '../../src/kmip/ttlv/reader.ts';
import { encodeTtlv } from '../../src/kmip/ttlv/writer.ts';
import { V1_1, V1_4 } from '../../src/kmip/version.ts';
import {
  type Identities,
  makeIdentities,
  must,
  providerConfig,
  serverConfig,
  startServer,
  unwrap,
} from './fixtures.ts';
import { startScripted, textOf, usually } from './scripted-server.ts';
import { VCENTER_MESSAGES } from './vcenter-messages.ts';
import { connectWire } from './wire-client.ts';

let identities: Identities;
const cleanUps: (() => void | Promise<void>)[] = [];
beforeAll(async () => {
  identities = await makeIdentities();
});
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

describe("vCenter's messages", () => {
  test('are served without one error, with a client certificate that has no extended key usage', async () => {
    const events: ServerEvent[] = [];
    const { server, port } = await startServer(identities, { onEvent: (event) => events.push(event) });
    cleanUps.push(() => server.close());
    const client = await connectWire(port, identities.client);
    cleanUps.push(() => client.close());
    let id = '';
    for (const [name, bytes] of Object.entries(VCENTER_MESSAGES)) {
      if (name === 'get') continue;
      const response = unwrap(decodeTtlv(must(await client.exchange(about(bytes, id)))));
      const message = responseMessage.read(response, { version: V1_4 });
      expect(message.header.version).toEqual(V1_1);
      for (const item of message.items) expect(item.status, name).toBe(ResultStatus.Success);
      if (name === 'create') id = textOf(must(message.items[0]?.payload), Tag.UniqueIdentifier);
    }
    const response = unwrap(decodeTtlv(must(await client.exchange(about(VCENTER_MESSAGES.get, id)))));
    expect(responseMessage.read(response, { version: V1_4 }).items[0]?.status).toBe(ResultStatus.Success);
    const asked = events.flatMap((event) => (event.kind === 'request' ? event.outcomes : []));
    expect(asked.every((outcome) => outcome.status === 'Success')).toBe(true);
  });
});

const TAGS = {
  'x-Product_Version': '7.0.3 build-19480866',
  'x-Vendor': 'VMware, Inc.',
  'x-Product': 'VMware vSphere',
};

describe('our client', () => {
  test("sends vCenter's bytes", async () => {
    const { port, requests, operations, close } = await startScripted(identities, usually());
    cleanUps.push(close);
    const pool = createSessionPool(systemClock);
    cleanUps.push(() => pool.closeAll());
    const provider = providerConfig(identities, [serverConfig(identities, port)]);
    const failover = createFailover(pool, systemClock);
    const { keyId } = unwrap(
      await failover.run(provider, {
        operation: 'Create',
        isRepeatable: false,
        use: (session) => createKey(session),
      }),
    );
    expect(keyId).toBe('1');
    unwrap(
      await failover.run(provider, {
        operation: 'Tag',
        isRepeatable: false,
        use: (session) => tagKey(session, keyId, TAGS),
      }),
    );
    await failover.run(provider, {
      operation: 'Get',
      isRepeatable: true,
      use: (session) => getKey(session, '2'),
    });
    expect(operations()).toEqual([
      'DiscoverVersions',
      'Create',
      'GetAttributes',
      'GetAttributes',
      'GetAttributes',
      'AddAttribute AddAttribute AddAttribute',
      'Get',
      'GetAttributes',
      'Activate',
    ]);
    const [discover, create, attributes, , , add, get] = requests;
    expect(discover).toEqual(VCENTER_MESSAGES.discoverVersions);
    expect(create).toEqual(VCENTER_MESSAGES.create);
    expect(attributes).toEqual(VCENTER_MESSAGES.getAttributesProductVersion);
    expect(add).toEqual(VCENTER_MESSAGES.addAttributes);
    expect(get).toEqual(VCENTER_MESSAGES.get);
  });

  test('makes a key in three turns: what waits for no answer is sent with what is before it, byte for byte', async () => {
    const turns: string[] = [];
    const { port, requests, close } = await startScripted(identities, (items, version) => {
      turns.push(items.map((item) => nameOf(Operation, item.operation)).join(' '));
      return usually()(items, version);
    });
    cleanUps.push(close);
    const pool = createSessionPool(systemClock);
    cleanUps.push(() => pool.closeAll());
    const provider = providerConfig(identities, [serverConfig(identities, port)]);
    const bursts: number[] = [];
    const taken = await createFailover(pool, systemClock).run(provider, {
      operation: 'Create',
      isRepeatable: false,
      use: async (session) => {
        const { connection } = session;
        const counted: typeof connection = {
          ...connection,
          isOpen: true,
          exchange(messages, count, deadline) {
            bursts.push(count);
            return connection.exchange(messages, count, deadline);
          },
        };
        const made = await createKey({ ...session, connection: counted });
        return made.ok ? takeNewKey({ ...session, connection: counted }, made.value.keyId, TAGS) : made;
      },
    });
    expect(unwrap(taken)?.state).toBe('Active');
    expect(bursts).toEqual([1, 5, 2]);
    expect(turns).toEqual([
      'DiscoverVersions',
      'Create',
      'Get',
      'GetAttributes',
      'GetAttributes',
      'GetAttributes',
      'GetAttributes',
      'Activate',
      'AddAttribute AddAttribute AddAttribute',
    ]);
    expect(requests.at(1)).toEqual(VCENTER_MESSAGES.create);
    expect(requests.at(4)).toEqual(VCENTER_MESSAGES.getAttributesProductVersion);
    expect(requests.at(-1)).toEqual(VCENTER_MESSAGES.addAttributes);
  });

  test("checks a server's status as vCenter does: Discover Versions twice, then Query", async () => {
    const { port, requests, close } = await startScripted(identities, usually());
    cleanUps.push(close);
    const pool = createSessionPool(systemClock);
    cleanUps.push(() => pool.closeAll());
    await providerStatus(providerConfig(identities, [serverConfig(identities, port)]), pool, systemClock);
    expect(requests).toEqual([
      VCENTER_MESSAGES.discoverVersions,
      VCENTER_MESSAGES.discoverVersionsAgain,
      VCENTER_MESSAGES.query,
    ]);
  });
});

/** The recorded message with the identifier that our server has given. */
function about(bytes: Buffer, id: string): Buffer {
  const replace = (node: TtlvNode): TtlvNode => {
    if (node.type === 'Structure') return { ...node, value: node.value.map(replace) };
    return node.tag === Tag.UniqueIdentifier && node.type === 'TextString' ? { ...node, value: id } : node;
  };
  return encodeTtlv(replace(unwrap(decodeTtlv(bytes))));
}
