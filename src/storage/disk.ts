import { fail, ok, type Result } from '../base/result.ts';
import { SECTOR_BYTES } from '../base/units.ts';
import { openChain } from './disk-chain.ts';
import type { KeyRing } from './disk-key.ts';
import { type DiskLayer, gapsOf } from './disk-layer.ts';
import type { ByteRange } from './extent-map.ts';
import { attempt, type StorageFault } from './storage-fault.ts';

/**
 * An open disk as its guest sees it: plaintext sectors, whatever layers and keys lie below. Offsets and lengths
 * are bytes and whole sectors. Not for two threads at once: the holder of the VM's lock owns it.
 */
export interface Disk {
  readonly path: string;
  readonly capacityBytes: number;
  readonly isEncrypted: boolean;
  read(buffer: Uint8Array, offset: number): Result<void, StorageFault>;
  /** Writes to the topmost layer. `data` is scratch space afterwards: it may hold ciphertext. */
  write(data: Uint8Array, offset: number): Result<void, StorageFault>;
  /** Makes a stretch read as zeros: punched in a base, a zero entry in a delta. */
  zero(offset: number, lengthBytes: number): Result<void, StorageFault>;
  /** Returns when everything written is durable. */
  flush(): Result<void, StorageFault>;
  /** The stretches that any layer has data for, in order; the rest reads as zeros. */
  dataRanges(offset?: number, lengthBytes?: number): Result<ByteRange[], StorageFault>;
  close(): void;
}

export interface DiskAccess {
  readonly access: 'read' | 'write';
  /** Gives the KEKs that the disk's layers name; a plain disk needs none. */
  readonly keys?: KeyRing;
}

/** Opens the disk of a descriptor with all its parents. Close it to let go of files and keys. */
export function openDisk(path: string, { access, keys }: DiskAccess): Result<Disk, StorageFault> {
  const opened = openChain(path, access, keys);
  if (!opened.ok) return opened;
  const { layers, isEncrypted } = opened.value;
  const [top] = layers;
  const { capacityBytes } = top;

  const guarded = (operation: string, offset: number, lengthBytes: number, body: () => void) => {
    const wrong = wrongRequest(offset, lengthBytes, capacityBytes);
    if (wrong !== undefined) return fail({ kind: 'InvalidDiskRequest', path, reason: wrong } as const);
    return attempt(path, operation, body);
  };
  const below = (buffer: Uint8Array, offset: number): void => {
    readAllocated(layers.slice(1), buffer, offset);
  };
  const writable = access === 'write';
  const readOnly = fail({ kind: 'InvalidDiskRequest', path, reason: 'it is open for reading only' } as const);

  return ok({
    path,
    capacityBytes,
    isEncrypted,
    read: (buffer, offset) =>
      guarded('read', offset, buffer.length, () => readAllocated(layers, buffer, offset)),
    write: (data, offset) =>
      writable ? guarded('write', offset, data.length, () => top.write(data, offset, below)) : readOnly,
    zero: (offset, lengthBytes) =>
      writable ? guarded('zero', offset, lengthBytes, () => top.zero(offset, lengthBytes, below)) : readOnly,
    flush: () => (writable ? attempt(path, 'flush', () => top.flush()) : ok(undefined)),
    dataRanges: (offset = 0, lengthBytes = capacityBytes - offset) =>
      attempt(path, 'map', () => mergedRanges(layers, offset, lengthBytes)),
    close: () => {
      for (const layer of layers) layer.close();
    },
  });
}

/** Reads through the layers from the top, zeros where none has data; gives the runs that hold data in some layer, in order. */
export function readAllocated(
  layers: readonly DiskLayer[],
  buffer: Uint8Array,
  offset: number,
): { start: number; end: number }[] {
  const [top, ...below] = layers;
  if (top === undefined) {
    buffer.fill(0);
    return [];
  }
  const spans = top.read(buffer, offset);
  const [first] = spans;
  if (first?.kind === 'data' && first.start === 0 && first.end === buffer.length) return [first];
  const runs = spans.filter(({ kind }) => kind === 'data').map(({ start, end }) => ({ start, end }));
  for (const { start, end } of gapsOf(spans, buffer.length)) {
    const inner = readAllocated(below, buffer.subarray(start, end), offset + start);
    runs.push(...inner.map((run) => ({ start: run.start + start, end: run.end + start })));
  }
  return below.length === 0 ? runs : runs.sort((left, right) => left.start - right.start);
}

function wrongRequest(offset: number, lengthBytes: number, capacityBytes: number): string | undefined {
  const whole = (value: number) => Number.isSafeInteger(value) && value >= 0 && value % SECTOR_BYTES === 0;
  if (!whole(offset) || !whole(lengthBytes)) return `a request is whole sectors of ${SECTOR_BYTES} bytes`;
  if (offset + lengthBytes > capacityBytes) return `a request ends beyond the disk's ${capacityBytes} bytes`;
  return undefined;
}

/** The union of the layers' ranges. A zero entry of a delta does not subtract: a range may read as zeros. */
export function mergedRanges(layers: readonly DiskLayer[], offset: number, lengthBytes: number): ByteRange[] {
  const [only, ...more] = layers;
  if (only !== undefined && more.length === 0) return only.dataRanges(offset, lengthBytes);
  const all = layers.flatMap((layer) => layer.dataRanges(offset, lengthBytes));
  all.sort((left, right) => left.offset - right.offset);
  const merged: { offset: number; lengthBytes: number }[] = [];
  for (const range of all) {
    const last = merged.at(-1);
    const end = range.offset + range.lengthBytes;
    if (last !== undefined && range.offset <= last.offset + last.lengthBytes) {
      last.lengthBytes = Math.max(last.lengthBytes, end - last.offset);
    } else merged.push({ ...range });
  }
  return merged;
}
