import { connect, createServer, type Socket } from 'node:net';
import type { Wire } from './wire.ts';

/**
 * vMotion over TCP on this machine's loopback. The source listens and the destination dials, because
 * only the dialling side can have Node read straight into its own buffer.
 */
const LOOPBACK = '127.0.0.1';

export interface WireListener {
  readonly port: number;
  /** The connections, one per stream, in the order in which they were made. */
  readonly wires: Promise<Wire[]>;
  close(): void;
}

/** Listens on a free port for `streams` connections, then no more. */
export async function listenForWires(streams: number): Promise<WireListener> {
  const wires: Wire[] = [];
  const server = createServer({ noDelay: true });
  const complete = new Promise<Wire[]>((resolve) => {
    server.on('connection', (socket) => {
      if (wires.length >= streams) {
        socket.destroy();
        return;
      }
      wires.push(acceptedWire(socket));
      if (wires.length < streams) return;
      server.close();
      resolve(wires);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, LOOPBACK, streams, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  return {
    port: address.port,
    wires: complete,
    close() {
      server.close();
      for (const wire of wires) wire.destroy();
    },
  };
}

/** Dials the source, one connection after the other, so that both sides number the streams alike. */
export async function dialWires(port: number, streams: number): Promise<Wire[]> {
  const wires: Wire[] = [];
  for (let stream = 0; stream < streams; stream++) wires.push(await dialWire(port));
  return wires;
}

function acceptedWire(socket: Socket): Wire {
  return {
    ...sendingEnd(socket),
    receive(room, filled) {
      socket.on('data', (bytes) => {
        const piece = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
        copyInto(piece, room, filled);
      });
    },
  };
}

function dialWire(port: number): Promise<Wire> {
  const early: Uint8Array[] = [];
  const unowned = new Uint8Array(4096);
  let room: () => Uint8Array = () => unowned;
  let filled: (lengthBytes: number) => void = (lengthBytes) =>
    void early.push(Uint8Array.from(unowned.subarray(0, lengthBytes)));
  let given: Uint8Array = unowned;
  return new Promise((resolve, reject) => {
    const socket = connect({
      port,
      host: LOOPBACK,
      noDelay: true,
      onread: {
        buffer: () => {
          given = room();
          return given;
        },
        callback: (lengthBytes) => {
          // A buffer that was given before `receive` is not the reader's: its bytes are copied over.
          if (given === unowned && room() !== unowned) {
            copyInto(unowned.subarray(0, lengthBytes), room, filled);
          } else filled(lengthBytes);
          return true;
        },
      },
    });
    socket.once('error', reject);
    socket.once('connect', () =>
      resolve({
        ...sendingEnd(socket),
        receive(ownRoom, ownFilled) {
          room = ownRoom;
          filled = ownFilled;
          for (const piece of early.splice(0)) copyInto(piece, room, filled);
        },
      }),
    );
  });
}

function copyInto(piece: Uint8Array, room: () => Uint8Array, filled: (lengthBytes: number) => void): void {
  for (let at = 0; at < piece.length; ) {
    const target = room();
    const length = Math.min(target.length, piece.length - at);
    target.set(piece.subarray(at, at + length));
    filled(length);
    at += length;
  }
}

function sendingEnd(socket: Socket): Omit<Wire, 'receive'> {
  let closed = false;
  const listeners: (() => void)[] = [];
  // The reason is of no use to the migration: a connection that fails is a connection that is gone.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    closed = true;
    for (const listener of listeners) listener();
  });
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        socket.write(bytes, (error) => {
          if (error === undefined || error === null) resolve();
          else reject(error);
        });
      }),
    onClose(listener) {
      listeners.push(listener);
      if (closed) listener();
    },
    end: () => void socket.end(),
    destroy: () => void socket.destroy(),
  };
}
