import { readdirSync, realpathSync, rmdirSync, statfsSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fail, ok, type Result } from '../base/result.ts';
import { createPrivateFolder, syncFolder } from './durable-file.ts';
import { attempt, type StorageFault } from './storage-fault.ts';

/** A datastore is a folder of this machine; the folders of its VMs lie in it. */
export interface Datastore {
  readonly name: string;
  /** Absolute path of the datastore's folder. */
  readonly folder: string;
}

/** `[datastore1] app-01/app-01.vmdk`; `path` is relative, with `/` on every platform, empty for the root. */
export interface DatastorePath {
  readonly datastore: string;
  readonly path: string;
}

const LIMIT_PATH_CHARACTERS = 1024;
const LIMIT_NAME_BYTES = 200;

/** Parses a datastore path as vSphere writes it. */
export function parseDatastorePath(text: string): Result<DatastorePath, StorageFault> {
  const invalid = (reason: string) => fail({ kind: 'InvalidDatastorePath', path: text, reason } as const);
  if (text.length > LIMIT_PATH_CHARACTERS) {
    return invalid(`it is longer than ${LIMIT_PATH_CHARACTERS} characters`);
  }
  const match = /^\[([^\]\n]+)\](?: +(.*))?$/.exec(text.trim());
  if (match === null) return invalid('it does not begin with a datastore name in square brackets');
  const [, datastore = '', path = ''] = match;
  const wrong = wrongRelativePath(path);
  return wrong === undefined ? ok({ datastore, path: trimSlash(path) }) : invalid(wrong);
}

export function formatDatastorePath({ datastore, path }: DatastorePath): string {
  return path === '' ? `[${datastore}]` : `[${datastore}] ${path}`;
}

/**
 * The file that a path within a datastore means. Refuses `..`, absolute paths, and symbolic links that lead
 * out of the datastore; the file itself need not exist.
 */
export function resolveInDatastore(store: Datastore, path: string): Result<string, StorageFault> {
  const shown = formatDatastorePath({ datastore: store.name, path });
  const wrong = wrongRelativePath(path);
  if (wrong !== undefined) return fail({ kind: 'InvalidDatastorePath', path: shown, reason: wrong });
  const file = join(store.folder, ...trimSlash(path).split('/'));
  const inside = staysInside(store.folder, file);
  if (!inside.ok) return inside;
  if (inside.value) return ok(file);
  return fail({
    kind: 'InvalidDatastorePath',
    path: shown,
    reason: 'a symbolic link in it leads out of the datastore',
  });
}

/** The datastore path of a file below the datastore's folder; undefined for any other file. */
export function datastorePathOf(store: Datastore, file: string): DatastorePath | undefined {
  if (file === store.folder) return { datastore: store.name, path: '' };
  const prefix = store.folder + sep;
  if (!file.startsWith(prefix)) return undefined;
  return { datastore: store.name, path: file.slice(prefix.length).split(sep).join('/') };
}

/** Capacity and free space of the file system that holds `folder`, in bytes, as an unprivileged user has them. */
export function spaceOf(folder: string): Result<{ capacityBytes: number; freeBytes: number }, StorageFault> {
  return attempt(folder, 'statfs', () => {
    const { bsize, blocks, bavail } = statfsSync(folder);
    return { capacityBytes: bsize * blocks, freeBytes: bsize * bavail };
  });
}

/**
 * `spaceOf` for comparing folders: those on one file system are told the same, since a second look at it differs
 * by whatever is written meanwhile.
 */
export function spaceOfEachFileSystem(): typeof spaceOf {
  const measured = new Map<number, ReturnType<typeof spaceOf>>();
  return (folder) => {
    const device = attempt(folder, 'stat', () => statSync(folder).dev);
    if (!device.ok) return device;
    const space = measured.get(device.value) ?? spaceOf(folder);
    measured.set(device.value, space);
    return space;
  };
}

/** Fails with InsufficientSpace when the file system of `folder` has less than `neededBytes` free. */
export function requireFreeSpace(folder: string, neededBytes: number): Result<void, StorageFault> {
  const space = spaceOf(folder);
  if (!space.ok) return space;
  const { freeBytes } = space.value;
  if (freeBytes >= neededBytes) return ok(undefined);
  return fail({ kind: 'InsufficientSpace', path: folder, neededBytes, freeBytes });
}

/** Makes the folder of a VM or a datastore (0700) and makes its name durable. */
export function createFolder(folder: string): Result<void, StorageFault> {
  return attempt(folder, 'mkdir', () => {
    createPrivateFolder(folder);
    syncFolder(dirname(folder));
  });
}

/** Makes a VM's folder in the datastore under the first free of `name`, `name_1`, `name_2`, … as vSphere does. */
export function createVmFolder(
  store: Datastore,
  name: string,
): Result<{ readonly name: string; readonly folder: string }, StorageFault> {
  const base = fileNameFor(name);
  for (let attemptNumber = 0; ; attemptNumber++) {
    const candidate = attemptNumber === 0 ? base : `${base}_${attemptNumber}`;
    const folder = join(store.folder, candidate);
    const made = createFolder(folder);
    if (made.ok) return ok({ name: candidate, folder });
    if (made.fault.kind !== 'FileAlreadyExists') return made;
  }
}

/** Removes a folder when it is empty; true when it is gone. */
export function removeFolderIfEmpty(folder: string): Result<boolean, StorageFault> {
  return attempt(folder, 'rmdir', () => {
    if (readdirSync(folder).length > 0) return false;
    rmdirSync(folder);
    syncFolder(dirname(folder));
    return true;
  });
}

/** A VM's name as a file name: what no file system takes, or what a path would read otherwise, becomes `_`. */
export function fileNameFor(name: string): string {
  let file = name
    .slice(0, LIMIT_NAME_BYTES)
    .replace(/[\u0000-\u001f\u007f/\\:*?"<>|[\]%]/g, '_')
    .replace(/^\.+|[. ]+$/g, '_');
  while (Buffer.byteLength(file) > LIMIT_NAME_BYTES) file = file.slice(0, -1);
  return file === '' ? '_' : file;
}

function wrongRelativePath(path: string): string | undefined {
  if (path.includes('\0') || path.includes('\\')) return 'it holds a character that no path may hold';
  if (path.startsWith('/')) return 'the part after the brackets must be relative';
  const parts = trimSlash(path).split('/');
  if (parts.length > 1 && parts.includes('')) return 'it has an empty component';
  if (parts.includes('..') || parts.includes('.')) return 'a component is . or ..';
  return undefined;
}

function trimSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}

/** Compares real paths: of the root, and of the deepest ancestor of `file` that exists. */
function staysInside(root: string, file: string): Result<boolean, StorageFault> {
  for (let existing = file; ; existing = dirname(existing)) {
    const real = attempt(existing, 'realpath', () => realpathSync.native(existing));
    if (real.ok) return isBelowRoot(root, real.value);
    if (real.fault.kind !== 'FileNotFound' || existing === root) return real;
  }
}

/** Where each root led when it was last looked at: most files lie there still, and it is looked at again where not. */
const realRoots = new Map<string, string>();

function isBelowRoot(root: string, real: string): Result<boolean, StorageFault> {
  const isBelow = (realRoot: string): boolean => real === realRoot || real.startsWith(realRoot + sep);
  const known = realRoots.get(root);
  if (known !== undefined && isBelow(known)) return ok(true);
  const realRoot = attempt(root, 'realpath', () => realpathSync.native(root));
  if (!realRoot.ok) return realRoot;
  realRoots.set(root, realRoot.value);
  return ok(isBelow(realRoot.value));
}
