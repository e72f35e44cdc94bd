import { connect, type Socket } from 'node:net';
import {
  Command,
  NBD_MAGIC,
  OPTION_MAGIC,
  Option,
  REQUEST_MAGIC,
} from '../../src/storage/nbd/nbd-protocol.ts';

/** A guest that writes to its disk through the disk server: the least of an NBD client that does that. */
export interface NbdGuest {
  /** Resolves when the server has said that what was written is durable; false when it is gone or refuses. */
  writeAndFlush(bytes: Uint8Array, offset: number): Promise<boolean>;
  close(): void;
}

/** `uri` is what `vseal nbd` prints: `nbd+unix:///disk1?socket=/run/…`. */
export async function connectGuest(uri: string): Promise<NbdGuest | undefined> {
  const url = new URL(uri);
  const socket = connect(url.searchParams.get('socket') ?? '');
  const read = reader(socket);
  const greeting = await read(18);
  if (greeting?.readBigUInt64BE(0) !== NBD_MAGIC) return undefined;
  const name = Buffer.from(url.pathname.slice(1));
  const hello = Buffer.alloc(20);
  hello.writeUInt32BE(1, 0);
  hello.writeBigUInt64BE(OPTION_MAGIC, 4);
  hello.writeUInt32BE(Option.exportName, 12);
  hello.writeUInt32BE(name.length, 16);
  socket.write(Buffer.concat([hello, name]));
  if ((await read(8 + 2 + 124)) === undefined) return undefined;
  const ask = async (type: number, offset: number, bytes: Uint8Array): Promise<boolean> => {
    const head = Buffer.alloc(28);
    head.writeUInt32BE(REQUEST_MAGIC, 0);
    head.writeUInt16BE(type, 6);
    head.writeBigUInt64BE(BigInt(offset), 16);
    head.writeUInt32BE(bytes.length, 24);
    socket.write(Buffer.concat([head, bytes]));
    const reply = await read(16);
    return reply?.readUInt32BE(4) === 0;
  };
  return {
    writeAndFlush: async (bytes, offset) =>
      (await ask(Command.write, offset, bytes)) && ask(Command.flush, 0, new Uint8Array()),
    close: () => socket.destroy(),
  };
}

/** Reads so many bytes; undefined once the other side is gone. */
function reader(socket: Socket): (count: number) => Promise<Buffer | undefined> {
  let got = Buffer.alloc(0);
  let isGone = false;
  let wake = (): void => undefined;
  socket.on('data', (bytes: Buffer) => {
    got = Buffer.concat([got, bytes]);
    wake();
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    isGone = true;
    wake();
  });
  return async (count) => {
    while (got.length < count) {
      if (isGone) return undefined;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const bytes = got.subarray(0, count);
    got = got.subarray(count);
    return bytes;
  };
}
