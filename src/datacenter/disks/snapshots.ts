import { fail, ok, type Result } from '../../base/result.ts';
import type { KeyEncryptionKey } from '../../storage/disk-key.ts';
import { demandPrivilege, requirePrivilege } from '../access/authorization.ts';
import { requireCapability } from '../capabilities.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import { refuseLocked } from '../encryption/vm-lock.ts';
import type { EventTypeId } from '../event-types.ts';
import type { Fault } from '../faults.ts';
import { beginFileOperation, type FileOperation } from '../file-operations.ts';
import { keyNamed } from '../keys/vm-keys.ts';
import type { Operation, Wait } from '../operation.ts';
import type { SnapshotRow, VmRow } from '../rows.ts';
import { homeFilesOf, type OpenHome, readHome } from '../vm/vm-files.ts';
import { startVmOn } from '../vm/vm-power.ts';
import { removeSwap } from '../vm/vm-swap.ts';
import { releaseDisks } from './disk-server.ts';
import { requireNoLinkedClones } from './linked-clones.ts';
import {
  chainOf,
  type Delta,
  keysForDeltas,
  makeDeltas,
  mergeDown,
  mergeOver,
  overDeltas,
  planDeltas,
  unusedFiles,
  withoutSnapshot,
} from './snapshot-deltas.ts';
import {
  asInState,
  nextStatePath,
  openSnapshotState,
  syncVmsd,
  writeNextNvram,
  writeSnapshotState,
} from './snapshot-files.ts';
import { removeCheckpoint } from './vm-checkpoint.ts';

/**
 * Snapshots: the disks stay as they are, and what the VM writes from then on goes to deltas over them; settings,
 * NVRAM and, where asked for, memory go to a state file. Removing a snapshot merges the delta over its disks into
 * them; reverting to it puts fresh deltas over them. Of an encrypted VM all of it is sealed.
 */

export interface NewSnapshot {
  readonly vmId: string;
  readonly name: string;
  readonly description: string;
  /** With the guest's memory and, for a disk-only one, with its file systems at rest; both mean nothing when it is off. */
  readonly memory?: boolean;
  readonly quiesce?: boolean;
}

const PRIVILEGES = {
  create: 'VirtualMachine.State.CreateSnapshot',
  remove: 'VirtualMachine.State.RemoveSnapshot',
  rename: 'VirtualMachine.State.RenameSnapshot',
  revert: 'VirtualMachine.State.RevertToSnapshot',
};

export interface TakenSnapshot {
  readonly vm: VmRow;
  readonly snapshot: SnapshotRow;
}

export interface SnapshotReference {
  readonly vmId: string;
  readonly snapshotId: string;
}

/** The VM, where nothing speaks against the snapshot. */
export function checkNewSnapshot(
  datacenter: Datacenter,
  caller: Caller,
  wanted: NewSnapshot,
): Result<VmRow, Fault> {
  const checked = checkVm(datacenter, caller, wanted.vmId, PRIVILEGES.create);
  if (!checked.ok) return checked;
  const supported = checkSupported(datacenter, checked.value, wanted);
  return supported.ok ? checked : supported;
}

