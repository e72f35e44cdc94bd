import { renameSync, rmSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { faultPoint } from '../base/fault-point.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { randomUuid } from '../crypto/random.ts';
import { type HeldLock, tryLock } from '../state/lock.ts';
import { removeLeftovers, removeTemporaries } from '../storage/conversion-marker.ts';
import { growDisk } from '../storage/disk-grow.ts';
import { flatExtentName } from '../storage/disk-name.ts';
import { syncFolder } from '../storage/durable-file.ts';
import { unfinishedInPlace } from '../storage/in-place.ts';
import { attempt } from '../storage/storage-fault.ts';
import {
  type Caller,
  type Datacenter,
  stateFault,
  type Transaction,
  whileNobodyCommits,
} from './datacenter.ts';
import { syncHome } from './disks/snapshot-files.ts';
import { explainFault, type Fault } from './faults.ts';
import { inUse } from './holder.ts';
import { datastoreNameOf } from './indexes.ts';
import { lockPathOf } from './lock-path.ts';
import { learnOutcome } from './migration/hand-over.ts';
import { fileOf, folderOf, fromStorage, removeEmptied, siblingOf } from './places.ts';
import type { DiskRow, FileOperationRow, VmRow } from './rows.ts';

/**
 * Nothing is swapped in place. An operation on a VM's files writes new names, then one commit points the VM
 * at them; only after that are the VMX and the like renamed over the old ones and the old files removed.
 * Its row in `fileOperations` says what a restart has to undo (before the commit) or finish (after it).
 * The VM's lock file says that somebody is at it; a row whose lock is free was cut.
 */
export interface FileOperation {
  readonly vmId: string;
  /** To be called in the commit that decides: from then on it is finished, not undone. */
  decide(
    tx: Transaction,
    then: Partial<
      Pick<FileOperationRow, 'renames' | 'removes' | 'syncsHome' | 'grows' | 'vmxPath' | 'outgoing'>
    >,
  ): void;
  /** After the deciding commit: renames, removals, and the row itself. */
  finish(): Result<void, Fault>;
  /** The new files (all, unless given) that it has not made and will not: what lies under their names is somebody else's. */
  disown(paths?: readonly string[]): void;
  /** Before the deciding commit: removes the new files and the row. */
  abandon(): Result<void, Fault>;
  /** Leaves it to the next start to settle, which sees what has been decided. */
  leave(): void;
}

/** What an operation is about to write. */
export type NewFiles = Partial<Pick<FileOperationRow, 'diskFolders' | 'newFiles' | 'incoming'>> & {
  /** A durable commit of the caller's own comes before the first file is written, such as the note of a new key. */
  readonly commitsBefore?: boolean;
};

/**
 * Takes the VM's lock, finishes what an earlier, cut operation left, and records what is about to be written:
 * `write` says that, from the VM as it is under the lock.
 */
export function beginFileOperation(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
  purpose: string,
  write: (vm: VmRow) => Result<NewFiles, Fault>,
): Result<FileOperation, Fault> {
  const lock = lockVm(datacenter, vm, purpose);
  if (!lock.ok) return lock;
  const begun = prepare(datacenter, caller, vm, purpose, write);
  if (!begun.ok) {
    lock.value.release({ remove: true });
    return begun;
  }
  const { row, callOff } = begun.value;
  return ok(operationOf(datacenter, caller, row, lock.value, callOff));
}

/** What makes a VM: its files are recorded before the first is written, under the id that it will have. */
export function beginNewVm(
  datacenter: Datacenter,
  caller: Caller,
  vm: Pick<VmRow, 'name' | 'vmxPath'>,
  purpose: string,
  files: NewFiles,
): Result<FileOperation, Fault> {
  const lock = lockVm(datacenter, vm, purpose);
  if (!lock.ok) return lock;
  const row: Omit<FileOperationRow, 'id'> = {
    token: randomUuid(),
    purpose,
    phase: 'preparing',
    diskFolders: files.diskFolders ?? [],
    newFiles: files.newFiles ?? [],
    renames: [],
    removes: [],
    vmxPath: vm.vmxPath,
    ...(files.incoming && { incoming: files.incoming }),
  };
  const begun = datacenter.commit<FileOperationRow>(caller, `begin to ${purpose}`, (tx) => {
    const recorded = { ...row, id: tx.newId('vm') };
    tx.put('fileOperations', recorded);
    return ok(recorded);
  });
  if (begun.ok) {
    faultPoint('file-operation.begun');
    return ok(operationOf(datacenter, caller, begun.value, lock.value));
  }
  lock.value.release({ remove: true });
  return begun;
}

function operationOf(
  datacenter: Datacenter,
  caller: Caller,
  row: FileOperationRow,
  lock: HeldLock,
  callOff: () => void = () => undefined,
): FileOperation {
  const end = (result: Result<void, Fault>): Result<void, Fault> => {
    lock.release({ remove: true });
    return result;
  };
  const disowned = new Set<string>();
  return {
    vmId: row.id,
    decide: (tx, then) => tx.put('fileOperations', { ...row, ...then, phase: 'committed' }),
    finish: () => {
      faultPoint('file-operation.decided');
      return end(settle(datacenter, caller, row.id));
    },
    disown: (paths = row.newFiles) => {
      for (const path of paths) disowned.add(path);
    },
    abandon: () => {
      callOff();
      const left = disowned.size > 0 ? withdraw(datacenter, caller, row, disowned) : ok(undefined);
      return end(left.ok ? settle(datacenter, caller, row.id) : left);
    },
    leave: () => lock.release({ remove: true }),
  };
}

/** Durable before anything is removed: a start that settles what is left does not take them for its own either. */
function withdraw(
  datacenter: Datacenter,
  caller: Caller,
  row: FileOperationRow,
  disowned: ReadonlySet<string>,
): Result<void, Fault> {
  return datacenter.commit(caller, 'leave files of others', (tx) => {
    const newFiles = row.newFiles.filter((path) => !disowned.has(path));
    if (tx.get('fileOperations', row.id) !== undefined) tx.put('fileOperations', { ...row, newFiles });
    return ok(undefined);
  });
}

export function lockVm(
  datacenter: Datacenter,
  vm: Pick<VmRow, 'name' | 'vmxPath'>,
  purpose: string,
): Result<HeldLock, Fault> {
  const path = fileOf(datacenter, lockPathOf(vm));
  if (!path.ok) return path;
  const lock = tryLock(path.value, { pid: process.pid, purpose: `${purpose} ${vm.name}` });
  if (lock.ok) return lock;
  if (lock.fault.kind !== 'StateLocked') return fail(stateFault(lock.fault));
  return fail(inUse(vm, lock.fault.holder));
}

function prepare(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
  purpose: string,
  write: (vm: VmRow) => Result<NewFiles, Fault>,
): Result<{ readonly row: FileOperationRow; readonly callOff: () => void }, Fault> {
  const fresh = datacenter.refresh();
  if (!fresh.ok) return fresh;
  const settled = settle(datacenter, caller, vm.id, true);
  if (!settled.ok) return settled;
  const current = datacenter.get('vms', vm.id);
  if (current === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vm.name });
  const files = write(current);
  if (!files.ok) return files;
  const row: FileOperationRow = {
    id: vm.id,
    token: randomUuid(),
    purpose,
    phase: 'preparing',
    diskFolders: files.value.diskFolders ?? [],
    newFiles: files.value.newFiles ?? [],
    renames: [],
    removes: [],
  };
  const put = (tx: Transaction): void => tx.put('fileOperations', row);
  let callOff = (): void => undefined;
  if (files.value.commitsBefore === true) callOff = datacenter.withNextCommit(caller, put);
  else {
    const committed = datacenter.commit(caller, `begin to ${purpose}`, (tx) => ok(put(tx)));
    if (!committed.ok) return committed;
  }
  faultPoint('file-operation.begun');
  return ok({ row, callOff });
}

