import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** Bounds the number of connections so that silent ones cannot shut others out. */
export interface ConnectionCap {
  /** Takes a new connection in; at the limit the oldest that has not finished its handshake goes, else the oldest of all. */
  admit(socket: Socket): void;
  /** The handshake of `socket`'s connection is done. */
  established(socket: TLSSocket): void;
  readonly count: number;
  closeAll(): void;
}

export function createConnectionCap(limit: number): ConnectionCap {
  // Insertion order is age.
  const shaking = new Set<Socket>();
  const open = new Set<Socket>();
  const drop = (sockets: Set<Socket>): boolean => {
    const [oldest] = sockets;
    if (oldest === undefined) return false;
    sockets.delete(oldest);
    oldest.destroy();
    return true;
  };
  return {
    admit(socket) {
      if (shaking.size + open.size >= limit && !drop(shaking)) drop(open);
      shaking.add(socket);
      socket.once('close', () => {
        shaking.delete(socket);
        open.delete(socket);
      });
    },
    established(socket) {
      const address = `${socket.remoteAddress}:${socket.remotePort}`;
      for (const raw of shaking) {
        if (`${raw.remoteAddress}:${raw.remotePort}` !== address) continue;
        shaking.delete(raw);
        break;
      }
      open.add(socket);
      socket.once('close', () => open.delete(socket));
    },
    get count() {
      return shaking.size + open.size;
    },
    closeAll() {
      while (drop(shaking));
      while (drop(open));
    },
  };
}
