import { closeSync, fdatasyncSync } from 'node:fs';
import type { SecretKey } from '../crypto/secret-key.ts';
import { punchHole } from '../native/libc.ts';
import type { DiskLayer, Span } from './disk-layer.ts';
import { writeAll } from './durable-file.ts';
import { createEncryptedIo, createPlainIo, type ExtentIo } from './extent-io.ts';
import { BLOCK_BYTES, type ByteRange, dataRanges } from './extent-map.ts';

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
  const ios = new Map(segments.map(({ fd }) => [fd, createPlainIo(fd)]));
  return flatLayer(segments, capacityBytes, ios, (piece) =>
    zeroFile(piece.fd, piece.position, piece.end - piece.start),
  );
}

/** The base layer of an encrypted disk: one flat extent of ciphertext (see `createEncryptedIo`). */
export function createEncryptedFlatLayer(segment: FlatSegment, key: SecretKey): DiskLayer {
  const { fd, fileOffset, lengthBytes: capacityBytes } = segment;
  const io = createEncryptedIo(fd, key, capacityBytes);
  const zeroPart = (start: number, end: number): void => {
    if (end > start) io.write(new Uint8Array(end - start), fileOffset + start, start);
  };
  /** Whole blocks become holes; of a block at an edge, the other sectors must stay readable under the key. */
  const zero = ({ position, start, end }: Piece): void => {
    const from = position - fileOffset;
    const to = from + end - start;
    const wholeFrom = Math.min(Math.ceil(from / BLOCK_BYTES) * BLOCK_BYTES, to);
    const wholeTo = Math.max(wholeFrom, to === capacityBytes ? to : to - (to % BLOCK_BYTES));
    zeroPart(from, wholeFrom);
    if (wholeTo > wholeFrom) zeroFile(fd, fileOffset + wholeFrom, wholeTo - wholeFrom);
    zeroPart(wholeTo, to);
  };
  return flatLayer([segment], capacityBytes, new Map([[fd, io]]), zero);
}

function flatLayer(
  segments: readonly FlatSegment[],
  capacityBytes: number,
  ios: ReadonlyMap<number, ExtentIo>,
  zeroPiece: (piece: Piece) => void,
): DiskLayer {
  return {
    capacityBytes,
    read(buffer, offset) {
      const spans: Span[] = [];
      for (const { fd, position, start, end } of pieces(segments, offset, buffer.length)) {
        const runs = ios.get(fd)?.read(part(buffer, start, end), position, offset + start) ?? [];
        for (const run of runs) spans.push({ start: run.start + start, end: run.end + start, kind: 'data' });
      }
      return spans;
    },
    dataRanges: (offset, lengthBytes) =>
      pieces(segments, offset, lengthBytes).flatMap(({ fd, position, start, end }): ByteRange[] =>
        dataRanges(fd, position, end - start).map((range) => ({
          offset: range.offset - position + start + offset,
          lengthBytes: range.lengthBytes,
        })),
      ),
    write(data, offset) {
      for (const { fd, position, start, end } of pieces(segments, offset, data.length)) {
        ios.get(fd)?.write(part(data, start, end), position, offset + start);
      }
    },
    zero(offset, lengthBytes) {
      for (const piece of pieces(segments, offset, lengthBytes)) zeroPiece(piece);
    },
    flush() {
      for (const fd of ios.keys()) fdatasyncSync(fd);
    },
    close() {
      for (const [fd, io] of ios) {
        io.dispose();
        closeSync(fd);
      }
    },
  };
}

/** Mostly the whole, which needs no view of its own. */
function part(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end);
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

/** Punches a hole; writes zeros where the file system has no holes. */
export function zeroFile(fd: number, position: number, lengthBytes: number): void {
  if (punchHole(fd, position, lengthBytes) === true) return;
  const zeros = new Uint8Array(Math.min(lengthBytes, ZERO_CHUNK_BYTES));
  for (let at = 0; at < lengthBytes; at += zeros.length) {
    writeAll(fd, zeros.subarray(0, Math.min(zeros.length, lengthBytes - at)), position + at);
  }
}
