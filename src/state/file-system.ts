import {
  closeSync,
  constants,
  existsSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  type Stats,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { makeFolder } from '../base/make-folder.ts';

/**
 * Every system call that this room makes on files, as a port: the tests stop after each call, fail the
 * n-th one, and rebuild what a disk may hold after a crash. Calls fail as node:fs does, by throwing an
 * error with a `code`; `read` and `write` may do less than they were asked.
 */
export interface FileSystem {
  /** Never follows a symbolic link in the last part of the path. New files are 0600 under any umask. */
  open(path: string, mode: OpenMode): number;
  close(fd: number): void;
  read(fd: number, into: Uint8Array, position: number): number;
  write(fd: number, bytes: Uint8Array, position: number): number;
  truncate(fd: number, lengthBytes: number): void;
  /** Data, and the size needed to read it back, are on the disk when this returns. */
  syncData(fd: number): void;
  sync(fd: number): void;
  /** Names made, renamed or removed in the folder are on the disk when this returns. */
  syncFolder(path: string): void;
  rename(from: string, to: string): void;
  /** A second name for the file; fails when that name exists. */
  link(from: string, to: string): void;
  unlink(path: string): void;
  /** The file at the path itself, not what a symbolic link points at; undefined when there is none. */
  stat(path: string): FileStat | undefined;
  statOpen(fd: number): FileStat;
  /** Makes the folder and its missing parents, 0700. */
  makeFolder(path: string): void;
  /** Names in the folder; none when there is no such folder. */
  list(path: string): string[];
}

/** For reading and, but for `read`, writing. `update` makes a missing file; `create` fails when the name exists. */
export type OpenMode = 'read' | 'change' | 'update' | 'create';

export interface FileStat {
  /** Tells two files apart as long as one of them is open. */
  readonly identity: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly isFile: boolean;
  readonly isFolder: boolean;
  /** The permission bits (0o777), 0 where the platform has none. */
  readonly permissions: number;
}

const { O_RDONLY, O_RDWR, O_CREAT, O_EXCL } = constants;
// Windows has no such flag; there `open` follows links.
const O_NOFOLLOW = (constants.O_NOFOLLOW as number | undefined) ?? 0;

const OPEN_FLAGS: Record<OpenMode, number> = {
  read: O_RDONLY | O_NOFOLLOW,
  change: O_RDWR | O_NOFOLLOW,
  update: O_RDWR | O_CREAT | O_NOFOLLOW,
  create: O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW,
};

export const nodeFileSystem: FileSystem = {
  open: (path, mode) => openSync(path, OPEN_FLAGS[mode], 0o600),
  close: closeSync,
  read: (fd, into, position) => readSync(fd, into, 0, into.length, position),
  write: (fd, bytes, position) => writeSync(fd, bytes, 0, bytes.length, position),
  truncate: ftruncateSync,
  syncData: fdatasyncSync,
  sync: fsyncSync,
  syncFolder,
  rename: renameSync,
  link: linkSync,
  unlink: unlinkSync,
  stat: (path) => {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return stats && fileStat(stats);
  },
  statOpen: (fd) => fileStat(fstatSync(fd)),
  makeFolder: (path) => {
    makeFolder(path, 0o700);
  },
  list: (path) => (existsSync(path) ? readdirSync(path) : []),
};

/** Whether the error is one that the system reported, with its code. Anything else is a bug. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  // Node's own argument errors are ERR_…; they are bugs.
  return /^E[A-Z0-9]+$/.test(error.code) ? error.code : undefined;
}

/** Writes all of `bytes`, however often the system takes only a part. */
export function writeAll(files: FileSystem, fd: number, bytes: Uint8Array, position: number): void {
  let done = 0;
  while (done < bytes.length) {
    const written = files.write(fd, bytes.subarray(done), position + done);
    if (written === 0) throw Object.assign(new Error('ENOSPC: nothing was written'), { code: 'ENOSPC' });
    done += written;
  }
}

/** Reads up to `lengthBytes` from `position`; less only at the end of the file. */
export function readUpTo(files: FileSystem, fd: number, position: number, lengthBytes: number): Buffer {
  const into = Buffer.allocUnsafeSlow(lengthBytes);
  let done = 0;
  while (done < lengthBytes) {
    const got = files.read(fd, into.subarray(done), position + done);
    if (got === 0) break;
    done += got;
  }
  return into.subarray(0, done);
}

/** Closes without a word: for clean-up after a failure that is already being reported. */
export function closeQuietly(files: FileSystem, fd: number): void {
  try {
    files.close(fd);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
  }
}

export function unlinkQuietly(files: FileSystem, path: string): void {
  try {
    files.unlink(path);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
  }
}

function syncFolder(path: string): void {
  // Windows cannot open a folder; NTFS orders its own metadata.
  if (process.platform === 'win32') return;
  const fd = openSync(path, O_RDONLY);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function fileStat(stats: Stats): FileStat {
  return {
    identity: `${stats.dev}:${stats.ino}`,
    sizeBytes: stats.size,
    modifiedMs: stats.mtimeMs,
    isFile: stats.isFile(),
    isFolder: stats.isDirectory(),
    permissions: process.platform === 'win32' ? 0 : stats.mode & 0o777,
  };
}