export function* createSnapshot(
  datacenter: Datacenter,
  caller: Caller,
  wanted: NewSnapshot,
): Operation<TakenSnapshot> {
  const checked = checkNewSnapshot(datacenter, caller, wanted);
  if (!checked.ok) return checked;
  const vm = checked.value;
  const opened = yield* openVm(datacenter, caller, vm);
  if (!opened.ok) return opened;
  let deltas: Delta[] = [];
  let stateFile = '';
  const files = beginFileOperation(datacenter, caller, vm, 'snapshot', (current) => {
    const planned = planDeltas(datacenter, current.disks);
    if (!planned.ok) return planned;
    const state = nextStatePath(datacenter, current);
    if (!state.ok) return state;
    deltas = planned.value;
    stateFile = state.value;
    return ok({ newFiles: [stateFile, ...deltas.flatMap((delta) => delta.newFiles)] });
  });
  if (!files.ok) return files;
  const withMemory = wanted.memory === true && vm.powerState === 'PoweredOn';
  const made = makeDeltas(files.value, deltas, opened.value.keys);
  const kept = made.ok
    ? writeSnapshotState(datacenter, vm, opened.value.home, { path: stateFile, withMemory })
    : made;
  const taken = !kept.ok
    ? kept
    : datacenter.commit<TakenSnapshot>(caller, 'take a snapshot', (tx) => {
        const current = currentVm(datacenter, caller, tx, vm, PRIVILEGES.create);
        if (!current.ok) return current;
        const still = checkSupported(tx, current.value, wanted);
        if (!still.ok) return still;
        const snapshot: SnapshotRow = {
          id: tx.newId('snapshot'),
          name: wanted.name,
          description: wanted.description,
          createdMs: datacenter.clock.nowMs(),
          powerState: withMemory ? 'PoweredOn' : 'PoweredOff',
          parentId: current.value.currentSnapshotId,
          quiesced: wanted.quiesce === true && !withMemory && current.value.powerState === 'PoweredOn',
          disks: current.value.disks.map(({ key, fileName }) => ({ key, fileName })),
          stateFile,
          ...(withMemory && { hasMemory: true }),
        };
        const after: VmRow = {
          ...current.value,
          disks: overDeltas(current.value.disks, deltas),
          snapshots: [...current.value.snapshots, snapshot],
          currentSnapshotId: snapshot.id,
        };
        files.value.decide(tx, { syncsHome: true });
        put(tx, after, `Snapshot ${snapshot.name} of ${vm.name} was taken`);
        return ok({ vm: after, snapshot });
      });
  return finished(files.value, taken);
}

/**
 * Puts the VM back to the snapshot: disks, settings and NVRAM; what was written since the last snapshot is lost. One
 * with memory goes on running from there, one without is off.
 */
export function* revertToSnapshot(
  datacenter: Datacenter,
  caller: Caller,
  request: SnapshotReference,
): Operation<VmRow> {
  const checked = checkVm(datacenter, caller, request.vmId, PRIVILEGES.revert);
  if (!checked.ok) return checked;
  const vm = checked.value;
  const found = findSnapshot(vm, request);
  if (!found.ok) return found;
  const snapshot = found.value;
  const frozen = vm.disks.flatMap((disk) => {
    const kept = snapshot.disks.find((candidate) => candidate.key === disk.key);
    return kept === undefined ? [] : [{ ...disk, fileName: kept.fileName }];
  });
  const opened = yield* openVm(datacenter, caller, vm);
  if (!opened.ok) return opened;
  const { home, keys } = opened.value;
  const { stateFile } = snapshot;
  const state = stateFile === undefined ? ok(undefined) : openSnapshotState(datacenter, vm, home, stateFile);
  if (!state.ok) return state;
  const released = vm.powerState === 'PoweredOn' ? releaseDisks(datacenter, caller, vm) : ok(undefined);
  if (!released.ok) return released;
  let deltas: Delta[] = [];
  const files = beginFileOperation(datacenter, caller, vm, 'revert', () => {
    const planned = planDeltas(datacenter, frozen);
    if (!planned.ok) return planned;
    deltas = planned.value;
    return ok({ newFiles: [...homeFilesOf(vm).next, ...deltas.flatMap((delta) => delta.newFiles)] });
  });
  if (!files.ok) return files;
  const made = makeDeltas(files.value, deltas, keys);
  const nvram =
    made.ok && state.value !== undefined ? writeNextNvram(datacenter, vm, home, state.value.nvram) : made;
  const reverted = !nvram.ok
    ? nvram
    : datacenter.commit(caller, 'revert to a snapshot', (tx) => {
        const current = currentVm(datacenter, caller, tx, vm, PRIVILEGES.revert);
        if (!current.ok) return current;
        const after: VmRow = {
          ...asInState(current.value, state.value),
          powerState: 'PoweredOff',
          disks: overDeltas(frozen, deltas),
          currentSnapshotId: snapshot.id,
        };
        files.value.decide(tx, {
          syncsHome: true,
          renames: nvram.value === undefined ? [] : [nvram.value],
          removes: unusedFiles(datacenter, current.value, after),
        });
        put(
          tx,
          after,
          `${vm.name} was reverted to snapshot ${snapshot.name}`,
          'com.vmware.vc.vm.VmStateRevertedToSnapshot',
        );
        return ok(after);
      });
  // Under the lock still: who starts it next has files and keys of its own.
  if (reverted.ok && vm.powerState !== 'PoweredOff') removeSwap(datacenter, vm);
  if (reverted.ok && vm.powerState === 'Suspended') removeCheckpoint(datacenter, vm);
  const ended = finished(files.value, reverted);
  if (!ended.ok) return ended;
  return snapshot.hasMemory === true ? yield* resume(datacenter, caller, ended.value) : ended;
}

