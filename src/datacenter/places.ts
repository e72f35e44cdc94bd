import { isAbsolute, relative, resolve, sep } from 'node:path';
import { makeFolder } from '../base/make-folder.ts';
import { fail, ok, type Result } from '../base/result.ts';
import {
  type Datastore,
  formatDatastorePath,
  parseDatastorePath,
  removeFolderIfEmpty,
  resolveInDatastore,
  spaceOf,
  spaceOfEachFileSystem,
} from '../storage/datastore.ts';
import { attempt, type StorageFault, storageFaultText } from '../storage/storage-fault.ts';
import type { Datacenter } from './datacenter.ts';
import type { Fault } from './faults.ts';
import { datastoreNameOf, datastoresOfVm } from './indexes.ts';
import type { DatastoreRow, VmRow } from './rows.ts';

/** Where things are on this machine's disks: datastore paths to files and back. */

export function datastoreOf(datacenter: Datacenter, row: DatastoreRow): Datastore {
  return { name: row.name, folder: isAbsolute(row.path) ? row.path : resolve(datacenter.folder, row.path) };
}

export function datastoreByName(datacenter: Datacenter, name: string): Result<DatastoreRow, Fault> {
  const row = datacenter.find('datastores', 'name', name.toLowerCase())[0];
  return row === undefined ? fail({ kind: 'NotFound', type: 'Datastore', name }) : ok(row);
}

/** The ids of the datastores that a VM's files lie on. */
export function datastoreIdsOfVm(datacenter: Datacenter, vm: VmRow): string[] {
  return datastoresOfVm(vm).flatMap((name) => {
    const store = datastoreByName(datacenter, name);
    return store.ok ? store.value.id : [];
  });
}

/** Makes the folder of a new datastore; `path` is absolute or relative to the state file's folder. */
export function makeDatastoreFolder(datacenter: Datacenter, path: string): Result<void, Fault> {
  const folder = isAbsolute(path) ? path : resolve(datacenter.folder, path);
  const made = attempt(folder, 'mkdir', () => makeFolder(folder, 0o700));
  return made.ok ? ok(undefined) : fail(fromStorage(made.fault));
}

/** The file that `[datastore1] app-01/app-01.vmdk` means. */
export function fileOf(datacenter: Datacenter, datastorePath: string): Result<string, Fault> {
  const parsed = parseDatastorePath(datastorePath);
  if (!parsed.ok) return fail(fromStorage(parsed.fault));
  const store = datastoreByName(datacenter, parsed.value.datastore);
  if (!store.ok) return store;
  const file = resolveInDatastore(datastoreOf(datacenter, store.value), parsed.value.path);
  return file.ok ? file : fail(fromStorage(file.fault));
}

/** The folder of a file, as a datastore path: `[datastore1] app-01`. */
export function folderOf(datastorePath: string): string {
  const slash = datastorePath.lastIndexOf('/');
  return slash < 0 ? `[${datastoreNameOf(datastorePath)}]` : datastorePath.slice(0, slash);
}

/** Removes those of the folders, as datastore paths, that have nothing in them any more; a datastore's root stays. */
export function removeEmptied(datacenter: Datacenter, folders: Iterable<string>): void {
  for (const path of new Set(folders)) {
    const folder = path.endsWith(']') ? undefined : fileOf(datacenter, path);
    if (folder?.ok === true) removeFolderIfEmpty(folder.value);
  }
}

/** Another file of the same folder. */
export function siblingOf(datastorePath: string, fileName: string): string {
  const slash = datastorePath.lastIndexOf('/');
  return slash < 0
    ? `[${datastoreNameOf(datastorePath)}] ${fileName}`
    : `${datastorePath.slice(0, slash + 1)}${fileName}`;
}

/** The datastore path of a file of the datastore. */
export function pathIn(datacenter: Datacenter, row: DatastoreRow, file: string): string {
  const store = datastoreOf(datacenter, row);
  return formatDatastorePath({
    datastore: row.name,
    path: relative(store.folder, file).split(sep).join('/'),
  });
}

export interface DatastoreSpace {
  readonly folder: string;
  readonly accessible: boolean;
  readonly capacityBytes: number;
  readonly freeBytes: number;
}

/** What the file system below a datastore has; a capacity given to the datastore caps it. */
export function datastoreSpace(datacenter: Datacenter, row: DatastoreRow, measure = spaceOf): DatastoreSpace {
  const { folder } = datastoreOf(datacenter, row);
  const space = measure(folder);
  if (!space.ok) return { folder, accessible: false, capacityBytes: 0, freeBytes: 0 };
  const capacityBytes = Math.min(row.capacityBytes, space.value.capacityBytes);
  return {
    folder,
    accessible: true,
    capacityBytes,
    freeBytes: Math.min(capacityBytes, space.value.freeBytes),
  };
}

/** The datastore with the most free space; of equal ones, as all on one file system are, the first. */
export function emptiestDatastore(
  datacenter: Datacenter,
  rows: readonly DatastoreRow[],
): DatastoreRow | undefined {
  const measure = spaceOfEachFileSystem();
  return rows
    .map((row) => ({ row, ...datastoreSpace(datacenter, row, measure) }))
    .sort((a, b) => b.freeBytes - a.freeBytes)[0]?.row;
}

/** As `fromStorage`, of work on a VM that can be cancelled. */
export function fromStorageWork(fault: StorageFault, vmName: string): Fault {
  return fault.kind === 'Cancelled' ? { kind: 'RequestCanceled', entity: vmName } : fromStorage(fault);
}

/** What storage reports, in the model's words. */
export function fromStorage(fault: StorageFault, datastore?: string): Fault {
  switch (fault.kind) {
    case 'InsufficientSpace':
      return {
        kind: 'InsufficientStorageSpace',
        datastore: datastore ?? fault.path,
        neededBytes: fault.neededBytes,
        freeBytes: fault.freeBytes,
      };
    case 'IncorrectPassphrase':
      return { kind: 'IncorrectPassphrase', file: fault.path };
    case 'Cancelled':
      return { kind: 'RequestCanceled', entity: datastore ?? fault.path };
    case 'InvalidDatastorePath':
    case 'FileNotFound':
    case 'FileAlreadyExists':
    case 'CannotAccessFile':
    case 'InvalidFileFormat':
    case 'UnsupportedDiskFormat':
    case 'EncryptionKeyRequired':
    case 'KeyIntegrityFault':
    case 'PassphraseRequired':
    case 'InvalidDiskRequest':
    case 'UnfinishedConversion': {
      const { message, hint } = storageFaultText(fault);
      return { kind: 'DiskFault', file: fault.path, detail: message, remedy: hint };
    }
  }
}
