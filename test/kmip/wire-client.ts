import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import type { CertificateIdentity } from '../../src/certificates/issue.ts';
import { Tag } from '../../src/kmip/tags.ts';
import { createFrameReader } from '../../src/kmip/ttlv/frame.ts';
import type { TtlvNode } from '../../src/kmip/ttlv/node.ts';
import { decodeTtlv } from '../../src/kmip/ttlv/reader.ts';
import { encodeTtlv } from '../../src/kmip/ttlv/writer.ts';
import { unwrap } from './fixtures.ts';

/** A client that sends any bytes and gives back what comes, for what a proper client would never do. */
export interface WireClient {
  readonly socket: TLSSocket;
  /** Sends bytes as they are; the next message, or undefined when the server closes instead. */
  exchange(bytes: Uint8Array): Promise<Buffer | undefined>;
  ask(request: TtlvNode): Promise<TtlvNode>;
  /** Resolves when the server has ended the connection. */
  readonly ended: Promise<void>;
  close(): void;
}

export function connectWire(
  port: number,
  identity: CertificateIdentity | undefined,
  options: ConnectionOptions = {},
): Promise<WireClient> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: '127.0.0.1',
      port,
      rejectUnauthorized: false,
      ...(identity === undefined ? {} : { cert: identity.certificatePem, key: Buffer.from(identity.keyPem) }),
      ...options,
    });
    socket.once('error', reject);
    socket.once('secureConnect', () => resolve(wireClient(socket)));
  });
}

function wireClient(socket: TLSSocket): WireClient {
  const reader = createFrameReader(Tag.ResponseMessage, 16 * 1024 * 1024);
  const waiting: ((frame: Buffer | undefined) => void)[] = [];
  socket.on('data', (chunk: Buffer) => {
    unwrap(reader.push(chunk));
    for (let frame = unwrap(reader.take()); frame !== undefined; frame = unwrap(reader.take()))
      waiting.shift()?.(frame);
  });
  socket.on('error', () => socket.destroy());
  const ended = new Promise<void>((resolve) => {
    socket.on('close', () => {
      for (const give of waiting.splice(0)) give(undefined);
      resolve();
    });
  });
  const exchange = (bytes: Uint8Array): Promise<Buffer | undefined> =>
    new Promise((resolve) => {
      if (socket.destroyed) resolve(undefined);
      waiting.push(resolve);
      socket.write(bytes);
    });
  return {
    socket,
    exchange,
    async ask(request) {
      const frame = await exchange(encodeTtlv(request));
      if (frame === undefined) throw new Error('the server closed the connection');
      return unwrap(decodeTtlv(frame));
    },
    ended,
    close: () => socket.destroy(),
  };
}