/** A snapshot with memory: the VM goes on from there. */
function* resume(datacenter: Datacenter, caller: Caller, vm: VmRow): Operation<VmRow> {
  const host = datacenter.get('hosts', vm.hostId);
  if (host === undefined) return fail({ kind: 'NoHost', entity: vm.name });
  return yield* startVmOn(datacenter, caller, { vm, host });
}

/** Removes a snapshot, with `children` all that came after it too, the last first. */
export function* removeSnapshots(
  datacenter: Datacenter,
  caller: Caller,
  request: SnapshotReference & { readonly children: boolean },
): Operation<VmRow> {
  const vm = datacenter.get('vms', request.vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: request.vmId });
  const after = (id: string): string[] => [
    ...vm.snapshots.filter(({ parentId }) => parentId === id).flatMap((child) => after(child.id)),
    id,
  ];
  const ids = request.children ? after(request.snapshotId) : [request.snapshotId];
  let last: VmRow = vm;
  for (const snapshotId of ids) {
    const removed = yield* removeSnapshot(datacenter, caller, { vmId: request.vmId, snapshotId });
    if (!removed.ok) return removed;
    last = removed.value;
  }
  return last.snapshots.length === 0 ? yield* consolidate(datacenter, caller, last) : ok(last);
}

/** Without snapshots a disk needs no deltas: what a branch has left over is merged, when the branch itself is gone. */
function* consolidate(datacenter: Datacenter, caller: Caller, vm: VmRow): Operation<VmRow> {
  const isLayered = vm.disks.some(({ fileName }) => chainOf(datacenter, fileName).length > 1);
  if (!isLayered || vm.linkedTo !== undefined) return ok(vm);
  const keys = yield* keysForDeltas(datacenter, caller, vm);
  if (!keys.ok) return keys;
  const files = beginFileOperation(datacenter, caller, vm, 'consolidate', () => ok({}));
  if (!files.ok) return files;
  const merged = yield* mergeDown(datacenter, vm, keys.value);
  const done = !merged.ok
    ? merged
    : datacenter.commit(caller, 'consolidate disks', (tx) => {
        const current = currentVm(datacenter, caller, tx, vm, PRIVILEGES.remove);
        if (!current.ok) return current;
        const { layers, disks } = merged.value;
        const after: VmRow = { ...current.value, disks };
        files.value.decide(tx, {
          syncsHome: true,
          removes: unusedFiles(datacenter, { ...vm, disks: layers }, after),
        });
        put(tx, after, `Disks of ${vm.name} were consolidated`);
        return ok(after);
      });
  return finished(files.value, done);
}

/** Removes a snapshot; where one delta lies over its disks, that is merged into them. */
function* removeSnapshot(
  datacenter: Datacenter,
  caller: Caller,
  request: SnapshotReference,
): Operation<VmRow> {
  const checked = checkVm(datacenter, caller, request.vmId, PRIVILEGES.remove);
  if (!checked.ok) return checked;
  const vm = checked.value;
  const found = findSnapshot(vm, request);
  if (!found.ok) return found;
  const snapshot = found.value;
  const keys = yield* keysForDeltas(datacenter, caller, vm);
  if (!keys.ok) return keys;
  const free = requireNoLinkedClones(datacenter, vm, { snapshot });
  if (!free.ok) return free;
  const files = beginFileOperation(datacenter, caller, vm, 'remove a snapshot of', () => ok({}));
  if (!files.ok) return files;
  const merged = yield* mergeOver(datacenter, vm, snapshot, keys.value);
  const { stateFile } = snapshot;
  const removed = !merged.ok
    ? merged
    : datacenter.commit(caller, 'remove a snapshot', (tx) => {
        const current = currentVm(datacenter, caller, tx, vm, PRIVILEGES.remove);
        if (!current.ok) return current;
        const after = withoutSnapshot(current.value, snapshot, merged.value);
        files.value.decide(tx, {
          syncsHome: true,
          removes: [
            ...unusedFiles(datacenter, current.value, after),
            ...(stateFile === undefined ? [] : [stateFile]),
          ],
        });
        put(tx, after, `Snapshot ${snapshot.name} of ${vm.name} was removed`);
        return ok(after);
      });
  return finished(files.value, removed);
}

