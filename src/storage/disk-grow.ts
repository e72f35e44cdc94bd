import { closeSync, constants, fsyncSync, ftruncateSync, openSync } from 'node:fs';
import { faultPoint } from '../base/fault-point.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { SECTOR_BYTES } from '../base/units.ts';
import { readDescriptor, writeDescriptor } from './descriptor-file.ts';
import { inspectDisk } from './disk-file.ts';
import { readPart } from './durable-file.ts';
import { BLOCK_BYTES } from './extent-map.ts';
import { attempt, type StorageFault } from './storage-fault.ts';
import { LIMIT_DISK_SECTORS, type VmdkDescriptor, type VmdkExtent } from './vmdk-descriptor.ts';

interface Growth {
  readonly descriptor: VmdkDescriptor;
  readonly extent: VmdkExtent;
  /** The extent's file. */
  readonly file: string;
  readonly sectors: number;
}

/**
 * Whether the disk can grow to `capacityBytes`: one flat extent, larger than it is, by whole sectors. The new sectors
 * of a last block that is not whole would be clear zeros among ciphertext, which no longer read as zeros.
 */
export function checkGrowth(path: string, capacityBytes: number): Result<void, StorageFault> {
  const growth = planGrowth(path, capacityBytes);
  if (!growth.ok) return growth;
  const { extent, sectors, descriptor, file } = growth.value;
  const refused = (reason: string) => fail({ kind: 'InvalidDiskRequest', path, reason } as const);
  if (sectors <= extent.sectors) return refused('a disk can only grow');
  if (descriptor.encryptionKeys === undefined) return ok(undefined);
  const endBytes = extent.sectors * SECTOR_BYTES;
  const lengthBytes = endBytes % BLOCK_BYTES;
  const last = attempt(file, 'read', () =>
    readPart({ path: file, offset: endBytes - lengthBytes, lengthBytes }),
  );
  if (!last.ok) return last;
  return last.value.some(Boolean)
    ? refused('an encrypted disk with data in a last block of less than 4 KiB cannot grow; decrypt it first')
    : ok(undefined);
}

/**
 * Makes a disk of one flat extent larger: what is new is a hole, which reads as zeros in an encrypted disk too. The
 * extent grows first: one that is longer than its descriptor says is still the old disk. Harmless to repeat.
 */
export function growDisk(path: string, capacityBytes: number): Result<void, StorageFault> {
  const growth = planGrowth(path, capacityBytes);
  if (!growth.ok) return growth;
  const { descriptor, extent, file, sectors } = growth.value;
  if (sectors <= extent.sectors) return ok(undefined);
  const grown = attempt(file, 'truncate', () => {
    const fd = openSync(file, constants.O_RDWR | constants.O_NOFOLLOW);
    try {
      ftruncateSync(fd, capacityBytes);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  });
  if (!grown.ok) return grown;
  faultPoint('grow.extent-grown');
  return writeDescriptor(path, { ...descriptor, extents: [{ ...extent, sectors }] });
}

function planGrowth(path: string, capacityBytes: number): Result<Growth, StorageFault> {
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
  return ok({ descriptor: descriptor.value, extent, file, sectors });
}
