import { SECTOR_BYTES } from '../base/units.ts';
import { LIMIT_DISK_SECTORS } from './vmdk-descriptor.ts';

/**
 * The header of a hosted sparse extent ("Virtual Disk Format 1.1", SparseExtentHeader): snapshot deltas,
 * monolithicSparse, streamOptimized. All numbers are little-endian; sizes and offsets are in sectors.
 */
export interface SparseHeader {
  readonly version: number;
  readonly capacitySectors: number;
  readonly grainSectors: number;
  readonly descriptorOffset: number;
  readonly descriptorSectors: number;
  /** `GRAIN_DIRECTORY_AT_END` in the header of a stream: the footer has it. */
  readonly grainDirectoryOffset: number;
  readonly redundantDirectoryOffset: number | undefined;
  /** Sectors before the first grain. */
  readonly overheadSectors: number;
  /** Entry 1 of a grain table means a grain of zeros. */
  readonly hasZeroGrains: boolean;
  /** Grains are deflated and carry markers. */
  readonly isCompressed: boolean;
}

export const GRAIN_DIRECTORY_AT_END = Number.POSITIVE_INFINITY;
/** Entries of a grain table: every product writes 512. */
export const TABLE_ENTRIES = 512;
export const MAGIC = 0x564d444b;

const VALID_NEWLINES = 1 << 0;
const REDUNDANT_DIRECTORY = 1 << 1;
const ZERO_GRAINS = 1 << 2;
const COMPRESSED = 1 << 16;
const MARKERS = 1 << 17;
const DEFLATE = 1;
const DIRECTORY_IN_FOOTER = 0xffffffffffffffffn;
const LIMIT_GRAIN_SECTORS = 2048;

/** True for the first bytes of a sparse extent: its descriptor, when it has one, is inside. */
export function isSparseExtent(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && viewOf(bytes).getUint32(0, true) === MAGIC;
}

/** Reads the first sector of a sparse extent, or a stream's footer; gives what is wrong with it as text. */
export function parseSparseHeader(bytes: Uint8Array): SparseHeader | string {
  if (bytes.length < SECTOR_BYTES || !isSparseExtent(bytes)) return 'it is no sparse extent';
  const view = viewOf(bytes);
  const version = view.getUint32(4, true);
  const flags = view.getUint32(8, true);
  const long = (at: number) => Number(view.getBigUint64(at, true));
  if (version < 1 || version > 3) return `sparse extents of version ${version} are not supported`;
  const newlines = bytes.subarray(73, 77);
  if ((flags & VALID_NEWLINES) !== 0 && Buffer.compare(newlines, Buffer.from('\n \r\n')) !== 0) {
    return 'its line ends were changed: a text-mode transfer has damaged it';
  }
  const isCompressed = (flags & COMPRESSED) !== 0;
  if (isCompressed && (view.getUint16(77, true) !== DEFLATE || (flags & MARKERS) === 0)) {
    return 'its grains are compressed in an unknown way';
  }
  if (view.getUint32(44, true) !== TABLE_ENTRIES) return `a grain table has ${TABLE_ENTRIES} entries`;
  const directory = view.getBigUint64(56, true);
  const header: SparseHeader = {
    version,
    capacitySectors: long(12),
    grainSectors: long(20),
    descriptorOffset: long(28),
    descriptorSectors: long(36),
    grainDirectoryOffset: directory === DIRECTORY_IN_FOOTER ? GRAIN_DIRECTORY_AT_END : Number(directory),
    redundantDirectoryOffset: (flags & REDUNDANT_DIRECTORY) === 0 ? undefined : long(48),
    overheadSectors: long(64),
    hasZeroGrains: (flags & ZERO_GRAINS) !== 0,
    isCompressed,
  };
  return wrongSizes(header) ?? header;
}

/** The header of a snapshot's delta or of a stream: neither has a redundant directory. */
export function formatSparseHeader(header: SparseHeader): Uint8Array {
  const bytes = new Uint8Array(SECTOR_BYTES);
  const view = viewOf(bytes);
  const long = (at: number, value: number) => view.setBigUint64(at, BigInt(value), true);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, header.version, true);
  const compressed = header.isCompressed ? COMPRESSED | MARKERS : 0;
  view.setUint32(8, VALID_NEWLINES | compressed | (header.hasZeroGrains ? ZERO_GRAINS : 0), true);
  long(12, header.capacitySectors);
  long(20, header.grainSectors);
  long(28, header.descriptorOffset);
  long(36, header.descriptorSectors);
  view.setUint32(44, TABLE_ENTRIES, true);
  const isAtEnd = header.grainDirectoryOffset === GRAIN_DIRECTORY_AT_END;
  view.setBigUint64(56, isAtEnd ? DIRECTORY_IN_FOOTER : BigInt(header.grainDirectoryOffset), true);
  long(64, header.overheadSectors);
  bytes.set(Buffer.from('\n \r\n'), 73);
  if (header.isCompressed) view.setUint16(77, DEFLATE, true);
  return bytes;
}

function wrongSizes(header: SparseHeader): string | undefined {
  const { capacitySectors, grainSectors, descriptorOffset, descriptorSectors } = header;
  const { grainDirectoryOffset, overheadSectors } = header;
  if (capacitySectors < 1 || capacitySectors > LIMIT_DISK_SECTORS) return 'its capacity is out of range';
  const isPowerOfTwo = Number.isInteger(Math.log2(grainSectors));
  if (!isPowerOfTwo || grainSectors < 8 || grainSectors > LIMIT_GRAIN_SECTORS) {
    return `a grain is a power of two from 8 to ${LIMIT_GRAIN_SECTORS} sectors`;
  }
  if (descriptorOffset > LIMIT_DISK_SECTORS || descriptorSectors > LIMIT_GRAIN_SECTORS) {
    return 'its embedded descriptor is out of range';
  }
  const isAtEnd = grainDirectoryOffset === GRAIN_DIRECTORY_AT_END;
  if ((!isAtEnd && grainDirectoryOffset > LIMIT_DISK_SECTORS) || overheadSectors > LIMIT_DISK_SECTORS) {
    return 'its grain directory is out of range';
  }
  return undefined;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
