import { deflateSync } from 'node:zlib';
import { KiB, SECTOR_BYTES } from '../base/units.ts';
import { writeAll } from './durable-file.ts';
import { ABSENT } from './grain-table.ts';
import {
  formatSparseHeader,
  GRAIN_DIRECTORY_AT_END,
  type SparseHeader,
  TABLE_ENTRIES,
} from './sparse-header.ts';
import { formatDescriptor, type VmdkDescriptor } from './vmdk-descriptor.ts';

/** A grain of 128 sectors: what every product writes into a stream. */
export const STREAM_GRAIN_BYTES = 64 * KiB;

/** Zlib's fastest: a deflated disk is made to be sent once. */
const LEVEL = 1;
const GRAIN_SECTORS = STREAM_GRAIN_BYTES / SECTOR_BYTES;
const DESCRIPTOR_SECTORS = 20;
const TABLE_BYTES = TABLE_ENTRIES * 4;
/** What a marker's sector says it stands before ("Virtual Disk Format 1.1", stream-optimized extents). */
const Marker = { endOfStream: 0, grainTable: 1, grainDirectory: 2, footer: 3 } as const;

export interface StreamWriter {
  /** The next grain that is not all zeros; offsets rise. `bytes` is a whole grain. */
  grain(bytes: Uint8Array, offset: number): void;
  /** Tables, directory, footer and end; the file is not yet durable. */
  finish(): void;
}

/**
 * Writes a streamOptimized disk in one pass, never going back: header, descriptor, deflated grains with each grain
 * table behind the grains that it lists, the directory, and the footer that says where that is.
 */
export function createStreamWriter(
  fd: number,
  descriptor: VmdkDescriptor,
  capacityBytes: number,
): StreamWriter {
  const header: SparseHeader = {
    version: 3,
    capacitySectors: capacityBytes / SECTOR_BYTES,
    grainSectors: GRAIN_SECTORS,
    descriptorOffset: 1,
    descriptorSectors: DESCRIPTOR_SECTORS,
    grainDirectoryOffset: GRAIN_DIRECTORY_AT_END,
    redundantDirectoryOffset: undefined,
    overheadSectors: GRAIN_SECTORS,
    hasZeroGrains: false,
    isCompressed: true,
  };
  const grains = Math.ceil(capacityBytes / STREAM_GRAIN_BYTES);
  const directory = Buffer.alloc(sectorsOf(Math.ceil(grains / TABLE_ENTRIES) * 4) * SECTOR_BYTES);
  const table = Buffer.alloc(TABLE_BYTES);
  let tableIndex = 0;
  let isTableEmpty = true;
  let sector = GRAIN_SECTORS;

  const put = (bytes: Uint8Array): number => {
    const at = sector;
    writeAll(fd, bytes, at * SECTOR_BYTES);
    sector += sectorsOf(bytes.length);
    return at;
  };
  const putMarked = (type: number, sectors: number, bytes: Uint8Array): number => {
    put(marker(type, sectors));
    return put(bytes);
  };
  const endTable = (): void => {
    if (isTableEmpty) return;
    directory.writeUInt32LE(putMarked(Marker.grainTable, sectorsOf(TABLE_BYTES), table), tableIndex * 4);
    table.fill(ABSENT);
    isTableEmpty = true;
  };

  writeAll(fd, formatSparseHeader(header), 0);
  writeAll(fd, embedded(descriptor), SECTOR_BYTES);
  return {
    grain(bytes, offset) {
      const grain = offset / STREAM_GRAIN_BYTES;
      const index = Math.floor(grain / TABLE_ENTRIES);
      if (index !== tableIndex) endTable();
      tableIndex = index;
      isTableEmpty = false;
      table.writeUInt32LE(put(compressed(bytes, offset / SECTOR_BYTES)), (grain % TABLE_ENTRIES) * 4);
    },
    finish() {
      endTable();
      const directoryAt = putMarked(Marker.grainDirectory, directory.length / SECTOR_BYTES, directory);
      putMarked(Marker.footer, 1, formatSparseHeader({ ...header, grainDirectoryOffset: directoryAt }));
      put(marker(Marker.endOfStream, 0));
    },
  };
}

/** First sector, size, data, filled up to whole sectors. */
function compressed(bytes: Uint8Array, firstSector: number): Buffer {
  const deflated = deflateSync(bytes, { level: LEVEL });
  const whole = Buffer.alloc(sectorsOf(12 + deflated.length) * SECTOR_BYTES);
  whole.writeBigUInt64LE(BigInt(firstSector), 0);
  whole.writeUInt32LE(deflated.length, 8);
  deflated.copy(whole, 12);
  return whole;
}

function marker(type: number, sectors: number): Buffer {
  const bytes = Buffer.alloc(SECTOR_BYTES);
  bytes.writeBigUInt64LE(BigInt(sectors), 0);
  bytes.writeUInt32LE(type, 12);
  return bytes;
}

function embedded(descriptor: VmdkDescriptor): Buffer {
  const text = Buffer.from(formatDescriptor(descriptor));
  const bytes = Buffer.alloc(DESCRIPTOR_SECTORS * SECTOR_BYTES);
  if (text.length > bytes.length) throw new Error('the descriptor is longer than its place in the stream');
  text.copy(bytes);
  return bytes;
}

function sectorsOf(lengthBytes: number): number {
  return Math.ceil(lengthBytes / SECTOR_BYTES);
}
