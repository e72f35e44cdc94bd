import { chmodSync, lstatSync, readdirSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { faultPoint } from '../../base/fault-point.ts';
import { makeFolder } from '../../base/make-folder.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { tryLock } from '../../state/lock.ts';
import { exists } from '../../storage/disk-file.ts';
import {
  createPrivateFolder,
  exchangeFolders,
  isTemporaryName,
  syncFolder,
  temporaryPath,
} from '../../storage/durable-file.ts';
import { attempt, StorageError, type StorageFault } from '../../storage/storage-fault.ts';
import { stateFault } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { fromStorage } from '../places.ts';

/**
 * Where a package is made, and how it gets its name: in a hidden folder beside its place, whose lock file says that
 * its maker lives. What a dead one left is removed by the next export to that place: its disks are plain.
 */
export interface WorkFolder {
  readonly path: string;
  release(): void;
}

/** What a package is to be: `target` is the folder of an OVF, or the archive. */
export interface PackagePlace {
  readonly target: string;
  readonly format: 'ovf' | 'ova';
  /** Base name of its files. */
  readonly name: string;
}

export function makeWorkFolder(place: PackagePlace): Result<WorkFolder, Fault> {
  const made = attempt(place.target, 'mkdir', () => {
    const target = realPlace(place);
    makeFolder(dirname(target));
    removeLeftWork({ ...place, target });
    return temporaryPath(target);
  });
  if (!made.ok) return fail(fromStorage(made.fault));
  const path = made.value;
  const lock = tryLock(lockOf(path), { pid: process.pid, purpose: `an export to ${place.target}` });
  if (!lock.ok) return fail(stateFault(lock.fault));
  const release = (): void => {
    rmSync(path, { recursive: true, force: true });
    lock.value.release({ remove: true });
  };
  const folder = attempt(path, 'mkdir', () => createPrivateFolder(path));
  if (folder.ok) return ok({ path, release });
  release();
  return fail(fromStorage(folder.fault));
}

/**
 * Gives a whole package its name; one that was there goes in the same step, so that at any moment one of the two is
 * there. Other files of its folder stay in it.
 */
export function putInPlace(
  files: readonly string[],
  folder: string,
  place: PackagePlace,
): Result<readonly string[], StorageFault> {
  return attempt(place.target, 'rename', () => {
    const target = realPlace(place);
    const [first = ''] = files;
    if (place.format === 'ova') renameSync(join(folder, first), target);
    else if (!exists(target)) renameSync(folder, target);
    else {
      if (!statSync(target).isDirectory())
        throw new StorageError({ kind: 'FileAlreadyExists', path: target });
      chmodSync(folder, statSync(target).mode & 0o777);
      exchangeFolders(folder, target);
      faultPoint('export.exchanged');
      keepOthers(folder, target, place.name);
    }
    syncFolder(dirname(target));
    return place.format === 'ova' ? [target] : files.map((file) => join(place.target, file));
  });
}

/** A folder is replaced where it is, not the link that leads to it. */
function realPlace({ target, format }: PackagePlace): string {
  return format === 'ovf' && exists(target) ? realpathSync.native(target) : target;
}

function lockOf(folder: string): string {
  return `${folder}.lck`;
}

function removeLeftWork({ target, name }: PackagePlace): void {
  const folders = new Set(readdirSync(dirname(target)).map((each) => each.replace(/\.lck$/, '')));
  for (const folder of folders) {
    const [, of] = isTemporaryName(folder) ? (/^\.(.+)\.[^.]+\.tmp$/.exec(folder) ?? []) : [];
    if (of !== basename(target)) continue;
    const path = join(dirname(target), folder);
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory() === false) continue;
    const lock = tryLock(lockOf(path), { pid: process.pid, purpose: 'removing what an export left' });
    if (!lock.ok) continue;
    if (stat !== undefined) keepOthers(path, target, name);
    rmSync(path, { recursive: true, force: true });
    lock.value.release({ remove: true });
  }
}

/** Files that lay beside an older package, which is on its way out, move to the new one. */
function keepOthers(from: string, to: string, name: string): void {
  for (const file of readdirSync(from)) {
    if (isOfPackage(file, name) || exists(join(to, file))) continue;
    if (!exists(to)) createPrivateFolder(to);
    renameSync(join(from, file), join(to, file));
  }
}

function isOfPackage(file: string, name: string): boolean {
  if (isTemporaryName(file)) return true;
  const rest = file.startsWith(name) ? file.slice(name.length) : '';
  return /^(?:\.(?:ovf|ova|mf|cert)|-disk\d+\.vmdk)$/.test(rest);
}