/** Another name or description. */
export function changeSnapshot(
  datacenter: Datacenter,
  caller: Caller,
  request: SnapshotReference & { readonly name?: string; readonly description?: string },
): Result<TakenSnapshot, Fault> {
  const { name, description } = request;
  const changed = datacenter.commit<TakenSnapshot>(caller, 'change a snapshot', (tx) => {
    const vm = tx.get('vms', request.vmId);
    if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: request.vmId });
    const held = requirePrivilege(datacenter, caller, PRIVILEGES.rename, vm);
    if (!held.ok) return held;
    const found = findSnapshot(vm, request);
    if (!found.ok) return found;
    const snapshot: SnapshotRow = {
      ...found.value,
      ...(name !== undefined && { name }),
      ...(description !== undefined && { description }),
    };
    const snapshots = vm.snapshots.map((other) => (other.id === snapshot.id ? snapshot : other));
    const after: VmRow = { ...vm, snapshots };
    put(tx, after, `Snapshot ${found.value.name} of ${vm.name} was changed`);
    return ok({ vm: after, snapshot });
  });
  if (!changed.ok) return changed;
  const listed = syncVmsd(datacenter, caller, changed.value.vm);
  return listed.ok ? changed : listed;
}

function findSnapshot(vm: VmRow, { snapshotId }: SnapshotReference): Result<SnapshotRow, Fault> {
  const snapshot = vm.snapshots.find((candidate) => candidate.id === snapshotId);
  return snapshot === undefined
    ? fail({ kind: 'NotFound', type: 'Snapshot', name: snapshotId })
    : ok(snapshot);
}

function checkVm(
  datacenter: Datacenter,
  caller: Caller,
  vmId: string,
  privilege: string,
): Result<VmRow, Fault> {
  const vm = datacenter.get('vms', vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vmId });
  const allowed = demandPrivilege(datacenter, caller, privilege, vm);
  if (!allowed.ok) return allowed;
  const open = refuseLocked(vm);
  return open.ok ? ok(vm) : open;
}

function checkSupported(
  reader: Pick<Datacenter, 'get'>,
  vm: VmRow,
  { memory }: Pick<NewSnapshot, 'memory'>,
): Result<void, Fault> {
  if (vm.keyId === null) return ok(undefined);
  const disks = requireCapability(reader, 'EncryptedDiskSnapshot', vm);
  if (!disks.ok || memory !== true || vm.powerState !== 'PoweredOn') return disks;
  return requireCapability(reader, 'EncryptedMemorySnapshot', vm);
}

/** In the commit: the VM as it is then, and whether the caller still may. */
function currentVm(
  datacenter: Datacenter,
  caller: Caller,
  tx: Transaction,
  vm: VmRow,
  privilege: string,
): Result<VmRow, Fault> {
  const current = tx.get('vms', vm.id);
  if (current === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vm.name });
  const held = requirePrivilege(datacenter, caller, privilege, current);
  return held.ok ? ok(current) : held;
}

function put(
  tx: Transaction,
  vm: VmRow,
  message: string,
  eventTypeId: EventTypeId = 'VmReconfiguredEvent',
): void {
  tx.put('vms', vm);
  tx.event({ eventTypeId, message, vm: { id: vm.id, name: vm.name } });
}

/** The VM's keys and, opened with them, its home. */
function* openVm(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
): Generator<Wait, Result<{ readonly keys: KeyEncryptionKey[]; readonly home: OpenHome }, Fault>, void> {
  const keys = yield* keysForDeltas(datacenter, caller, vm);
  if (!keys.ok) return keys;
  const { keyId } = vm;
  const kek = keyNamed(keys.value, keyId);
  const home = readHome(datacenter, vm, kek);
  return home.ok ? ok({ keys: keys.value, home: home.value }) : home;
}

function finished<T>(files: FileOperation, result: Result<T, Fault>): Result<T, Fault> {
  const ended = result.ok ? files.finish() : files.abandon();
  return result.ok && !ended.ok ? ended : result;
}
