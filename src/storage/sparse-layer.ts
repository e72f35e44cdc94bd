import { closeSync, fstatSync } from 'node:fs';
import { SECTOR_BYTES } from '../base/units.ts';
import type { SecretKey } from '../crypto/secret-key.ts';
import type { DiskLayer, ReadBelow, Span } from './disk-layer.ts';
import { readFully } from './durable-file.ts';
import { createEncryptedIo, createPlainIo } from './extent-io.ts';
import { type ByteRange, isZero } from './extent-map.ts';
import { zeroFile } from './flat-layer.ts';
import { ABSENT, openGrainTables, ZERO } from './grain-table.ts';
import { GRAIN_DIRECTORY_AT_END, parseSparseHeader, type SparseHeader } from './sparse-header.ts';
import { StorageError } from './storage-fault.ts';

/** New entries held in memory before a flush of their own: 1 GiB of the disk at the usual grain. */
const LIMIT_UNFLUSHED_GRAINS = 16_384;

/** Reads the header of an open sparse extent; `StorageError` when it cannot be used. */
export function readSparseHeader(fd: number, path: string): SparseHeader {
  const sector = new Uint8Array(SECTOR_BYTES);
  readFully(fd, sector, 0);
  const header = parseSparseHeader(sector);
  if (typeof header === 'string') throw new StorageError({ kind: 'InvalidFileFormat', path, reason: header });
  return header;
}

/**
 * A layer of grains: a snapshot's delta, or the extent of a sparse base. A grain that the tables do not have is the
 * parent's; one with entry 1 is zeros, whatever the parent has. Under a key the grains are ciphertext, tweaked by
 * the disk's own sector numbers; tables and header are in clear. Takes ownership of the descriptor.
 */
export function createSparseLayer(fd: number, path: string, key: SecretKey | undefined): DiskLayer {
  const grains = openGrains(fd, path, key);
  const { capacityBytes, grainBytes } = grains;
  return {
    capacityBytes,
    read(buffer, offset) {
      const spans: Span[] = [];
      for (const { grain, within, start, end } of grainPieces(offset, buffer.length, grainBytes)) {
        for (const span of grains.read(buffer.subarray(start, end), grain, within)) {
          spans.push({ start: span.start + start, end: span.end + start, kind: span.kind });
        }
      }
      return spans;
    },
    dataRanges(offset, lengthBytes) {
      const ranges: ByteRange[] = [];
      for (const { grain, start, end } of grainPieces(offset, lengthBytes, grainBytes)) {
        if (grains.hasData(grain)) ranges.push({ offset: offset + start, lengthBytes: end - start });
      }
      return ranges;
    },
    write(data, offset, below) {
      for (const { grain, within, start, end } of grainPieces(offset, data.length, grainBytes)) {
        grains.write(data.subarray(start, end), grain, within, below);
      }
    },
    zero(offset, lengthBytes, below) {
      for (const { grain, within, start, end } of grainPieces(offset, lengthBytes, grainBytes)) {
        const isWhole = within === 0 && (end - start === grainBytes || offset + end === capacityBytes);
        if (isWhole) grains.zero(grain);
        else grains.write(new Uint8Array(end - start), grain, within, below);
      }
    },
    flush: () => grains.flush(),
    close() {
      grains.dispose();
      closeSync(fd);
    },
  };
}

/** The grains of an extent, read and written in parts of one grain at a time. */
interface Grains {
  readonly capacityBytes: number;
  readonly grainBytes: number;
  hasData(grain: number): boolean;
  read(part: Uint8Array, grain: number, within: number): Span[];
  write(part: Uint8Array, grain: number, within: number, below: ReadBelow): void;
  zero(grain: number): void;
  flush(): void;
  dispose(): void;
}

