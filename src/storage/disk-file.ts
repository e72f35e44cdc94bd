import { closeSync, fstatSync, fsyncSync, ftruncateSync, lstatSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fail, ok, type Result } from '../base/result.ts';
import { SECTOR_BYTES } from '../base/units.ts';
import { randomBytes, randomUuid } from '../crypto/random.ts';
import { createDescriptor, hasEmbeddedDescriptor, readDescriptor } from './descriptor-file.ts';
import { openExtentFiles, readChain } from './disk-chain.ts';
import { diskKeyId, generateDataKey, type KeyEncryptionKey, withDataKey } from './disk-key.ts';
import { flatExtentName } from './disk-name.ts';
import { createPrivateFile, removeIfPresent, syncFolder } from './durable-file.ts';
import { journalPath } from './in-place-journal.ts';
import type { KeyId } from './key-id.ts';
import { attempt, type StorageFault } from './storage-fault.ts';
import {
  capacityBytesOf,
  isPlainFileName,
  LIMIT_DISK_SECTORS,
  NO_PARENT,
  newDiskDatabase,
  type VmdkCreateType,
  type VmdkDescriptor,
} from './vmdk-descriptor.ts';

/** What a disk's files say about it. */
export interface DiskInfo {
  readonly path: string;
  readonly createType: VmdkCreateType;
  readonly capacityBytes: number;
  /** Bytes that its files take on the datastore. */
  readonly allocatedBytes: number;
  readonly isThin: boolean;
  /** The KEK that wraps its data key; undefined for a plain disk. */
  readonly keyId: KeyId | undefined;
  /** The disk that it is a delta over; undefined for a base. */
  readonly parentPath: string | undefined;
  /** Absolute paths: the descriptor first, then its extents. */
  readonly files: readonly string[];
}

export interface NewDisk {
  /** Where the descriptor goes; must end in .vmdk and not exist. */
  readonly path: string;
  /** A whole number of sectors. */
  readonly capacityBytes: number;
  readonly isThin: boolean;
  /** With a KEK the disk gets a fresh data key and is encrypted from its first byte. */
  readonly kek?: KeyEncryptionKey;
}

/**
 * Makes an empty disk: a flat extent that is all hole, and its descriptor. Durable when it returns; a fault leaves
 * nothing of it, and a file that was there already as it was.
 */
export function createDisk({ path, capacityBytes, isThin, kek }: NewDisk): Result<DiskInfo, StorageFault> {
  const checked = checkCapacity(path, capacityBytes);
  if (!checked.ok) return checked;
  if (exists(path)) return fail({ kind: 'FileAlreadyExists', path });
  const extent = join(dirname(path), flatExtentName(basename(path)));
  const opened = attempt(extent, 'create', () => createFlatExtent(extent, capacityBytes));
  if (!opened.ok) return opened;
  const synced = attempt(extent, 'fsync', () => {
    try {
      fsyncSync(opened.value);
    } finally {
      closeSync(opened.value);
    }
  });
  const plain = flatDescriptor(path, capacityBytes, isThin);
  const descriptor = withDataKey(plain, kek === undefined ? undefined : { kek, dek: generateDataKey() });
  const written = synced.ok ? createDescriptor(path, descriptor) : synced;
  if (written.ok) return inspectDisk(path);
  removeIfPresent(extent);
  return written;
}

/** Refuses a size that no disk has. */
export function checkCapacity(path: string, capacityBytes: number): Result<void, StorageFault> {
  const sectors = capacityBytes / SECTOR_BYTES;
  if (Number.isSafeInteger(sectors) && sectors >= 1 && sectors <= LIMIT_DISK_SECTORS) return ok(undefined);
  const reason = `a disk has a whole number of sectors and at most 62 TB, not ${capacityBytes} bytes`;
  return fail({ kind: 'InvalidDiskRequest', path, reason });
}

