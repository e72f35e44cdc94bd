import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { fail, ok, type Result } from '../base/result.ts';
import { SECTOR_BYTES } from '../base/units.ts';
import { createFile, type FolderSync, readFully, replaceFile } from './durable-file.ts';
import { isSparseExtent, parseSparseHeader } from './sparse-header.ts';
import { attempt, orThrow, StorageError, type StorageFault } from './storage-fault.ts';
import {
  formatDescriptor,
  LIMIT_DESCRIPTOR_BYTES,
  parseDescriptor,
  type VmdkDescriptor,
} from './vmdk-descriptor.ts';

/** Reads a disk's descriptor: a text file, or the part of a sparse extent that holds it. */
export function readDescriptor(path: string): Result<VmdkDescriptor, StorageFault> {
  return attempt(path, 'read', () => {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stat = fstatSync(fd);
      if (!stat.isFile()) throw malformed(path, 'it is no regular file');
      return orThrow(parseDescriptor(readDescriptorBytes(fd, stat.size, path), path));
    } finally {
      closeSync(fd);
    }
  });
}

/** Replaces the descriptor at `path` wholly or not at all; an embedded one is never written. */
export function writeDescriptor(
  path: string,
  descriptor: VmdkDescriptor,
  folderSync: FolderSync = {},
): Result<void, StorageFault> {
  const text = writableText(path, descriptor);
  return text.ok ? replaceFile(path, text.value, folderSync) : text;
}

/** Writes the descriptor of a new disk; a file of that name that is there already stays. */
export function createDescriptor(path: string, descriptor: VmdkDescriptor): Result<void, StorageFault> {
  const text = writableText(path, descriptor);
  return text.ok ? createFile(path, text.value) : text;
}

function writableText(path: string, descriptor: VmdkDescriptor): Result<Uint8Array, StorageFault> {
  return hasEmbeddedDescriptor(descriptor)
    ? fail({ kind: 'UnsupportedDiskFormat', path, format: `${descriptor.createType} (for writing)` })
    : ok(Buffer.from(formatDescriptor(descriptor)));
}

/** True where the descriptor lies in the disk's only extent, so that both are one file. */
export function hasEmbeddedDescriptor({ createType }: Pick<VmdkDescriptor, 'createType'>): boolean {
  return createType === 'monolithicSparse' || createType === 'streamOptimized';
}

function readDescriptorBytes(fd: number, size: number, path: string): Uint8Array {
  const isLong = size > LIMIT_DESCRIPTOR_BYTES;
  // What is short enough to be a text is read at once.
  const first = new Uint8Array(isLong ? SECTOR_BYTES : size);
  const got = first.subarray(0, readFully(fd, first, 0));
  if (!isSparseExtent(got)) {
    if (!isLong) return got;
    throw malformed(
      path,
      `it is neither a descriptor (at most ${LIMIT_DESCRIPTOR_BYTES} bytes) nor a sparse extent`,
    );
  }
  const header = parseSparseHeader(got.subarray(0, SECTOR_BYTES));
  if (typeof header === 'string') throw malformed(path, header);
  if (header.descriptorSectors === 0) throw malformed(path, 'it is an extent without a descriptor');
  const text = new Uint8Array(header.descriptorSectors * SECTOR_BYTES);
  return text.subarray(0, readFully(fd, text, header.descriptorOffset * SECTOR_BYTES));
}

function malformed(path: string, reason: string): StorageError {
  return new StorageError({ kind: 'InvalidFileFormat', path, reason });
}