function openGrains(fd: number, path: string, key: SecretKey | undefined): Grains {
  const header = readSparseHeader(fd, path);
  if (header.isCompressed || header.grainDirectoryOffset === GRAIN_DIRECTORY_AT_END) {
    const reason = 'it is a stream of compressed grains, which its descriptor does not say';
    throw new StorageError({ kind: 'InvalidFileFormat', path, reason });
  }
  const { grainSectors, overheadSectors, hasZeroGrains } = header;
  const capacityBytes = header.capacitySectors * SECTOR_BYTES;
  const grainBytes = grainSectors * SECTOR_BYTES;
  let endSector = Math.ceil(fstatSync(fd).size / SECTOR_BYTES);
  const tables = openGrainTables(fd, path, header, endSector);
  // A grain is whole in the file even where the disk ends within it.
  const io = key === undefined ? createPlainIo(fd) : createEncryptedIo(fd, key, tables.grains * grainBytes);
  let unflushed = 0;
  const flush = (): void => {
    tables.flush();
    unflushed = 0;
  };
  const setEntry = (grain: number, value: number): void => {
    tables.setEntry(grain, value);
    if (++unflushed >= LIMIT_UNFLUSHED_GRAINS) flush();
  };
  /** A new grain at the file's end: the rest of it is the parent's, or zeros. */
  const addGrain = (part: Uint8Array, grain: number, within: number, below: ReadBelow): void => {
    const whole = new Uint8Array(grainBytes);
    const inDisk = whole.subarray(0, Math.min(grainBytes, capacityBytes - grain * grainBytes));
    const isZeroed = tables.entry(grain) === ZERO;
    if (!isZeroed && part.length < inDisk.length) below(inDisk, grain * grainBytes);
    whole.set(part, within);
    if (isZeroed && isZero(whole)) return;
    const sector = Math.ceil(Math.max(endSector, overheadSectors) / grainSectors) * grainSectors;
    endSector = sector + grainSectors;
    io.write(whole, sector * SECTOR_BYTES, grain * grainBytes);
    setEntry(grain, sector);
  };
  const write = (part: Uint8Array, grain: number, within: number, below: ReadBelow): void => {
    const entry = tables.entry(grain);
    if (entry <= ZERO) addGrain(part, grain, within, below);
    else io.write(part, entry * SECTOR_BYTES + within, grain * grainBytes + within);
  };
  return {
    capacityBytes,
    grainBytes,
    hasData: (grain) => tables.entry(grain) > ZERO,
    read(part, grain, within) {
      const entry = tables.entry(grain);
      if (entry === ABSENT) return [];
      if (entry !== ZERO) {
        return covering(
          io.read(part, entry * SECTOR_BYTES + within, grain * grainBytes + within),
          part.length,
        );
      }
      part.fill(0);
      return [{ start: 0, end: part.length, kind: 'zero' }];
    },
    write,
    zero(grain) {
      const entry = tables.entry(grain);
      if (!hasZeroGrains) {
        const lengthBytes = Math.min(grainBytes, capacityBytes - grain * grainBytes);
        write(new Uint8Array(lengthBytes), grain, 0, () => undefined);
      } else if (entry !== ZERO) {
        setEntry(grain, ZERO);
        // Should the entry be lost to a crash, the hole reads as zeros just the same.
        if (entry !== ABSENT) zeroFile(fd, entry * SECTOR_BYTES, grainBytes);
      }
    },
    flush,
    dispose: () => io.dispose(),
  };
}

/** The spans of an allocated grain: what was never written in it (under a key) reads as zeros, not as the parent. */
function covering(runs: readonly { start: number; end: number }[], lengthBytes: number): Span[] {
  const spans: Span[] = [];
  let at = 0;
  for (const { start, end } of runs) {
    if (start > at) spans.push({ start: at, end: start, kind: 'zero' });
    spans.push({ start, end, kind: 'data' });
    at = end;
  }
  if (at < lengthBytes) spans.push({ start: at, end: lengthBytes, kind: 'zero' });
  return spans;
}

interface GrainPiece {
  readonly grain: number;
  /** Where in the grain the piece begins. */
  readonly within: number;
  /** Bytes relative to the request. */
  readonly start: number;
  readonly end: number;
}

/** The parts of a request that lie in each grain. */
export function* grainPieces(offset: number, lengthBytes: number, grainBytes: number): Generator<GrainPiece> {
  for (let start = 0; start < lengthBytes; ) {
    const within = (offset + start) % grainBytes;
    const end = Math.min(start + grainBytes - within, lengthBytes);
    yield { grain: Math.floor((offset + start) / grainBytes), within, start, end };
    start = end;
  }
}