/** Makes the file of a flat extent, `capacityBytes` of hole, and gives its open descriptor. Not yet durable. */
export function createFlatExtent(path: string, capacityBytes: number): number {
  const fd = createPrivateFile(path);
  try {
    ftruncateSync(fd, capacityBytes);
    return fd;
  } catch (error) {
    closeSync(fd);
    removeIfPresent(path);
    throw error;
  }
}

/** The descriptor of a new monolithicFlat disk at `path`, not yet encrypted. */
export function flatDescriptor(path: string, capacityBytes: number, isThin: boolean): VmdkDescriptor {
  const sectors = capacityBytes / SECTOR_BYTES;
  const ddb = newDiskDatabase(sectors, randomUuid());
  if (isThin) ddb.set('thinProvisioned', '1');
  const fileName = flatExtentName(basename(path));
  return {
    createType: 'monolithicFlat',
    cid: newContentId(),
    parentCid: NO_PARENT,
    extents: [{ access: 'RW', sectors, type: 'FLAT', fileName, offsetSectors: 0 }],
    ddb,
  };
}

/** A random content id that is none of the reserved values (0, 0xfffffffe, 0xffffffff). */
export function newContentId(): number {
  return (randomBytes(4).readUInt32LE() % 0xfffffffd) + 1;
}

/**
 * Reads what a disk's files say, and checks that they can be used: descriptor well-formed, extents present and
 * long enough, parents present and unchanged. This is how an existing VMDK comes in.
 */
export function inspectDisk(path: string): Result<DiskInfo, StorageFault> {
  const chain = readChain(path);
  if (!chain.ok) return chain;
  const [{ descriptor }, parent] = chain.value;
  const keyId = diskKeyId(descriptor, path);
  if (!keyId.ok) return keyId;
  const extents = openExtentFiles({ path, descriptor }, 'read');
  if (!extents.ok) return extents;
  let allocatedBytes = 0;
  for (const { fd } of extents.value) {
    allocatedBytes += fstatSync(fd).blocks * 512;
    closeSync(fd);
  }
  return ok({
    path,
    createType: descriptor.createType,
    capacityBytes: capacityBytesOf(descriptor),
    allocatedBytes,
    isThin: descriptor.ddb.get('thinProvisioned') === '1',
    keyId: keyId.value,
    parentPath: parent?.path,
    files: filesOf(path, descriptor),
  });
}

/**
 * Removes a disk's files: extents first, the descriptor last, so that a crash leaves it findable. Files that are
 * gone already are no failure. Parents stay.
 */
export function removeDisk(path: string): Result<void, StorageFault> {
  const unlinked = unlinkDisk(path);
  return unlinked.ok ? attempt(dirname(path), 'fsync', () => syncFolder(dirname(path))) : unlinked;
}

/** As `removeDisk`, for a caller that makes the folder durable itself; `remove` takes away one file. */
export function unlinkDisk(
  path: string,
  remove: (file: string) => Result<boolean, StorageFault> = removeIfPresent,
): Result<void, StorageFault> {
  const descriptor = readDescriptor(path);
  if (!descriptor.ok) return descriptor.fault.kind === 'FileNotFound' ? ok(undefined) : descriptor;
  const [own, ...extents] = filesOf(path, descriptor.value);
  for (const file of [...extents, own ?? path]) {
    const removed = remove(file);
    if (!removed.ok) return removed;
  }
  // A disk that was half converted leaves its journal.
  const journal = removeIfPresent(journalPath(path));
  if (!journal.ok) return journal;
  return ok(undefined);
}

/** The descriptor's path and its extents'. */
export function filesOf(path: string, descriptor: VmdkDescriptor): string[] {
  if (hasEmbeddedDescriptor(descriptor)) return [path];
  const names = descriptor.extents.map((extent) => extent.fileName).filter(isPlainFileName);
  return [path, ...new Set(names.map((name) => join(dirname(path), name)))];
}

export function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
