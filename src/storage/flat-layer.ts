import { closeSync, fdatasyncSync } from 'node:fs';
import { SECTOR_BYTES } from '../base/units.ts';
import { createXts } from '../crypto/aes-xts.ts';
import type { SecretKey } from '../crypto/secret-key.ts';
import { punchHole } from '../native/libc.ts';
import { blockBounds, type DiskLayer, type Span } from './disk-layer.ts';
import { readFully, writeAll } from './durable-file.ts';
import { BLOCK_BYTES, type ByteRange, dataRanges, nonZeroRuns } from './extent-map.ts';

/** A piece of a flat disk: `lengthBytes` of the open file at `fileOffset` are the guest's bytes from `offset` on. */
export interface FlatSegment {
  readonly fd: number;
  readonly fileOffset: number;
  readonly offset: number;
  readonly lengthBytes: number;
}

const ZERO_CHUNK_BYTES = 256 * 1024;

/** The base layer of a plain disk: the guest's bytes as they are. Takes ownership of the segments' descriptors. */
export function createPlainFlatLayer(segments: readonly FlatSegment[], capacityBytes: number): DiskLayer {
  return {
    capacityBytes,
    read(buffer, offset) {
      const spans: Span[] = [];
      for (const { fd, position, start, end } of pieces(segments, offset, buffer.length)) {
        const part = buffer.subarray(start, end);
        part.fill(0, readFully(fd, part, position));
        spans.push({ start, end, kind: 'data' });
      }
      return spans;
    },
    dataRanges: (offset, lengthBytes) => mappedRanges(segments, offset, lengthBytes),
    write(data, offset) {
      for (const { fd, position, start, end } of pieces(segments, offset, data.length)) {
        writeAll(fd, data.subarray(start, end), position);
      }
    },
    zero(offset, lengthBytes) {
      for (const piece of pieces(segments, offset, lengthBytes))
        zeroFile(piece.fd, piece.position, piece.end - piece.start);
    },
    flush: () => syncSegments(segments),
    close: () => closeSegments(segments),
  };
}

/**
 * The base layer of an encrypted disk: one flat extent of ciphertext, XTS-AES-256 in units of 512 bytes, tweak =
 * sector number of the disk. A block of 4 KiB that is all zero was never written and reads as zeros, so holes stay
 * holes and a copy that turns them into zeros does no harm. A write therefore fills whole blocks: the sectors of
 * a never-written block that the guest does not write are encrypted zeros afterwards.
 */
export function createEncryptedFlatLayer(segment: FlatSegment, key: SecretKey): DiskLayer {
  const { fd, fileOffset, lengthBytes: capacityBytes } = segment;
  const xts = createXts(key);

  /** Reads whole blocks and decrypts those that were written; the others are zeros. */
  const readBlocks = (buffer: Uint8Array, offset: number): Span[] => {
    buffer.fill(0, readFully(fd, buffer, fileOffset + offset));
    return nonZeroRuns(buffer).map(([start, end]) => {
      xts.decrypt(buffer.subarray(start, end), (offset + start) / SECTOR_BYTES);
      return { start, end, kind: 'data' };
    });
  };
  const writeBlocks = (data: Uint8Array, offset: number): void => {
    xts.encrypt(data, offset / SECTOR_BYTES);
    writeAll(fd, data, fileOffset + offset);
  };
  const isAligned = (offset: number, lengthBytes: number): boolean => {
    const { start, end } = blockBounds(offset, lengthBytes, capacityBytes);
    return start === offset && end === offset + lengthBytes;
  };

  const writeSectors = (data: Uint8Array, offset: number): void => {
    if (isAligned(offset, data.length)) {
      writeBlocks(data, offset);
      return;
    }
    const { start, end } = blockBounds(offset, data.length, capacityBytes);
    const whole = new Uint8Array(end - start);
    readBlocks(whole, start);
    whole.set(data, offset - start);
    writeBlocks(whole, start);
  };

  return {
    capacityBytes,
    read(buffer, offset) {
      if (isAligned(offset, buffer.length)) return readBlocks(buffer, offset);
      const { start, end } = blockBounds(offset, buffer.length, capacityBytes);
      const whole = new Uint8Array(end - start);
      const spans = readBlocks(whole, start);
      const skip = offset - start;
      buffer.set(whole.subarray(skip, skip + buffer.length));
      return spans
        .map((span) => ({
          ...span,
          start: Math.max(span.start - skip, 0),
          end: Math.min(span.end - skip, buffer.length),
        }))
        .filter((span) => span.end > span.start);
    },
    dataRanges: (offset, lengthBytes) => mappedRanges([segment], offset, lengthBytes),
    write: writeSectors,
    zero(offset, lengthBytes) {
      const first = Math.min(Math.ceil(offset / BLOCK_BYTES) * BLOCK_BYTES, offset + lengthBytes);
      const wholeEnd =
        offset + lengthBytes === capacityBytes ? capacityBytes : lastBoundary(offset + lengthBytes);
      const last = Math.max(first, wholeEnd);
      // Parts of blocks are written as zeros under the key: the block's other sectors must stay readable.
      if (first > offset) writeSectors(new Uint8Array(first - offset), offset);
      if (last > first) zeroFile(fd, fileOffset + first, last - first);
      const rest = offset + lengthBytes - last;
      if (rest > 0) writeSectors(new Uint8Array(rest), last);
    },
    flush: () => fdatasyncSync(fd),
    close() {
      xts.dispose();
      closeSync(fd);
    },
  };
}

function lastBoundary(offset: number): number {
  return offset - (offset % BLOCK_BYTES);
}

interface Piece {
  readonly fd: number;
  /** Where in the file the piece begins. */
  readonly position: number;
  /** Bytes relative to the request. */
  readonly start: number;
  readonly end: number;
}

/** The parts of a request that lie in each segment; what no segment holds has no piece. */
function pieces(segments: readonly FlatSegment[], offset: number, lengthBytes: number): Piece[] {
  const found: Piece[] = [];
  for (const segment of segments) {
    const from = Math.max(offset, segment.offset);
    const to = Math.min(offset + lengthBytes, segment.offset + segment.lengthBytes);
    if (to <= from) continue;
    const position = segment.fileOffset + from - segment.offset;
    found.push({ fd: segment.fd, position, start: from - offset, end: to - offset });
  }
  return found;
}

function mappedRanges(segments: readonly FlatSegment[], offset: number, lengthBytes: number): ByteRange[] {
  return pieces(segments, offset, lengthBytes).flatMap(({ fd, position, start, end }) =>
    dataRanges(fd, position, end - start).map((range) => ({
      offset: range.offset - position + start + offset,
      lengthBytes: range.lengthBytes,
    })),
  );
}

/** Punches a hole; writes zeros where the file system has no holes. */
function zeroFile(fd: number, position: number, lengthBytes: number): void {
  if (punchHole(fd, position, lengthBytes) === true) return;
  const zeros = new Uint8Array(Math.min(lengthBytes, ZERO_CHUNK_BYTES));
  for (let at = 0; at < lengthBytes; at += zeros.length) {
    writeAll(fd, zeros.subarray(0, Math.min(zeros.length, lengthBytes - at)), position + at);
  }
}

function syncSegments(segments: readonly FlatSegment[]): void {
  for (const fd of new Set(segments.map((segment) => segment.fd))) fdatasyncSync(fd);
}

function closeSegments(segments: readonly FlatSegment[]): void {
  for (const fd of new Set(segments.map((segment) => segment.fd))) closeSync(fd);
}
