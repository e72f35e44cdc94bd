import { createServer, type TLSSocket } from 'node:tls';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { createFailover } from '../../src/kmip/client/failover.ts';
import { createKey, getKey, tagKey } from '../../src/kmip/client/key-operations.ts';
import { providerStatus } from '../../src/kmip/client/server-status.ts';
import { createSessionPool } from '../../src/kmip/client/session-pool.ts';
import { nameOf, Operation, ResultStatus } from '../../src/kmip/enums.ts';
import { requestMessage, responseMessage } from '../../src/kmip/messages.ts';
import type { ServerEvent } from '../../src/kmip/server/kmip-server.ts';
import { Tag } from '../../src/kmip/tags.ts';
import { createFrameReader } from '../../src/kmip/ttlv/frame.ts';
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

describe('our client', () => {
  test("sends vCenter's bytes", async () => {
    const { port, requests } = await startRecorder();
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
        use: (session) =>
          tagKey(session, keyId, {
            'x-Product_Version': '7.0.3 build-19480866',
            'x-Vendor': 'VMware, Inc.',
            'x-Product': 'VMware vSphere',
          }),
      }),
    );
    await failover.run(provider, {
      operation: 'Get',
      isRepeatable: true,
      use: (session) => getKey(session, '2'),
    });
    expect(requests.map((request) => operationsOf(request))).toEqual([
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

  test("checks a server's status as vCenter does: Discover Versions twice, then Query", async () => {
    const { port, requests } = await startRecorder();
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

/** A server that keeps the requests and answers them as a key management server that holds the keys 1 and 2. */
async function startRecorder(): Promise<{ port: number; requests: Buffer[] }> {
  const requests: Buffer[] = [];
  const server = createServer({
    cert: identities.server.certificatePem,
    key: Buffer.from(identities.server.keyPem),
    requestCert: true,
    rejectUnauthorized: false,
  });
  const sockets: TLSSocket[] = [];
  server.on('secureConnection', (socket) => {
    sockets.push(socket);
    const reader = createFrameReader(Tag.RequestMessage);
    socket.on('data', (chunk: Buffer) => {
      unwrap(reader.push(chunk));
      for (let frame = unwrap(reader.take()); frame !== undefined; frame = unwrap(reader.take())) {
        requests.push(frame);
        socket.write(cannedAnswer(frame));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUps.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as { port: number }).port, requests };
}

const structure = (tag: number, ...value: TtlvNode[]): TtlvNode => ({ tag, type: 'Structure', value });

function cannedAnswer(frame: Buffer): Buffer {
  const { items } = requestMessage.read(unwrap(decodeTtlv(frame)), { version: V1_1 });
  const answers = items.map(({ operation, batchId, payload }) => ({
    operation,
    batchId,
    status: ResultStatus.Success,
    payload: structure(Tag.ResponsePayload, ...cannedPayload(operation, payload)),
  }));
  const header = { version: V1_1, timeStamp: 0n, batchCount: answers.length };
  return encodeTtlv(responseMessage.write({ header, items: answers }, { version: V1_1 }));
}

function cannedPayload(operation: number, request: TtlvNode): TtlvNode[] {
  const id: TtlvNode = { tag: Tag.UniqueIdentifier, type: 'TextString', value: '1' };
  const symmetric: TtlvNode = { tag: Tag.ObjectType, type: 'Enumeration', value: 2 };
  switch (operation) {
    case Operation.DiscoverVersions:
      return [
        structure(
          Tag.ProtocolVersion,
          { tag: Tag.ProtocolVersionMajor, type: 'Integer', value: 1 },
          { tag: Tag.ProtocolVersionMinor, type: 'Integer', value: 1 },
        ),
      ];
    case Operation.Create:
      return [symmetric, id];
    case Operation.Get:
      return [
        symmetric,
        id,
        structure(
          Tag.SymmetricKey,
          structure(
            Tag.KeyBlock,
            { tag: Tag.KeyFormatType, type: 'Enumeration', value: 1 },
            structure(Tag.KeyValue, { tag: Tag.KeyMaterial, type: 'ByteString', value: Buffer.alloc(32, 7) }),
          ),
        ),
      ];
    case Operation.GetAttributes: {
      const isState = textOf(request, Tag.AttributeName) === 'State';
      const state = structure(
        Tag.Attribute,
        { tag: Tag.AttributeName, type: 'TextString', value: 'State' },
        { tag: Tag.AttributeValue, type: 'Enumeration', value: 1 },
      );
      return isState ? [id, state] : [id];
    }
    case Operation.AddAttribute: {
      const [, attribute] = request.type === 'Structure' ? request.value : [];
      return [id, must(attribute)];
    }
    default:
      return operation === Operation.Query ? [] : [id];
  }
}

function operationsOf(frame: Buffer): string {
  const { items } = requestMessage.read(unwrap(decodeTtlv(frame)), { version: V1_1 });
  return items.map((item) => nameOf(Operation, item.operation)).join(' ');
}

function textOf(payload: TtlvNode, tag: number): string {
  const child = payload.type === 'Structure' ? payload.value.find((one) => one.tag === tag) : undefined;
  return child?.type === 'TextString' ? child.value : '';
}

/** The recorded message with the identifier that our server has given. */
function about(bytes: Buffer, id: string): Buffer {
  const replace = (node: TtlvNode): TtlvNode => {
    if (node.type === 'Structure') return { ...node, value: node.value.map(replace) };
    return node.tag === Tag.UniqueIdentifier && node.type === 'TextString' ? { ...node, value: id } : node;
  };
  return encodeTtlv(replace(unwrap(decodeTtlv(bytes))));
}
