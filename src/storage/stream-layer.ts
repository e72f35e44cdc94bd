import { closeSync, fstatSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { SECTOR_BYTES } from '../base/units.ts';
import type { DiskLayer, Span } from './disk-layer.ts';
import { readFully } from './durable-file.ts';
import type { ByteRange } from './extent-map.ts';
import { ABSENT, openGrainTables, ZERO } from './grain-table.ts';
import { GRAIN_DIRECTORY_AT_END, parseSparseHeader, type SparseHeader } from './sparse-header.ts';
import { grainPieces, readSparseHeader } from './sparse-layer.ts';
import { StorageError } from './storage-fault.ts';

/** Before a compressed grain: its first sector (8 bytes) and its compressed size (4). */
const MARKER_BYTES = 12;
/** A grain that does not compress grows by a few bytes only. */
const LIMIT_GROWTH_BYTES = 1024;

/** The layer of a streamOptimized extent: deflated grains, for reading only. Takes ownership of the descriptor. */
export function createStreamLayer(fd: number, path: string): DiskLayer {
  const header = withFooter(fd, path);
  const grainBytes = header.grainSectors * SECTOR_BYTES;
  const tables = openGrainTables(fd, path, header, Math.ceil(fstatSync(fd).size / SECTOR_BYTES));
  let inflated: { grain: number; bytes: Uint8Array } | undefined;

  const readGrain = (grain: number, sector: number): Uint8Array => {
    if (inflated?.grain !== grain) inflated = { grain, bytes: inflateGrain(fd, path, sector, grainBytes) };
    return inflated.bytes;
  };
  const readOnly = (): never => {
    throw new StorageError({ kind: 'UnsupportedDiskFormat', path, format: 'streamOptimized (for writing)' });
  };

  return {
    capacityBytes: header.capacitySectors * SECTOR_BYTES,
    read(buffer, offset) {
      const spans: Span[] = [];
      for (const { grain, within, start, end } of grainPieces(offset, buffer.length, grainBytes)) {
        const entry = tables.entry(grain);
        if (entry === ABSENT) continue;
        const bytes =
          entry === ZERO ? undefined : readGrain(grain, entry).subarray(within, within + end - start);
        buffer.fill(0, start, end);
        if (bytes !== undefined) buffer.set(bytes, start);
        spans.push({ start, end, kind: bytes === undefined ? 'zero' : 'data' });
      }
      return spans;
    },
    dataRanges(offset, lengthBytes) {
      const ranges: ByteRange[] = [];
      for (const { grain, start, end } of grainPieces(offset, lengthBytes, grainBytes)) {
        if (tables.entry(grain) > ZERO) ranges.push({ offset: offset + start, lengthBytes: end - start });
      }
      return ranges;
    },
    write: readOnly,
    zero: readOnly,
    flush: () => undefined,
    close: () => closeSync(fd),
  };
}

/** The header; from the footer where a stream was written in one pass. It lies before the end-of-stream marker. */
function withFooter(fd: number, path: string): SparseHeader {
  const header = readSparseHeader(fd, path);
  if (!header.isCompressed) {
    throw new StorageError({ kind: 'InvalidFileFormat', path, reason: 'its grains are not compressed' });
  }
  if (header.grainDirectoryOffset !== GRAIN_DIRECTORY_AT_END) return header;
  const bytes = new Uint8Array(SECTOR_BYTES);
  readFully(fd, bytes, Math.max(0, fstatSync(fd).size - 2 * SECTOR_BYTES));
  const footer = parseSparseHeader(bytes);
  const isWhole = typeof footer !== 'string' && footer.grainDirectoryOffset !== GRAIN_DIRECTORY_AT_END;
  if (isWhole && footer.capacitySectors === header.capacitySectors) return footer;
  throw new StorageError({
    kind: 'InvalidFileFormat',
    path,
    reason: 'its footer is missing: the stream was cut',
  });
}

function inflateGrain(fd: number, path: string, sector: number, grainBytes: number): Uint8Array {
  const malformed = () =>
    new StorageError({ kind: 'InvalidFileFormat', path, reason: `the grain at sector ${sector} is damaged` });
  const marker = Buffer.alloc(MARKER_BYTES);
  readFully(fd, marker, sector * SECTOR_BYTES);
  const size = marker.readUInt32LE(8);
  if (size === 0 || size > grainBytes + LIMIT_GROWTH_BYTES) throw malformed();
  const deflated = Buffer.alloc(size);
  if (readFully(fd, deflated, sector * SECTOR_BYTES + MARKER_BYTES) < size) throw malformed();
  try {
    return inflateSync(deflated, { maxOutputLength: grainBytes });
  } catch {
    throw malformed();
  }
}
