import { fail, ok, type Result } from '../base/result.ts';
import { SECTOR_BYTES } from '../base/units.ts';
import type { StorageFault } from './storage-fault.ts';

/**
 * The text part of a VMDK ("Virtual Disk Format 1.1"): identity, extents and the disk database. An encrypted
 * disk adds `encryptionKeys` (a key locator), `keyID` and `ddb.iofilters`, as vSphere's own disks show them.
 */
export interface VmdkDescriptor {
  readonly createType: VmdkCreateType;
  /** Content id, 32 bits: changes with the content, so that a child knows its parent. */
  readonly cid: number;
  /** The parent's content id, or `NO_PARENT`. */
  readonly parentCid: number;
  readonly parentFileNameHint?: string;
  readonly extents: readonly VmdkExtent[];
  readonly encryptionKeys?: string;
  readonly keyId?: string;
  /** The disk database: names without their `ddb.` and values without their quotes, in order. */
  readonly ddb: ReadonlyMap<string, string>;
}

export type VmdkCreateType =
  | 'monolithicFlat'
  | 'vmfs'
  | 'vmfsThin'
  | 'twoGbMaxExtentFlat'
  | 'monolithicSparse'
  | 'twoGbMaxExtentSparse'
  | 'streamOptimized';

export interface VmdkExtent {
  readonly access: 'RW' | 'RDONLY' | 'NOACCESS';
  readonly sectors: number;
  readonly type: 'FLAT' | 'VMFS' | 'SPARSE' | 'ZERO';
  /** A file name without folders, beside the descriptor; empty for ZERO. */
  readonly fileName: string;
  /** Where in the file the extent begins, in sectors. */
  readonly offsetSectors: number;
}

export const NO_PARENT = 0xffffffff;
export const LIMIT_DESCRIPTOR_BYTES = 1024 * 1024;
const LIMIT_LINES = 16_384;
const LIMIT_EXTENTS = 4096;
/** 62 TB, the largest disk that vSphere 6.5 makes. */
export const LIMIT_DISK_SECTORS = (62 * 1024 ** 4) / SECTOR_BYTES;
const FIRST_LINE = '# Disk DescriptorFile';

const CREATE_TYPES: ReadonlySet<string> = new Set<VmdkCreateType>([
  'monolithicFlat',
  'vmfs',
  'vmfsThin',
  'twoGbMaxExtentFlat',
  'monolithicSparse',
  'twoGbMaxExtentSparse',
  'streamOptimized',
]);

/** Capacity of the disk in bytes: its extents, one behind the other. */
export function capacityBytesOf(descriptor: Pick<VmdkDescriptor, 'extents'>): number {
  return descriptor.extents.reduce((sum, extent) => sum + extent.sectors, 0) * SECTOR_BYTES;
}

/** Parses untrusted bytes; `path` only names them in a fault. */
export function parseDescriptor(bytes: Uint8Array, path: string): Result<VmdkDescriptor, StorageFault> {
  const fault = (reason: string, line?: number) =>
    fail({ kind: 'InvalidFileFormat', path, reason, ...(line === undefined ? {} : { line }) } as const);
  if (bytes.length > LIMIT_DESCRIPTOR_BYTES) {
    return fault(`a descriptor has at most ${LIMIT_DESCRIPTOR_BYTES} bytes`);
  }
  // The first NUL byte ends the text: an embedded one is padded to whole sectors, and where qemu-img has written a
  // shorter content id than before, the end of the longer text lies behind it.
  const end = bytes.indexOf(0);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, end < 0 ? bytes.length : end).toString('utf8');
  const lines = text.split(/\r?\n/);
  if (lines.length > LIMIT_LINES) return fault(`a descriptor has at most ${LIMIT_LINES} lines`);
  if (lines[0]?.trimEnd().toLowerCase() !== FIRST_LINE.toLowerCase()) {
    return fault(`a VMDK descriptor begins with "${FIRST_LINE}"`, 1);
  }
  const header = new Map<string, string>();
  const ddb = new Map<string, string>();
  const extents: VmdkExtent[] = [];
  for (const [index, raw] of lines.entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const wrong = readLine(line, header, ddb, extents);
    if (wrong !== undefined) return fault(wrong, index + 1);
  }
  const built = assemble(header, ddb, extents);
  return typeof built === 'string' ? fault(built) : ok(built);
}

export function formatDescriptor(descriptor: VmdkDescriptor): string {
  const { createType, cid, parentCid, parentFileNameHint, encryptionKeys, keyId, ddb } = descriptor;
  const lines = [
    FIRST_LINE,
    'version=1',
    'encoding="UTF-8"',
    `CID=${hex(cid)}`,
    `parentCID=${hex(parentCid)}`,
  ];
  lines.push(`createType="${createType}"`);
  if (parentFileNameHint !== undefined) lines.push(`parentFileNameHint="${parentFileNameHint}"`);
  if (encryptionKeys !== undefined) lines.push(`encryptionKeys="${encryptionKeys}"`);
  if (keyId !== undefined) lines.push(`keyID="${keyId}"`);
  lines.push('', '# Extent description');
  for (const { access, sectors, type, fileName, offsetSectors } of descriptor.extents) {
    const file = type === 'ZERO' ? '' : ` "${fileName}"`;
    const offset = type === 'FLAT' ? ` ${offsetSectors}` : '';
    lines.push(`${access} ${sectors} ${type}${file}${offset}`);
  }
  lines.push('', '# The Disk Data Base', '#DDB', '');
  for (const [name, value] of ddb) lines.push(`ddb.${name} = "${value}"`);
  return `${lines.join('\n')}\n`;
}

