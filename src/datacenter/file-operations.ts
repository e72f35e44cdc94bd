import { existsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { faultPoint } from '../base/fault-point.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { randomUuid } from '../crypto/random.ts';
import { type HeldLock, tryLock } from '../state/lock.ts';
import { type Caller, type Datacenter, stateFault, type Transaction } from './datacenter.ts';
import { explainFault, type Fault } from './faults.ts';
import { inUse } from './holder.ts';
import { datastoreNameOf } from './indexes.ts';
import { lockPathOf } from './lock-path.ts';
import { learnOutcome } from './migration/hand-over.ts';
import { fileOf, folderOf, removeEmptied } from './places.ts';
import type { FileOperationRow, VmRow } from './rows.ts';
import { settle } from './settle-files.ts';

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
  /** All that will be done was decided by the VM as it is under the lock, whatever the caller knew of it before. */
  readonly isPlannedAnew?: boolean;
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
    const current = tx.get('fileOperations', row.id);
    const newFiles = row.newFiles.filter((path) => !disowned.has(path));
    if (current !== undefined) tx.put('fileOperations', { ...current, newFiles });
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
  const changed = fail({ kind: 'ConcurrentAccess', entity: vm.name } as const);
  // The lock that is held is that of another place.
  if (current.vmxPath !== vm.vmxPath) return changed;
  const files = write(current);
  if (!files.ok) return files;
  if (files.value.isPlannedAnew !== true && !isAsPrepared(vm, current)) return changed;
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

/** What work with a VM's files is prepared from. */
function isAsPrepared(before: VmRow, now: VmRow): boolean {
  const partsOf = ({ keyId, disks, snapshots, currentSnapshotId, powerState, isTemplate }: VmRow) => ({
    keyId,
    disks,
    snapshots,
    currentSnapshotId,
    powerState,
    isTemplate,
  });
  return before === now || isDeepStrictEqual(partsOf(before), partsOf(now));
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
    const withoutRow = row.phase === 'preparing' ? 'a new VM' : 'a VM that is gone';
    const vm = datacenter.get('vms', row.id) ?? (vmxPath && { name: withoutRow, vmxPath });
    const lock = !vm || isFolderGone(datacenter, vm) ? undefined : lockVm(datacenter, vm, 'recover');
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

/** Where an earlier start has put all in order but its last commit, there is nothing left to lock. */
function isFolderGone(datacenter: Datacenter, { vmxPath }: Pick<VmRow, 'vmxPath'>): boolean {
  const home = fileOf(datacenter, folderOf(vmxPath));
  const datastore = fileOf(datacenter, `[${datastoreNameOf(vmxPath)}]`);
  return home.ok && datastore.ok && existsSync(datastore.value) && !existsSync(home.value);
}