/** Undoes or finishes the VM's recorded operation. Idempotent: it may be cut and run again. */
function settle(datacenter: Datacenter, caller: Caller, vmId: string, wasCut = false): Result<void, Fault> {
  const row = datacenter.get('fileOperations', vmId);
  if (row === undefined) return ok(undefined);
  const folders = new Set<string>();
  // Home and disks are as the VM's row says before a file that they named goes.
  const renewed = row.phase === 'preparing' ? ok(undefined) : renew(datacenter, caller, row, folders);
  if (!renewed.ok) return renewed;
  const disks = settleDisks(datacenter, caller, row, folders);
  if (!disks.ok) return disks;
  const goes = row.phase === 'preparing' ? row.newFiles : row.removes;
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
    const settled = removeLeftovers(folder.value, new Set(inFolder.map((disk) => basename(disk.fileName))), {
      syncsFolder: false,
    });
    if (!settled.ok && settled.fault.kind !== 'FileNotFound') return fail(fromStorage(settled.fault));
    if (!settled.ok) continue;
    folders.add(folder.value);
    if (settled.value.temporaries.length === 0) continue;
    const cleared = whileNobodyCommits(datacenter, caller, () => {
      const removed = removeTemporaries(folder.value);
      return removed.ok ? removed : fail(fromStorage(removed.fault));
    });
    if (!cleared.ok) return cleared;
  }
  return ok(undefined);
}

