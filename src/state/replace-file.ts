import { basename, dirname, join } from 'node:path';
import { randomBytes } from '../crypto/random.ts';
import { closeQuietly, type FileSystem, nodeFileSystem, unlinkQuietly, writeAll } from './file-system.ts';

/**
 * Gives the file at `path` new contents, whole or not at all: a temporary file beside it (O_EXCL, 0600,
 * a name that nobody can guess), all bytes written and synced, renamed over it, the folder synced. Throws
 * what the system reports; then the old file stands and no temporary one is left.
 */
export function replaceFile(path: string, contents: Uint8Array, files: FileSystem = nodeFileSystem): void {
  const temporary = createTemporary(path, files);
  let renamed = false;
  try {
    writeAll(files, temporary.fd, contents, 0);
    files.sync(temporary.fd);
    files.rename(temporary.path, path);
    renamed = true;
  } finally {
    closeQuietly(files, temporary.fd);
    if (!renamed) unlinkQuietly(files, temporary.path);
  }
  files.syncFolder(dirname(path));
}

/** A new empty file beside `path`, open for writing. */
export function createTemporary(path: string, files: FileSystem): { path: string; fd: number } {
  const temporary = `${path}.${randomBytes(8).toString('hex')}.tmp`;
  return { path: temporary, fd: files.open(temporary, 'create') };
}

/** Removes what processes that were killed in `replaceFile` have left. Only under the lock of `path`. */
export function removeTemporaries(path: string, files: FileSystem): void {
  const folder = dirname(path);
  const prefix = `${basename(path)}.`;
  for (const name of files.list(folder)) {
    if (name.startsWith(prefix) && TEMPORARY.test(name.slice(prefix.length))) {
      unlinkQuietly(files, join(folder, name));
    }
  }
}

const TEMPORARY = /^[0-9a-f]{16}\.tmp$/;
