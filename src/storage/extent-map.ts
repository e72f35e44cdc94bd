import { SECTOR_BYTES } from '../base/units.ts';
import { allocatedRanges, type ByteRange } from '../native/libc.ts';
import { readFully } from './durable-file.ts';

export type { ByteRange } from '../native/libc.ts';

/** The grain of holes: a file system's block, and the unit that encrypted extents test for "never written". */
export const BLOCK_BYTES = 4096;

const SCAN_BYTES = 256 * 1024;

/**
 * The ranges of a file that hold data, in order, within [offset, offset + length); the rest are holes. The file
 * system tells it (SEEK_DATA, SEEK_HOLE); where it does not, blocks of 4 KiB that are all zero count as holes.
 */
export function dataRanges(fd: number, offset: number, lengthBytes: number): ByteRange[] {
  return allocatedRanges(fd, offset, lengthBytes) ?? scannedRanges(fd, offset, lengthBytes);
}

/** True when the bytes are all zero. Ciphertext answers in its first word. */
export function isZero(bytes: Uint8Array): boolean {
  if (bytes.byteOffset % 4 === 0 && bytes.length % 4 === 0) {
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    for (const word of words) if (word !== 0) return false;
    return true;
  }
  return bytes.every((byte) => byte === 0);
}

/**
 * Splits `bytes` into the runs of blocks that are not all zero. Runs are pairs [start, end) in bytes, relative to
 * `bytes`, which begins at a block boundary of its extent; its last block may be shorter.
 */
export function nonZeroRuns(bytes: Uint8Array): [start: number, end: number][] {
  const runs: [number, number][] = [];
  let start = -1;
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
    const zero = isZero(bytes.subarray(at, Math.min(at + BLOCK_BYTES, bytes.length)));
    if (zero && start >= 0) {
      runs.push([start, at]);
      start = -1;
    } else if (!zero && start < 0) start = at;
  }
  if (start >= 0) runs.push([start, bytes.length]);
  return runs;
}

export function totalBytes(ranges: readonly ByteRange[]): number {
  return ranges.reduce((sum, range) => sum + range.lengthBytes, 0);
}

/** Joins ranges that touch and widens each to whole blocks, within [0, limit). */
export function alignRanges(ranges: readonly ByteRange[], limitBytes: number): ByteRange[] {
  const aligned: { offset: number; lengthBytes: number }[] = [];
  for (const { offset, lengthBytes } of ranges) {
    const start = offset - (offset % BLOCK_BYTES);
    const end = Math.min(Math.ceil((offset + lengthBytes) / BLOCK_BYTES) * BLOCK_BYTES, limitBytes);
    const last = aligned.at(-1);
    if (last !== undefined && start <= last.offset + last.lengthBytes) {
      last.lengthBytes = Math.max(last.lengthBytes, end - last.offset);
    } else if (end > start) aligned.push({ offset: start, lengthBytes: end - start });
  }
  return aligned;
}

function scannedRanges(fd: number, offset: number, lengthBytes: number): ByteRange[] {
  const buffer = new Uint8Array(Math.min(SCAN_BYTES, Math.ceil(lengthBytes / SECTOR_BYTES) * SECTOR_BYTES));
  const ranges: ByteRange[] = [];
  for (let at = 0; at < lengthBytes; at += buffer.length) {
    const part = buffer.subarray(0, Math.min(buffer.length, lengthBytes - at));
    const got = readFully(fd, part, offset + at);
    for (const [start, end] of nonZeroRuns(part.subarray(0, got))) {
      ranges.push({ offset: offset + at + start, lengthBytes: end - start });
    }
    if (got < part.length) break;
  }
  return alignRanges(
    ranges.map((r) => ({ ...r, offset: r.offset - offset })),
    lengthBytes,
  ).map((r) => ({ ...r, offset: r.offset + offset }));
}
