import { KiB, MiB } from '../../base/units.ts';
import { allocateXtsBuffer } from '../../crypto/aes-xts.ts';

/** Memory for one request's data or its reply; `release` gives it back. */
export interface IoBuffer {
  readonly bytes: Uint8Array;
  readonly release: () => void;
}

/** Up to this size memory is kept; the large ones are encrypted and decrypted where they stand. */
export const IO_BUFFER_BYTES = MiB + 64;

interface Shelf {
  readonly bytes: number;
  readonly limit: number;
  readonly make: (bytes: number) => Uint8Array;
  readonly free: IoBuffer[];
  made: number;
}

const shelves: readonly Shelf[] = [
  { bytes: 4 * KiB + 64, limit: 256, make: (bytes) => Buffer.allocUnsafeSlow(bytes), free: [], made: 0 },
  { bytes: 64 * KiB + 64, limit: 32, make: (bytes) => Buffer.allocUnsafeSlow(bytes), free: [], made: 0 },
  { bytes: IO_BUFFER_BYTES, limit: 8, make: allocateXtsBuffer, free: [], made: 0 },
];

/** Memory of at least this length. Who finds no kept buffer free, or none large enough, gets memory of his own. */
export function borrowIoBuffer(lengthBytes: number): IoBuffer {
  const shelf = shelves.find(({ bytes }) => lengthBytes <= bytes);
  const kept = shelf && take(shelf);
  return kept ?? { bytes: Buffer.allocUnsafeSlow(lengthBytes), release: () => undefined };
}

function take(shelf: Shelf): IoBuffer | undefined {
  const free = shelf.free.pop();
  if (free !== undefined || shelf.made === shelf.limit) return free;
  shelf.made++;
  const made: IoBuffer = { bytes: shelf.make(shelf.bytes), release: () => void shelf.free.push(made) };
  return made;
}
