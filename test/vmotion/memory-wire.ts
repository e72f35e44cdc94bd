import { RECORD_HEADER_BYTES } from '../../src/vmotion/record.ts';
import type { Wire } from '../../src/vmotion/wire.ts';

/** What a tampering network makes of one record: the pieces that arrive instead, or `cut` to break the connection. */
export type Tamper = (record: Uint8Array, number: number) => Uint8Array[] | 'cut';

export interface Link {
  readonly source: Wire;
  readonly destination: Wire;
  /** Breaks the connection, as a dead host or cable does. */
  cut(): void;
}

let traffic = 0;

/** Counts what was written to and what came out of any link: no change means that all wait. */
export function linkTraffic(): number {
  return traffic;
}

const honest: Tamper = (record) => [record];

interface End {
  room?: () => Uint8Array;
  filled?: (lengthBytes: number) => void;
  readonly early: Uint8Array[];
  readonly closed: (() => void)[];
}

/** A connection between two data planes in one process; tampering sees whole records, numbered per direction. */
export function createLink(fromSource: Tamper = honest, fromDestination: Tamper = honest): Link {
  const ends: [source: End, destination: End] = [
    { early: [], closed: [] },
    { early: [], closed: [] },
  ];
  let open = true;
  const cut = (): void => {
    if (!open) return;
    open = false;
    for (const end of ends) for (const listener of end.closed) setImmediate(listener);
  };
  const wire = (own: End, peer: End, tamper: Tamper): Wire => {
    let rest = new Uint8Array(0);
    let number = 0;
    return {
      async write(bytes) {
        traffic++;
        if (!open) throw new Error('the connection is gone');
        rest = Buffer.concat([rest, bytes]);
        const arriving: Uint8Array[] = [];
        for (let record = takeRecord(rest); record !== undefined; record = takeRecord(rest)) {
          rest = rest.subarray(record.length);
          const pieces = tamper(Uint8Array.from(record), number++);
          if (pieces === 'cut') {
            for (const piece of arriving) deliver(peer, piece);
            cut();
            throw new Error('the connection is gone');
          }
          arriving.push(...pieces);
        }
        await new Promise(setImmediate);
        for (const piece of arriving) deliver(peer, piece);
      },
      receive(room, filled) {
        own.room = room;
        own.filled = filled;
        for (const piece of own.early.splice(0)) deliver(own, piece);
      },
      onClose: (listener) => void own.closed.push(listener),
      end: () => setTimeout(cut, 5),
      destroy: cut,
    };
  };
  return {
    source: wire(ends[0], ends[1], fromSource),
    destination: wire(ends[1], ends[0], fromDestination),
    cut,
  };
}

export function takeRecord(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length < RECORD_HEADER_BYTES) return undefined;
  const length = RECORD_HEADER_BYTES + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  return bytes.length < length ? undefined : bytes.subarray(0, length);
}

function deliver(end: End, bytes: Uint8Array): void {
  traffic++;
  if (end.room === undefined || end.filled === undefined) {
    end.early.push(bytes);
    return;
  }
  for (let at = 0; at < bytes.length; ) {
    const room = end.room();
    const length = Math.min(room.length, bytes.length - at);
    room.set(bytes.subarray(at, at + length));
    end.filled(length);
    at += length;
  }
}
