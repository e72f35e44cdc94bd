import { chmodSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './make-folder.ts';

/**
 * The folder `name` in `parent`, both made where they are missing, for this user alone (0700). Its place may be one where
 * anybody makes folders, as /tmp or /dev/shm: a link there, or a folder of another user, is refused with EACCES. Throws what
 * the system reports. `name` is one name.
 */
export function makePrivateFolder(parent: string, name: string): string {
  const folder = join(parent, name);
  for (const path of [parent, folder]) {
    makeFolder(path, 0o700);
    requireOwn(path);
  }
  return folder;
}

function requireOwn(path: string): void {
  const user = process.getuid?.();
  // Where there are no users of that kind, the folders of each are its own.
  if (user === undefined) return;
  const stat = lstatSync(path);
  if (!stat.isDirectory() || stat.uid !== user) {
    const message = `EACCES: ${path} is not a folder of this user`;
    throw Object.assign(new Error(message), { code: 'EACCES', path });
  }
  if ((stat.mode & 0o077) !== 0) chmodSync(path, 0o700);
}
