import { createServer, type TLSSocket } from 'node:tls';
import { nameOf, Operation, ResultReason, ResultStatus } from '../../src/kmip/enums.ts';
import {
  type RequestItem,
  type ResponseItem,
  requestMessage,
  responseMessage,
} from '../../src/kmip/messages.ts';
import { Tag } from '../../src/kmip/tags.ts';
import { createFrameReader } from '../../src/kmip/ttlv/frame.ts';
import type { TtlvNode } from '../../src/kmip/ttlv/node.ts';
import { decodeTtlv } from '../../src/kmip/ttlv/reader.ts';
import { encodeTtlv } from '../../src/kmip/ttlv/writer.ts';
import { type ProtocolVersion, V1_1, V1_4 } from '../../src/kmip/version.ts';
import { type Identities, must, unwrap } from './fixtures.ts';

/** A server that answers as a test wants it to: other vendors' ways, and broken ones. */
export interface ScriptedServer {
  readonly port: number;
  /** What came, whole. */
  readonly requests: Buffer[];
  /** The operations of `requests`, one line each. */
  readonly operations: () => string[];
  readonly close: () => void;
}

/** Gives the bytes to send, or undefined to stay silent. */
export type Script = (items: readonly RequestItem[], version: ProtocolVersion) => Buffer | undefined;

export async function startScripted(
  identities: Identities,
  script: Script,
  /** `onlyFirst` loses what came together with a message, as a server that never expects two. */
  { onlyFirst = false } = {},
): Promise<ScriptedServer> {
  const requests: Buffer[] = [];
  const sockets: TLSSocket[] = [];
  const server = createServer({
    cert: identities.server.certificatePem,
    key: Buffer.from(identities.server.keyPem),
    requestCert: true,
    rejectUnauthorized: false,
  });
  server.on('secureConnection', (socket) => {
    sockets.push(socket);
    socket.on('error', () => socket.destroy());
    let reader = createFrameReader(Tag.RequestMessage);
    socket.on('data', (chunk: Buffer) => {
      unwrap(reader.push(chunk));
      for (let frame = unwrap(reader.take()); frame !== undefined; frame = unwrap(reader.take())) {
        requests.push(frame);
        const request = requestMessage.read(unwrap(decodeTtlv(frame)), { version: V1_4 });
        const answer = script(request.items, request.header.version);
        if (answer !== undefined) socket.write(answer);
        if (onlyFirst) reader = createFrameReader(Tag.RequestMessage);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    requests,
    operations: () =>
      requests.map((frame) =>
        requestMessage
          .read(unwrap(decodeTtlv(frame)), { version: V1_4 })
          .items.map((item) => nameOf(Operation, item.operation))
          .join(' '),
      ),
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

export const structure = (tag: number, ...value: TtlvNode[]): TtlvNode => ({ tag, type: 'Structure', value });

export function respond(items: readonly ResponseItem[], version: ProtocolVersion = V1_1): Buffer {
  const header = { version, timeStamp: 0n, batchCount: items.length };
  return encodeTtlv(responseMessage.write({ header, items }, { version: V1_4 }));
}

export function succeed(item: RequestItem, ...payload: TtlvNode[]): ResponseItem {
  return {
    operation: item.operation,
    batchId: item.batchId,
    status: ResultStatus.Success,
    payload: structure(Tag.ResponsePayload, ...payload),
  };
}

export function refuse(item: RequestItem, reason: keyof typeof ResultReason): ResponseItem {
  return {
    operation: item.operation,
    batchId: item.batchId,
    status: ResultStatus.OperationFailed,
    reason: ResultReason[reason],
    message: 'as the test wants it',
  };
}

/** The answers of a key management server that holds the Pre-Active keys 1 and 2. */
export function usualAnswer(item: RequestItem): ResponseItem {
  return succeed(item, ...usualPayload(item.operation, item.payload));
}

/** Answers every item in the usual way, but for the one operation that the test changes. */
export function usually(
  operation?: keyof typeof Operation,
  change: (item: RequestItem) => ResponseItem = usualAnswer,
): Script {
  return (items, version) =>
    respond(
      items.map((item) =>
        nameOf(Operation, item.operation) === operation ? change(item) : usualAnswer(item),
      ),
      version,
    );
}

const idNode = (value: string): TtlvNode => ({ tag: Tag.UniqueIdentifier, type: 'TextString', value });

function usualPayload(operation: number, request: TtlvNode): TtlvNode[] {
  const asked = textOf(request, Tag.UniqueIdentifier);
  const id = idNode(asked);
  switch (operation) {
    case Operation.DiscoverVersions:
      return [versionNode(1, 1)];
    case Operation.Create:
      return createPayload('1');
    case Operation.Get:
      return getPayload(1, Buffer.alloc(32, 7), asked);
    case Operation.GetAttributes: {
      const state = structure(
        Tag.Attribute,
        { tag: Tag.AttributeName, type: 'TextString', value: 'State' },
        { tag: Tag.AttributeValue, type: 'Enumeration', value: 1 },
      );
      return textOf(request, Tag.AttributeName) === 'State' ? [id, state] : [id];
    }
    case Operation.AddAttribute: {
      const [, attribute] = request.type === 'Structure' ? request.value : [];
      return [id, must(attribute)];
    }
    default:
      return operation === Operation.Query ? [] : [id];
  }
}

export function versionNode(major: number, minor: number): TtlvNode {
  return structure(
    Tag.ProtocolVersion,
    { tag: Tag.ProtocolVersionMajor, type: 'Integer', value: major },
    { tag: Tag.ProtocolVersionMinor, type: 'Integer', value: minor },
  );
}

export function createPayload(keyId: string): TtlvNode[] {
  return [{ tag: Tag.ObjectType, type: 'Enumeration', value: 2 }, idNode(keyId)];
}

export function getPayload(keyFormatType: number, material: Buffer, keyId = '1'): TtlvNode[] {
  return [
    { tag: Tag.ObjectType, type: 'Enumeration', value: 2 },
    idNode(keyId),
    structure(
      Tag.SymmetricKey,
      structure(
        Tag.KeyBlock,
        { tag: Tag.KeyFormatType, type: 'Enumeration', value: keyFormatType },
        structure(Tag.KeyValue, { tag: Tag.KeyMaterial, type: 'ByteString', value: material }),
      ),
    ),
  ];
}

export function textOf(payload: TtlvNode, tag: number): string {
  const child = payload.type === 'Structure' ? payload.value.find((one) => one.tag === tag) : undefined;
  return child?.type === 'TextString' ? child.value : '';
}
