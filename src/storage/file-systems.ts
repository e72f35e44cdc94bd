import { SECTOR_BYTES } from '../base/units.ts';
import type { Disk } from './disk.ts';

/**
 * The file systems on a disk, by its partition table and their superblocks: ext2, ext3 and ext4 (ext4/super.c), XFS
 * (xfs_sb, big-endian), FAT32 (boot sector and FSInfo). What the guest wrote is untrusted: of anything odd nothing is
 * told.
 */
export interface FileSystem {
  readonly type: 'ext2' | 'ext3' | 'ext4' | 'xfs' | 'vfat';
  /** 1 is the first partition; 0: the whole disk is one file system. */
  readonly partition: number;
  /** Where it was last mounted, as ext keeps it; else empty. */
  readonly mountPoint: string;
  readonly label: string;
  readonly capacityBytes: number;
  readonly freeBytes: number;
}

type Readable = Pick<Disk, 'read' | 'capacityBytes'>;

const LIMIT_PARTITIONS = 128;
const GPT_PROTECTIVE = 0xee;
/** ext: superblock at 1024. */
const HEAD_BYTES = 4096;
const EXT_AT = 1024;
const EXT_MAGIC = 0xef53;
const EXT_HAS_JOURNAL = 0x4;
const EXT_EXTENTS = 0x40;
const EXT_64BIT = 0x80;

export function fileSystemsOn(disk: Readable): readonly FileSystem[] {
  const whole = fileSystemAt(disk, 0, 0);
  if (whole !== undefined) return [whole];
  return partitionsOf(disk).flatMap(({ number, offset }) => fileSystemAt(disk, offset, number) ?? []);
}

interface Partition {
  readonly number: number;
  readonly offset: number;
}

function partitionsOf(disk: Readable): readonly Partition[] {
  const record = bytesAt(disk, 0, SECTOR_BYTES);
  if (record?.readUInt16LE(510) !== 0xaa55) return [];
  const entries = [0, 1, 2, 3].map((index) => ({
    number: index + 1,
    type: record.readUInt8(446 + index * 16 + 4),
    offset: record.readUInt32LE(446 + index * 16 + 8) * SECTOR_BYTES,
  }));
  if (entries.some(({ type }) => type === GPT_PROTECTIVE)) return gptPartitions(disk);
  return entries.filter(({ type, offset }) => type !== 0 && offset > 0);
}

/** UEFI 2.x, chapter 5: the header in the second sector says where the entries are. */
function gptPartitions(disk: Readable): readonly Partition[] {
  const header = bytesAt(disk, SECTOR_BYTES, SECTOR_BYTES);
  if (header?.toString('latin1', 0, 8) !== 'EFI PART') return [];
  const first = Number(header.readBigUInt64LE(72)) * SECTOR_BYTES;
  const count = Math.min(header.readUInt32LE(80), LIMIT_PARTITIONS);
  const size = header.readUInt32LE(84);
  if (size < 128 || size > 1024 || size % 128 !== 0) return [];
  const lengthBytes = Math.ceil((count * size) / SECTOR_BYTES) * SECTOR_BYTES;
  const entries = bytesAt(disk, first, lengthBytes);
  if (entries === undefined) return [];
  const partitions: Partition[] = [];
  for (let index = 0; index < count; index++) {
    const entry = entries.subarray(index * size, (index + 1) * size);
    const isUsed = entry.subarray(0, 16).some((byte) => byte !== 0);
    const offset = Number(entry.readBigUInt64LE(32)) * SECTOR_BYTES;
    if (isUsed) partitions.push({ number: index + 1, offset });
  }
  return partitions;
}

function fileSystemAt(disk: Readable, offset: number, partition: number): FileSystem | undefined {
  const head = bytesAt(disk, offset, HEAD_BYTES);
  if (head === undefined) return undefined;
  const found = extIn(head) ?? xfsIn(head) ?? fatIn(disk, head, offset);
  if (found === undefined) return undefined;
  const { capacityBytes, freeBytes } = found;
  const fits =
    capacityBytes > 0 && freeBytes <= capacityBytes && offset + capacityBytes <= disk.capacityBytes;
  return fits ? { ...found, partition } : undefined;
}

type Found = Omit<FileSystem, 'partition'>;

function extIn(head: Buffer): Found | undefined {
  const block = head.subarray(EXT_AT);
  if (block.readUInt16LE(0x38) !== EXT_MAGIC) return undefined;
  const logSize = block.readUInt32LE(0x18);
  if (logSize > 6) return undefined;
  const blockBytes = 1024 << logSize;
  const incompatible = block.readUInt32LE(0x60);
  const high = (at: number): number =>
    (incompatible & EXT_64BIT) === 0 ? 0 : block.readUInt32LE(at) * 2 ** 32;
  const hasJournal = (block.readUInt32LE(0x5c) & EXT_HAS_JOURNAL) !== 0;
  const older = hasJournal ? 'ext3' : 'ext2';
  return {
    type: (incompatible & EXT_EXTENTS) === 0 ? older : 'ext4',
    mountPoint: textIn(block, 0x88, 64),
    label: textIn(block, 0x78, 16),
    capacityBytes: (block.readUInt32LE(4) + high(0x150)) * blockBytes,
    freeBytes: (block.readUInt32LE(0x0c) + high(0x158)) * blockBytes,
  };
}

function xfsIn(head: Buffer): Found | undefined {
  if (head.toString('latin1', 0, 4) !== 'XFSB') return undefined;
  const blockBytes = head.readUInt32BE(4);
  return {
    type: 'xfs',
    mountPoint: '',
    label: textIn(head, 108, 12),
    capacityBytes: Number(head.readBigUInt64BE(8)) * blockBytes,
    freeBytes: Number(head.readBigUInt64BE(144)) * blockBytes,
  };
}

function fatIn(disk: Readable, head: Buffer, offset: number): Found | undefined {
  if (head.toString('latin1', 82, 90) !== 'FAT32   ' || head.readUInt16LE(510) !== 0xaa55) return undefined;
  const sectorBytes = head.readUInt16LE(11);
  const clusterBytes = head.readUInt8(13) * sectorBytes;
  const info = bytesAt(disk, offset + head.readUInt16LE(48) * sectorBytes, SECTOR_BYTES);
  if (info?.readUInt32LE(0) !== 0x41615252) return undefined;
  const free = info.readUInt32LE(488);
  return {
    type: 'vfat',
    mountPoint: '',
    label: textIn(head, 71, 11).trim(),
    capacityBytes: head.readUInt32LE(32) * sectorBytes,
    // All ones: not counted.
    freeBytes: free === 0xffffffff ? 0 : free * clusterBytes,
  };
}

/** Undefined for what does not lie on the disk, or cannot be read. */
function bytesAt(disk: Readable, offset: number, lengthBytes: number): Buffer | undefined {
  const isThere = Number.isSafeInteger(offset) && offset >= 0 && offset + lengthBytes <= disk.capacityBytes;
  if (!isThere || offset % SECTOR_BYTES !== 0) return undefined;
  const bytes = Buffer.alloc(lengthBytes);
  return disk.read(bytes, offset).ok ? bytes : undefined;
}

function textIn(bytes: Buffer, at: number, lengthBytes: number): string {
  const end = bytes.indexOf(0, at);
  const text = bytes.toString('utf8', at, end < 0 ? at + lengthBytes : Math.min(end, at + lengthBytes));
  return /[\u0000-\u001f\u007f\ufffd]/.test(text) ? '' : text;
}