/** The disk database of a new disk behind an LSI Logic controller: geometry as vSphere computes it. */
export function newDiskDatabase(sectors: number, uuid: string): Map<string, string> {
  const heads = 255;
  const sectorsPerTrack = 63;
  const cylinders = Math.max(1, Math.floor(sectors / (heads * sectorsPerTrack)));
  const dashless = uuid.replaceAll('-', '');
  const pairs = dashless.match(/../g) ?? [];
  return new Map([
    ['adapterType', 'lsilogic'],
    ['geometry.cylinders', String(cylinders)],
    ['geometry.heads', String(heads)],
    ['geometry.sectors', String(sectorsPerTrack)],
    ['longContentID', dashless],
    ['uuid', `${pairs.slice(0, 8).join(' ')}-${pairs.slice(8).join(' ')}`],
    ['virtualHWVersion', '13'],
  ]);
}

/** True for a name that may stand in a descriptor: a file beside it, never a path to somewhere else. */
export function isPlainFileName(name: string): boolean {
  return (
    name !== '' && name !== '.' && name !== '..' && name.length <= 255 && !/[\u0000-\u001f"/\\]/.test(name)
  );
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}

/** Takes one line in; gives what is wrong with it. */
function readLine(
  line: string,
  header: Map<string, string>,
  ddb: Map<string, string>,
  extents: VmdkExtent[],
): string | undefined {
  if (/^(?:RW|RDONLY|NOACCESS)\s/.test(line)) {
    if (extents.length === LIMIT_EXTENTS) return `a disk has at most ${LIMIT_EXTENTS} extents`;
    const extent = readExtent(line);
    if (typeof extent === 'string') return extent;
    extents.push(extent);
    return undefined;
  }
  const match = /^([A-Za-z][A-Za-z0-9_.]*)\s*=\s*(?:"([^"]*)"|([^"\s][^"]*)?)$/.exec(line);
  if (match === null) return 'it is no comment, no extent and no name = value';
  const [, name = '', quoted, bare = ''] = match;
  const value = quoted ?? bare;
  const [target, key] = name.startsWith('ddb.') ? [ddb, name.slice(4)] : [header, name.toLowerCase()];
  if (target.has(key)) return `${name} is given twice`;
  target.set(key, value);
  return undefined;
}

function readExtent(line: string): VmdkExtent | string {
  const match =
    /^(RW|RDONLY|NOACCESS)\s+(\d{1,16})\s+(FLAT|VMFS|SPARSE|ZERO|[A-Z]+)(?:\s+"([^"]*)"(?:\s+(\d{1,16}))?)?$/.exec(
      line,
    );
  if (match === null) return 'the extent is malformed';
  const [, access = '', size = '', type = '', fileName = '', offset = '0'] = match;
  const sectors = Number(size);
  const offsetSectors = Number(offset);
  if (type !== 'FLAT' && type !== 'VMFS' && type !== 'SPARSE' && type !== 'ZERO') {
    return `extents of type ${type} are not supported`;
  }
  if (sectors === 0 || sectors > LIMIT_DISK_SECTORS || offsetSectors > LIMIT_DISK_SECTORS) {
    return 'the size or offset of the extent is out of range';
  }
  if (type === 'ZERO' ? fileName !== '' : !isPlainFileName(fileName)) {
    return 'the extent must name a file beside the descriptor, without folders';
  }
  return { access: access as VmdkExtent['access'], sectors, type, fileName, offsetSectors };
}

function assemble(
  header: ReadonlyMap<string, string>,
  ddb: ReadonlyMap<string, string>,
  extents: readonly VmdkExtent[],
): VmdkDescriptor | string {
  const version = header.get('version');
  if (version !== '1' && version !== '2' && version !== '3') return 'its version is none of 1, 2 and 3';
  const createType = header.get('createtype') ?? '';
  if (!CREATE_TYPES.has(createType)) return `createType "${createType.slice(0, 40)}" is not supported`;
  const cid = contentId(header.get('cid'));
  const parentCid = contentId(header.get('parentcid') ?? 'ffffffff');
  if (cid === undefined || parentCid === undefined) return 'CID and parentCID are 8 hexadecimal digits';
  if (extents.length === 0) return 'it has no extent';
  const descriptor = { createType: createType as VmdkCreateType, cid, parentCid, extents, ddb };
  if (capacityBytesOf(descriptor) > LIMIT_DISK_SECTORS * SECTOR_BYTES) return 'the disk is larger than 62 TB';
  const hint = header.get('parentfilenamehint');
  const encryptionKeys = header.get('encryptionkeys');
  const keyId = header.get('keyid');
  return {
    ...descriptor,
    ...(hint === undefined ? {} : { parentFileNameHint: hint }),
    ...(encryptionKeys === undefined ? {} : { encryptionKeys }),
    ...(keyId === undefined ? {} : { keyId }),
  };
}

function contentId(text: string | undefined): number | undefined {
  return text !== undefined && /^[0-9a-fA-F]{1,8}$/.test(text) ? Number.parseInt(text, 16) : undefined;
}
