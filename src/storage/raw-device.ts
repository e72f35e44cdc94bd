import { closeSync, constants, fstatSync, linkSync, openSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Result } from '../base/result.ts';
import { SECTOR_BYTES } from '../base/units.ts';
import { createDescriptor } from './descriptor-file.ts';
import { type DiskInfo, flatDescriptor, inspectDisk } from './disk-file.ts';
import { removeIfPresent } from './durable-file.ts';
import { attempt, StorageError, type StorageFault } from './storage-fault.ts';

/**
 * A raw device mapping: a descriptor whose extent is the device itself. The device is a regular file of this machine
 * in the file system of the datastore, as an image of a LUN is; its extent is another name of that file (a hard
 * link), so that nothing but a name is ever followed. Removing the mapping leaves the device. A fault leaves nothing of
 * it, and a file that was there already as it was.
 */
export function mapRawDevice(path: string, device: string): Result<DiskInfo, StorageFault> {
  const extentName = mappingExtentName(basename(path));
  const extent = join(dirname(path), extentName);
  const size = attempt(device, 'read', () => sizeOf(device));
  if (!size.ok) return size;
  const linked = attempt(extent, 'link', () => linkSync(device, extent));
  if (!linked.ok) return linked;
  const plain = flatDescriptor(path, size.value, false);
  const extents = plain.extents.map((each) => ({ ...each, fileName: extentName }));
  const written = createDescriptor(path, { ...plain, extents });
  if (written.ok) return inspectDisk(path);
  removeIfPresent(extent);
  return written;
}

/** `app-01.vmdk` → `app-01-rdm.vmdk`. */
export function mappingExtentName(descriptorName: string): string {
  return `${basename(descriptorName, '.vmdk')}-rdm.vmdk`;
}

function sizeOf(device: string): number {
  const fd = openSync(device, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(fd);
    if (stat.isFile() && stat.size >= SECTOR_BYTES && stat.size % SECTOR_BYTES === 0) return stat.size;
    const reason = 'a raw device is a regular file of whole sectors';
    throw new StorageError({ kind: 'InvalidDiskRequest', path: device, reason });
  } finally {
    closeSync(fd);
  }
}