/** What an operation that was cut has left may have been given to a VM since: those disks stay. */
function withoutAttached(datacenter: Datacenter, paths: readonly string[]): string[] {
  const attached = new Set<string>();
  for (const name of new Set(paths.map(datastoreNameOf))) {
    for (const { disks } of datacenter.find('vms', 'datastore', name)) {
      for (const { fileName } of disks) {
        attached.add(fileName);
        attached.add(siblingOf(fileName, flatExtentName(basename(fileName))));
      }
    }
  }
  return paths.filter((path) => !attached.has(path));
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

/**
 * At a start: settles the operations that a dead process left. One that somebody holds is left alone; one that cannot
 * be settled (its datastore is not there, say) keeps nobody from the other VMs: `onNotice` hears of it.
 */
export function recoverFileOperations(
  datacenter: Datacenter,
  caller: Caller,
  onNotice: (text: string) => void,
): Result<number, Fault> {
  let recovered = 0;
  for (const row of [...datacenter.rows('fileOperations')]) {
    const { vmxPath } = row;
    // A VM that was being made has no row yet; one that is gone was removed by the deciding commit.
    const vm = datacenter.get('vms', row.id) ?? (vmxPath && { name: 'a new VM', vmxPath });
    const lock = !vm ? undefined : lockVm(datacenter, vm, 'recover');
    if (lock?.ok === false) continue;
    const fresh = datacenter.refresh();
    // What the other vCenter of a move knows comes first; while that cannot be told, nothing is undone.
    if (fresh.ok && !learnOutcome(datacenter, caller, row)) {
      lock?.value.release({ remove: true });
      continue;
    }
    const settled = fresh.ok ? settle(datacenter, caller, row.id, true) : fresh;
    // What is settled has nobody at it: the lock file of the dead process goes too.
    lock?.value.release({ remove: settled.ok });
    if (!settled.ok) {
      const { message, why } = explainFault(settled.fault);
      const subject = vm ? vm.name : 'a VM that is gone';
      onNotice(
        `What an operation on ${subject} has left when it was cut is still to be put in order: ${message} ${why}`,
      );
      continue;
    }
    const emptied = [...row.diskFolders, ...[...row.removes, ...(vmxPath ? [vmxPath] : [])].map(folderOf)];
    removeEmptied(datacenter, emptied);
    recovered++;
  }
  if (recovered === 0) return ok(0);
  return datacenter.commit(caller, 'recover', () => ok(recovered), { mayWait: true });
}
