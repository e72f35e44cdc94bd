import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { faultPoint } from '../base/fault-point.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { KiB } from '../base/units.ts';
import { randomBytes } from '../crypto/random.ts';
import { exchangeNames } from '../native/libc.ts';
import { attempt, fileFault, type StorageFault } from './storage-fault.ts';

export const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDONLY, O_RDWR } = constants;

/** Creates a file that must not exist yet, 0600 under any umask, and gives its descriptor. */
export function createPrivateFile(path: string): number {
  const fd = openSync(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, FILE_MODE);
  try {
    fchmodSync(fd, FILE_MODE);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return fd;
}

/** Copies a file under a name where whatever stands is removed first: a link there is not followed. */
export function copyAnew(from: string, to: string): void {
  rmSync(to, { force: true });
  copyFileSync(from, to, constants.COPYFILE_EXCL);
}

/** Creates a folder, 0700 under any umask. */
export function createPrivateFolder(path: string): void {
  mkdirSync(path, { mode: FOLDER_MODE });
  chmodSync(path, FOLDER_MODE);
}

/** Makes the names in a folder durable: created, renamed and unlinked files survive a power loss after this. */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, O_RDONLY);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

export interface FolderSync {
  /** False where the caller makes the names durable itself, for several changes in one folder at once. */
  readonly syncsFolder?: boolean;
}

/**
 * Puts `content` at `path`, wholly or not at all: temporary file beside it, fsync, rename, fsync of the
 * folder. A full disk leaves the old content. Left-over temporaries are named as `isTemporaryName` says.
 */
export function replaceFile(
  path: string,
  content: Uint8Array | Iterable<Uint8Array>,
  { syncsFolder = true }: FolderSync = {},
): Result<void, StorageFault> {
  const temporary = temporaryPath(path);
  try {
    const fd = createPrivateFile(temporary);
    try {
      for (const part of content instanceof Uint8Array ? [content] : content) writeAll(fd, part);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    pass('replace.temporary-synced');
    renameSync(temporary, path);
    pass('replace.renamed');
    if (syncsFolder) syncFolder(dirname(path));
    return ok(undefined);
  } catch (error) {
    removeQuietly(temporary);
    return fail(fileFault(path, 'write', error));
  }
}

/**
 * Puts `content` at `path`, where nothing may be yet: whoever has made a file of that name meanwhile keeps it. A fault
 * leaves nothing; a crash may leave a part.
 */
export function createFile(
  path: string,
  content: Uint8Array,
  { syncsFolder = true }: FolderSync = {},
): Result<void, StorageFault> {
  const created = attempt(path, 'create', () => createPrivateFile(path));
  if (!created.ok) return created;
  const written = attempt(path, 'write', () => {
    try {
      writeAll(created.value, content);
      fsyncSync(created.value);
    } finally {
      closeSync(created.value);
    }
    if (syncsFolder) syncFolder(dirname(path));
  });
  if (!written.ok) removeQuietly(path);
  return written;
}

/** A new name beside `path`, for content that is renamed to it when it is whole; see `isTemporaryName`. */
export function temporaryPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.${Buffer.from(randomBytes(6)).toString('hex')}.tmp`);
}

/**
 * Two folders of one file system get each other's names, in one step; where the system has none for it, in three,
 * and `other` has no folder for a moment.
 */
export function exchangeFolders(one: string, other: string): void {
  if (exchangeNames(one, other) === true) return;
  const aside = temporaryPath(other);
  renameSync(other, aside);
  renameSync(one, other);
  renameSync(aside, one);
}

/** Where replacing a file may be killed: before the rename the old content is there, after it the new. */
export const REPLACE_FAULT_POINTS = ['replace.temporary-synced', 'replace.renamed'] as const;

function pass(point: (typeof REPLACE_FAULT_POINTS)[number]): void {
  faultPoint(point);
}

/** True for the temporaries of `replaceFile`: while nobody replaces a file there, such a file is a crash's left-over. */
export function isTemporaryName(name: string): boolean {
  return /^\..+\.[0-9a-f]{12}\.tmp$/.test(name);
}

/** Reads a whole file of at most `limitBytes`; a longer one is refused before it is read. */
export function readSmallFile(path: string, limitBytes: number): Result<Uint8Array, StorageFault> {
  const content = attempt(path, 'read', () => {
    const fd = openSync(path, O_RDONLY | O_NOFOLLOW);
    try {
      const stat = fstatSync(fd);
      if (!stat.isFile() || stat.size > limitBytes) return undefined;
      const bytes = new Uint8Array(stat.size);
      return bytes.subarray(0, readFully(fd, bytes, 0));
    } finally {
      closeSync(fd);
    }
  });
  if (!content.ok) return content;
  if (content.value === undefined) {
    return fail({
      kind: 'InvalidFileFormat',
      path,
      reason: `it is no regular file of at most ${limitBytes} bytes`,
    });
  }
  return ok(content.value);
}

/**
 * What one call writes at most. Linux keeps a larger write in the page cache in pieces as large, and a 4 KiB write into
 * such a piece later costs up to five times as much (ext4, 6.18: 4 µs behind 64 KiB, 16 µs behind 1 MiB).
 */
const WRITE_BYTES = 64 * KiB;

/** Writes all of `bytes` at `position` (or at the file's end so far). */
export function writeAll(fd: number, bytes: Uint8Array, position: number | null = null): void {
  let done = 0;
  while (done < bytes.length) {
    const size = Math.min(bytes.length - done, WRITE_BYTES);
    done += writeSync(fd, bytes, done, size, position === null ? null : position + done);
  }
}

/** Reads until `bytes` is full or the file ends; gives the bytes read. */
export function readFully(fd: number, bytes: Uint8Array, position: number): number {
  let done = 0;
  while (done < bytes.length) {
    const got = readSync(fd, bytes, done, bytes.length - done, position + done);
    if (got === 0) break;
    done += got;
  }
  return done;
}

/** A small part of a regular file, or what of it there is. */
export function readPart(part: {
  readonly path: string;
  readonly offset: number;
  readonly lengthBytes: number;
}): Uint8Array {
  const fd = openSync(part.path, O_RDONLY | O_NOFOLLOW);
  try {
    const bytes = new Uint8Array(part.lengthBytes);
    return bytes.subarray(0, readFully(fd, bytes, part.offset));
  } finally {
    closeSync(fd);
  }
}

/** Removes a file that may be gone already; true when it was there. */
export function removeIfPresent(path: string): Result<boolean, StorageFault> {
  const removed = attempt(path, 'remove', () => unlinkSync(path));
  if (removed.ok) return ok(true);
  return removed.fault.kind === 'FileNotFound' ? ok(false) : removed;
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // The first fault is what the caller must hear of; a left-over temporary is found by its name.
  }
}
