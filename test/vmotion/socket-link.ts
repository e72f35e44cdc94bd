import { connect, createServer, type Socket } from 'node:net';
import { dialWires, listenForWires } from '../../src/vmotion/socket-wire.ts';
import { type Link, type Tamper, takeRecord } from './memory-wire.ts';

/** A real connection over loopback with a proxy in the middle that tampers with whole records. */
export async function createSocketLink(fromSource?: Tamper, fromDestination?: Tamper): Promise<Link> {
  const honest: Tamper = (record) => [record];
  const listener = await listenForWires(1);
  const sockets: Socket[] = [];
  const proxy = createServer((downstream) => {
    const upstream = connect(listener.port, '127.0.0.1');
    sockets.push(upstream, downstream);
    proxy.close();
    pipe(upstream, downstream, fromSource ?? honest);
    pipe(downstream, upstream, fromDestination ?? honest);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const [[destination], [source]] = await Promise.all([dialWires(address.port, 1), listener.wires]);
  if (source === undefined || destination === undefined) throw new Error('no connection');
  return {
    source,
    destination,
    cut() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function pipe(from: Socket, to: Socket, tamper: Tamper): void {
  let rest = Buffer.alloc(0);
  let number = 0;
  from.on('data', (bytes: Buffer) => {
    rest = Buffer.concat([rest, bytes]);
    for (let record = takeRecord(rest); record !== undefined; record = takeRecord(rest)) {
      rest = rest.subarray(record.length);
      const pieces = tamper(Uint8Array.from(record), number++);
      if (pieces === 'cut') {
        from.destroy();
        to.destroy();
        return;
      }
      for (const piece of pieces) to.write(piece);
    }
  });
  from.on('error', () => undefined);
  from.on('end', () => to.end());
  from.on('close', () => to.destroy());
}
