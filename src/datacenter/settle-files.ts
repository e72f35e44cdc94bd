import { existsSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { faultPoint } from '../base/fault-point.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { tryLock } from '../state/lock.ts';
import {
  findLeftovers,
  type Leftovers,
  removeLeftovers,
  removeTemporaries,
} from '../storage/conversion-marker.ts';
import { growDisk } from '../storage/disk-grow.ts';
import { flatExtentName } from '../storage/disk-name.ts';
import { syncFolder } from '../storage/durable-file.ts';
import { unfinishedInPlace } from '../storage/in-place.ts';
import { attempt } from '../storage/storage-fault.ts';
import { type Caller, type Datacenter, type Transaction, whileNobodyCommits } from './datacenter.ts';
import { syncHome } from './disks/snapshot-files.ts';
import type { Fault } from './faults.ts';
import { datastoreNameOf } from './indexes.ts';
import { lockPathOf } from './lock-path.ts';
import { fileOf, folderOf, fromStorage, siblingOf } from './places.ts';
import type { DiskRow, FileOperationRow } from './rows.ts';

/** What follows an operation on a VM's files that has ended, or that was cut: see file-operations.ts. */

/** Undoes or finishes the VM's recorded operation. Idempotent: it may be cut and run again. */
export function settle(
  datacenter: Datacenter,
  caller: Caller,
  vmId: string,
  wasCut = false,
): Result<void, Fault> {
  const row = datacenter.get('fileOperations', vmId);
  if (row === undefined) return ok(undefined);
  const folders = new Set<string>();
  // Home and disks are as the VM's row says before a file that they named goes.
  const renewed = row.phase === 'preparing' ? ok(undefined) : renew(datacenter, caller, row, folders);
  if (!renewed.ok) return renewed;
  const disks = settleDisks(datacenter, caller, row, folders);
  if (!disks.ok) return disks;
  const goes = row.phase === 'preparing' ? row.newFiles : row.removes;
  const cleared = wasCut ? clearHome(datacenter, caller, row, folders) : ok(undefined);
  if (!cleared.ok) return cleared;
  const done = removeAll(datacenter, wasCut ? withoutAttached(datacenter, goes) : goes, folders);
  if (!done.ok) return done;
  for (const folder of folders) {
    const synced = attempt(folder, 'fsync', () => syncFolder(folder));
    // Cut before it made the folder, or after the folder went: nothing is to be made durable there.
    if (!synced.ok && synced.fault.kind !== 'FileNotFound') return fail(fromStorage(synced.fault));
  }
  faultPoint('file-operation.settled');
  // Were it lost, it would be settled once more, which changes nothing.
  datacenter.withNextCommit(caller, (tx) => {
    // Another process may have begun the next one before that.
    if (tx.get('fileOperations', vmId)?.token !== row.token) return;
    tx.remove('fileOperations', vmId);
    forgetOldKeys(datacenter, tx, vmId);
  });
  return ok(undefined);
}

/** Disks whose re-encryption in place is finished need their old keys no more. */
function forgetOldKeys(datacenter: Datacenter, tx: Transaction, vmId: string): void {
  const vm = tx.get('vms', vmId);
  if (vm?.disks.some(({ oldKeyId }) => oldKeyId !== undefined) !== true) return;
  const isFinished = (disk: DiskRow): boolean => {
    const file = fileOf(datacenter, disk.fileName);
    const left = file.ok ? unfinishedInPlace(file.value) : undefined;
    return left?.ok === true && left.value === undefined;
  };
  const disks = vm.disks.map((disk) =>
    disk.oldKeyId !== undefined && isFinished(disk) ? { ...disk, oldKeyId: undefined } : disk,
  );
  tx.put('vms', { ...vm, disks });
}

/** Disks that were written anew: the ones the VM's row names stay, the others go. */
function settleDisks(
  datacenter: Datacenter,
  caller: Caller,
  row: FileOperationRow,
  folders: Set<string>,
): Result<void, Fault> {
  const vm = datacenter.get('vms', row.id);
  // What a snapshot keeps is the VM's too: a move writes it anew with the rest.
  const disks = [...(vm?.disks ?? []), ...(vm?.snapshots ?? []).flatMap((snapshot) => snapshot.disks)];
  for (const diskFolder of row.diskFolders) {
    const folder = fileOf(datacenter, diskFolder);
    if (!folder.ok) return folder;
    const inFolder = disks.filter((disk) => folderOf(disk.fileName) === diskFolder);
    const found = findLeftovers(folder.value, new Set(inFolder.map((disk) => basename(disk.fileName))));
    if (!found.ok && found.fault.kind !== 'FileNotFound') return fail(fromStorage(found.fault));
    if (!found.ok) continue;
    const own = withoutThoseOfOthers(datacenter, row, diskFolder, found.value);
    if (!own.ok) return own;
    const settled = removeLeftovers(own.value, { syncsFolder: false });
    if (!settled.ok) return fail(fromStorage(settled.fault));
    folders.add(folder.value);
    if (found.value.temporaries.length === 0) continue;
    const cleared = clearTemporaries(datacenter, caller, folder.value);
    if (!cleared.ok) return cleared;
  }
  return ok(undefined);
}

/**
 * A disk may lie in the folder of another VM, which is worked on at the same time: what another VM's row points at, or
 * what somebody is writing, is not this operation's. Found first and asked after then: each is noted before it is written.
 */
function withoutThoseOfOthers(
  datacenter: Datacenter,
  row: FileOperationRow,
  diskFolder: string,
  found: Leftovers,
): Result<Leftovers, Fault> {
  if (found.abandoned.length === 0) return ok(found);
  const fresh = datacenter.refresh();
  if (!fresh.ok) return fresh;
  const attached = attachedDisks(datacenter, datastoreNameOf(diskFolder));
  const isWritten = [...datacenter.rows('fileOperations')].some(
    (other) =>
      other.id !== row.id &&
      [...other.diskFolders, ...other.newFiles.map(folderOf)].includes(diskFolder) &&
      isAtWork(datacenter, other),
  );
  const abandoned = isWritten
    ? []
    : found.abandoned.filter((target) => !attached.has(`${diskFolder}/${basename(target)}`));
  return ok({ ...found, abandoned });
}

/** Somebody holds the lock of the operation's VM. */
function isAtWork(datacenter: Datacenter, { id, vmxPath = '' }: FileOperationRow): boolean {
  const vm = datacenter.get('vms', id) ?? { vmxPath };
  if (vm.vmxPath === '') return false;
  const path = fileOf(datacenter, lockPathOf(vm));
  if (!path.ok) return true;
  const lock = tryLock(path.value, { pid: process.pid, purpose: 'look after' });
  if (lock.ok) lock.value.release({ remove: true });
  return !lock.ok;
}

/** A shell that was killed while it wrote VMX, list of snapshots or the like anew has left what it wrote until then. */
function clearHome(
  datacenter: Datacenter,
  caller: Caller,
  row: FileOperationRow,
  folders: Set<string>,
): Result<void, Fault> {
  const vmxPath = datacenter.get('vms', row.id)?.vmxPath ?? row.vmxPath;
  const home = vmxPath === undefined ? undefined : fileOf(datacenter, folderOf(vmxPath));
  if (home?.ok === false) return home;
  if (home === undefined || !existsSync(home.value)) return ok(undefined);
  folders.add(home.value);
  return clearTemporaries(datacenter, caller, home.value);
}

/** Whoever changes a VM's row replaces files there, too. */
function clearTemporaries(datacenter: Datacenter, caller: Caller, folder: string): Result<void, Fault> {
  return whileNobodyCommits(datacenter, caller, () => {
    const removed = removeTemporaries(folder);
    return removed.ok ? removed : fail(fromStorage(removed.fault));
  });
}

/** What an operation that was cut has left may have been given to a VM since: those disks stay. */
function withoutAttached(datacenter: Datacenter, paths: readonly string[]): string[] {
  const attached = new Set<string>();
  for (const name of new Set(paths.map(datastoreNameOf))) {
    for (const fileName of attachedDisks(datacenter, name)) {
      attached.add(fileName);
      attached.add(siblingOf(fileName, flatExtentName(basename(fileName))));
    }
  }
  return paths.filter((path) => !attached.has(path));
}

/** The descriptors on a datastore that VMs, or their snapshots, name. */
function attachedDisks(datacenter: Datacenter, datastoreName: string): Set<string> {
  return new Set(
    datacenter
      .find('vms', 'datastore', datastoreName)
      .flatMap(({ disks, snapshots }) => [...disks, ...snapshots.flatMap((snapshot) => snapshot.disks)])
      .map(({ fileName }) => fileName),
  );
}

/** What follows from the deciding commit for the files that the VM keeps. */
function renew(
  datacenter: Datacenter,
  caller: Caller,
  row: FileOperationRow,
  folders: Set<string>,
): Result<void, Fault> {
  // Whoever changes the row writes the VMX too: neither undoes what the other did.
  const renamed =
    row.renames.length === 0
      ? ok(undefined)
      : whileNobodyCommits(datacenter, caller, () => renameAll(datacenter, row, folders));
  if (!renamed.ok) return renamed;
  for (const { fileName, capacityBytes } of row.grows ?? []) {
    const disk = fileOf(datacenter, fileName);
    if (!disk.ok) return disk;
    const grown = growDisk(disk.value, capacityBytes);
    if (!grown.ok) return fail(fromStorage(grown.fault));
  }
  const vm = datacenter.get('vms', row.id);
  // What the VM was changed to while its next VMX lay ready is not in that.
  const isRenewed = row.syncsHome === true || row.renames.some(({ to }) => to === vm?.vmxPath);
  return vm !== undefined && isRenewed ? syncHome(datacenter, caller, vm) : ok(undefined);
}

function renameAll(
  datacenter: Datacenter,
  { renames }: FileOperationRow,
  folders: Set<string>,
): Result<void, Fault> {
  for (const { from, to } of renames) {
    const source = fileOf(datacenter, from);
    const target = fileOf(datacenter, to);
    if (!source.ok) return source;
    if (!target.ok) return target;
    const renamed = attempt(source.value, 'rename', () => renameSync(source.value, target.value));
    // Gone already: an earlier run was cut between this rename and the end.
    if (!renamed.ok && renamed.fault.kind !== 'FileNotFound') return fail(fromStorage(renamed.fault));
    folders.add(dirname(target.value));
    faultPoint('file-operation.renamed');
  }
  return ok(undefined);
}

function removeAll(
  datacenter: Datacenter,
  paths: readonly string[],
  folders: Set<string>,
): Result<void, Fault> {
  for (const path of paths) {
    const file = fileOf(datacenter, path);
    if (!file.ok) return file;
    const removed = attempt(file.value, 'remove', () => rmSync(file.value, { force: true }));
    if (!removed.ok) return fail(fromStorage(removed.fault));
    folders.add(dirname(file.value));
    faultPoint('file-operation.removed');
  }
  return ok(undefined);
}
