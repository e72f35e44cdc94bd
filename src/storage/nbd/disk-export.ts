import { ok, type Result } from '../../base/result.ts';
import { SECTOR_BYTES } from '../../base/units.ts';
import type { Disk } from '../disk.ts';
import type { StorageFault } from '../storage-fault.ts';
import { EXTENT_DATA, EXTENT_HOLE_AND_ZERO } from './nbd-protocol.ts';

/** One stretch of BLOCK_STATUS. */
export interface StatusExtent {
  readonly lengthBytes: number;
  readonly flags: number;
}

/**
 * A disk as NBD clients address it: by byte. Requests that do not fall on sectors read and write the sectors at
 * their edges whole; every request lies within the disk (the caller has checked).
 */
export interface DiskExport {
  read(into: Uint8Array, offset: number): Result<void, StorageFault>;
  /** `data` is scratch space afterwards. */
  write(data: Uint8Array, offset: number): Result<void, StorageFault>;
  /** Makes the range read as zeros, unallocated where it can. */
  zero(offset: number, lengthBytes: number): Result<void, StorageFault>;
  /** Gives back the space of the whole sectors in the range; they read as zeros. */
  trim(offset: number, lengthBytes: number): Result<void, StorageFault>;
  flush(): Result<void, StorageFault>;
  status(offset: number, lengthBytes: number, limit: number): Result<StatusExtent[], StorageFault>;
}

export function createDiskExport(disk: () => Disk): DiskExport {
  const write = (data: Uint8Array, offset: number): Result<void, StorageFault> => {
    const { start, end } = sectorBounds(offset, data.length);
    if (start === offset && end === offset + data.length) return disk().write(data, offset);
    const whole = new Uint8Array(end - start);
    const read = disk().read(whole, start);
    if (!read.ok) return read;
    whole.set(data, offset - start);
    return disk().write(whole, start);
  };
  const trim = (offset: number, lengthBytes: number): Result<void, StorageFault> => {
    const start = Math.ceil(offset / SECTOR_BYTES) * SECTOR_BYTES;
    const end = Math.floor((offset + lengthBytes) / SECTOR_BYTES) * SECTOR_BYTES;
    return end > start ? disk().zero(start, end - start) : ok(undefined);
  };
  return {
    read(into, offset) {
      const { start, end } = sectorBounds(offset, into.length);
      if (start === offset && end === offset + into.length) return disk().read(into, offset);
      const whole = new Uint8Array(end - start);
      const read = disk().read(whole, start);
      if (read.ok) into.set(whole.subarray(offset - start, offset - start + into.length));
      return read;
    },
    write,
    trim,
    zero(offset, lengthBytes) {
      const first = Math.min(Math.ceil(offset / SECTOR_BYTES) * SECTOR_BYTES, offset + lengthBytes);
      const last = Math.max(first, Math.floor((offset + lengthBytes) / SECTOR_BYTES) * SECTOR_BYTES);
      const middle = trim(first, last - first);
      if (!middle.ok) return middle;
      const head = first > offset ? write(new Uint8Array(first - offset), offset) : middle;
      if (!head.ok || offset + lengthBytes === last) return head;
      return write(new Uint8Array(offset + lengthBytes - last), last);
    },
    flush: () => disk().flush(),
    status: (offset, lengthBytes, limit) => statusOf(disk(), offset, lengthBytes, limit),
  };
}

/** Alternating stretches of data and holes from `offset` on, at most `limit` of them. */
function statusOf(
  disk: Disk,
  offset: number,
  lengthBytes: number,
  limit: number,
): Result<StatusExtent[], StorageFault> {
  const { start, end } = sectorBounds(offset, lengthBytes);
  const ranges = disk.dataRanges(start, end - start);
  if (!ranges.ok) return ranges;
  const extents: StatusExtent[] = [];
  const stop = offset + lengthBytes;
  let at = offset;
  const add = (until: number, flags: number): void => {
    if (until > at) extents.push({ lengthBytes: until - at, flags });
    at = Math.max(at, until);
  };
  for (const range of ranges.value) {
    if (extents.length >= limit) break;
    add(Math.min(range.offset, stop), EXTENT_HOLE_AND_ZERO);
    add(Math.min(range.offset + range.lengthBytes, stop), EXTENT_DATA);
  }
  if (extents.length < limit) add(stop, EXTENT_HOLE_AND_ZERO);
  return ok(extents.slice(0, limit));
}

function sectorBounds(offset: number, lengthBytes: number): { start: number; end: number } {
  return {
    start: offset - (offset % SECTOR_BYTES),
    end: Math.ceil((offset + lengthBytes) / SECTOR_BYTES) * SECTOR_BYTES,
  };
}
