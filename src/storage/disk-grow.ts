import { closeSync, fsyncSync, ftruncateSync, openSync } from 'node:fs';
import { fail, ok, type Result } from '../base/result.ts';
import { SECTOR_BYTES } from '../base/units.ts';
import { readDescriptor, writeDescriptor } from './descriptor-file.ts';
import { type DiskInfo, inspectDisk } from './disk-file.ts';
import { attempt, type StorageFault } from './storage-fault.ts';
import { LIMIT_DISK_SECTORS } from './vmdk-descriptor.ts';

/**
 * Makes a disk of one flat extent larger: what is new is a hole, which reads as zeros in an encrypted disk too. The
 * extent grows first: one that is longer than its descriptor says is still the old disk.
 */
export function growDisk(path: string, capacityBytes: number): Result<DiskInfo, StorageFault> {
  const refused = (reason: string) => fail({ kind: 'InvalidDiskRequest', path, reason } as const);
  const info = inspectDisk(path);
  if (!info.ok) return info;
  const descriptor = readDescriptor(path);
  if (!descriptor.ok) return descriptor;
  const [extent, ...others] = descriptor.value.extents;
  const [, file, ...further] = info.value.files;
  const isFlat = extent?.type === 'FLAT' && others.length === 0 && further.length === 0;
  if (!isFlat || file === undefined || info.value.parentPath !== undefined)
    return refused('only a flat disk without snapshots can grow');
  const sectors = capacityBytes / SECTOR_BYTES;
  if (!Number.isSafeInteger(sectors) || sectors > LIMIT_DISK_SECTORS)
    return refused(`a disk has a whole number of sectors and at most 62 TB, not ${capacityBytes} bytes`);
  if (sectors <= extent.sectors) return refused('a disk can only grow');
  const grown = attempt(file, 'truncate', () => {
    const fd = openSync(file, 'r+');
    try {
      ftruncateSync(fd, capacityBytes);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  });
  if (!grown.ok) return grown;
  const written = writeDescriptor(path, { ...descriptor.value, extents: [{ ...extent, sectors }] });
  if (!written.ok) return written;
  const after = inspectDisk(path);
  return after.ok ? ok(after.value) : after;
}
