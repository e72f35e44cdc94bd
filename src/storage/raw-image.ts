import { lstatSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fail, type Result } from '../base/result.ts';
import { SECTOR_BYTES } from '../base/units.ts';
import { createDescriptor } from './descriptor-file.ts';
import { exists, flatDescriptor } from './disk-file.ts';
import { attempt, type StorageFault } from './storage-fault.ts';
import { LIMIT_DISK_SECTORS } from './vmdk-descriptor.ts';

/** A file of this name is taken for a raw image: its content could be anything, so nothing else can tell. */
export function isRawImageName(path: string): boolean {
  return /[^/]\.(?:img|raw)$/i.test(path);
}

/**
 * Makes a disk of a raw image where it lies: a monolithicFlat descriptor beside it names it as the disk's extent, and
 * no byte of it is copied or changed. `disk.img` gets `disk.vmdk`, whose path is the result.
 */
export function describeRawImage(path: string): Result<string, StorageFault> {
  const stat = attempt(path, 'stat', () => lstatSync(path));
  if (!stat.ok) return stat;
  const { size, blocks } = stat.value;
  const wrong = wrongImage(stat.value.isFile(), size);
  if (wrong !== undefined) return fail({ kind: 'InvalidFileFormat', path, reason: wrong });
  const target = descriptorOfImage(path);
  if (exists(target)) return fail({ kind: 'FileAlreadyExists', path: target });
  const flat = flatDescriptor(target, size, blocks * 512 < size);
  const extents = flat.extents.map((extent) => ({ ...extent, fileName: basename(path) }));
  const written = createDescriptor(target, { ...flat, extents });
  return written.ok ? { ok: true, value: target } : written;
}

/** Where the descriptor of an image goes: `disk.vmdk` beside `disk.img`. */
export function descriptorOfImage(path: string): string {
  return join(dirname(path), basename(path).replace(/\.[^.]+$/, '.vmdk'));
}

function wrongImage(isFile: boolean, size: number): string | undefined {
  if (!isFile) return 'a raw image is a regular file';
  if (size === 0 || size % SECTOR_BYTES !== 0) {
    return `a raw image is a whole number of sectors of ${SECTOR_BYTES} bytes, and this has ${size} bytes; truncate -s %${SECTOR_BYTES} fills it up with zeros`;
  }
  return size > LIMIT_DISK_SECTORS * SECTOR_BYTES ? 'the disk is larger than 62 TB' : undefined;
}
