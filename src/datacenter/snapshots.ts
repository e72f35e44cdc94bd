import { fail, ok, type Result } from '../base/result.ts';
import { createDelta, skipParent } from '../storage/delta.ts';
import { readDescriptor } from '../storage/descriptor-file.ts';
import { filesOf } from '../storage/disk-file.ts';
import type { KeyEncryptionKey } from '../storage/disk-key.ts';
import { nextDeltaPath } from '../storage/disk-name.ts';
import { sameKeyId } from '../storage/key-id.ts';
import { startMerge } from '../storage/merge.ts';
import { demandPrivilege, requirePrivilege } from './authorization.ts';
import { requireCapability } from './capabilities.ts';
import type { Caller, Datacenter } from './datacenter.ts';
import type { Fault } from './faults.ts';
import { beginFileOperation, type FileOperation } from './file-operations.ts';
import { datastoreNameOf } from './indexes.ts';
import { requireNoLinkedClones } from './linked-clones.ts';
import { type Operation, type Wait, waitFor } from './operation.ts';
import { datastoreByName, fileOf, fromStorage, pathIn } from './places.ts';
import type { CryptoKeyId, DiskRow, SnapshotRow, VmRow } from './rows.ts';
import { keysOfVm } from './vm-keys.ts';
import { refuseLocked } from './vm-lock.ts';
import { syncVmx } from './vm-settings.ts';

/**
 * Snapshots: the disks stay as they are, and what the VM writes from then on goes to deltas over them. Removing a
 * snapshot merges the delta over its disks into them; reverting to it puts fresh deltas over them. A delta over an
 * encrypted disk is sealed from its first byte, under a data key of its own and the disk's key.
 */

export interface NewSnapshot {
  readonly vmId: string;
  readonly name: string;
  readonly description: string;
}

const PRIVILEGES = {
  create: 'VirtualMachine.State.CreateSnapshot',
  remove: 'VirtualMachine.State.RemoveSnapshot',
  revert: 'VirtualMachine.State.RevertToSnapshot',
};

export interface TakenSnapshot {
  readonly vm: VmRow;
  readonly snapshot: SnapshotRow;
}

export function* createSnapshot(
  datacenter: Datacenter,
  caller: Caller,
  wanted: NewSnapshot,
): Operation<TakenSnapshot> {
  const checked = checkVm(datacenter, caller, wanted.vmId, PRIVILEGES.create);
  if (!checked.ok) return checked;
  const vm = checked.value;
  const supported = checkSupported(datacenter, vm);
  if (!supported.ok) return supported;
  const keys = yield* keysForDeltas(datacenter, caller, vm);
  if (!keys.ok) return keys;
  let deltas: Delta[] = [];
  const files = beginFileOperation(datacenter, caller, vm, 'snapshot', (current) => {
    const planned = planDeltas(datacenter, current.disks);
    if (!planned.ok) return planned;
    deltas = planned.value;
    return ok({ newFiles: deltas.flatMap((delta) => delta.newFiles) });
  });
  if (!files.ok) return files;
  const made = makeDeltas(deltas, keys.value);
  const taken = !made.ok
    ? made
    : datacenter.commit<TakenSnapshot>(caller, 'take a snapshot', (tx) => {
        const current = tx.get('vms', vm.id);
        if (current === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vm.name });
        const held = requirePrivilege(datacenter, caller, PRIVILEGES.create, current);
        if (!held.ok) return held;
        const still = checkSupported(tx, current);
        if (!still.ok) return still;
        const snapshot: SnapshotRow = {
          id: tx.newId('snapshot'),
          name: wanted.name,
          description: wanted.description,
          createdMs: datacenter.clock.nowMs(),
          powerState: current.powerState,
          parentId: current.currentSnapshotId,
          quiesced: false,
          disks: current.disks.map(({ key, fileName }) => ({ key, fileName })),
        };
        const after: VmRow = {
          ...current,
          disks: overDeltas(current.disks, deltas),
          snapshots: [...current.snapshots, snapshot],
          currentSnapshotId: snapshot.id,
        };
        tx.put('vms', after);
        files.value.decide(tx, {});
        tx.event({
          eventTypeId: 'VmReconfiguredEvent',
          message: `Snapshot ${snapshot.name} of ${vm.name} was taken`,
          vm: { id: vm.id, name: vm.name },
        });
        return ok({ vm: after, snapshot });
      });
  return finished(datacenter, files.value, taken, (value) => value.vm);
}

/** Puts the VM's disks back to the snapshot; what was written since the last snapshot is lost. */
export function* revertToSnapshot(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly vmId: string; readonly snapshotId: string },
): Operation<VmRow> {
  const checked = checkVm(datacenter, caller, request.vmId, PRIVILEGES.revert);
  if (!checked.ok) return checked;
  const vm = checked.value;
  const snapshot = vm.snapshots.find((candidate) => candidate.id === request.snapshotId);
  if (snapshot === undefined) return fail({ kind: 'NotFound', type: 'Snapshot', name: request.snapshotId });
  const frozen = vm.disks.flatMap((disk) => {
    const kept = snapshot.disks.find((candidate) => candidate.key === disk.key);
    return kept === undefined ? [] : [{ ...disk, fileName: kept.fileName }];
  });
  const keys = yield* keysForDeltas(datacenter, caller, vm);
  if (!keys.ok) return keys;
  let deltas: Delta[] = [];
  const files = beginFileOperation(datacenter, caller, vm, 'revert', () => {
    const planned = planDeltas(datacenter, frozen);
    if (!planned.ok) return planned;
    deltas = planned.value;
    return ok({ newFiles: deltas.flatMap((delta) => delta.newFiles) });
  });
  if (!files.ok) return files;
  const made = makeDeltas(deltas, keys.value);
  const reverted = !made.ok
    ? made
    : datacenter.commit(caller, 'revert to a snapshot', (tx) => {
        const current = tx.get('vms', vm.id);
        if (current === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vm.name });
        const held = requirePrivilege(datacenter, caller, PRIVILEGES.revert, current);
        if (!held.ok) return held;
        const after: VmRow = {
          ...current,
          // A disk-only snapshot holds no memory: the VM is off afterwards.
          powerState: 'PoweredOff',
          disks: overDeltas(frozen, deltas),
          currentSnapshotId: snapshot.id,
        };
        tx.put('vms', after);
        files.value.decide(tx, { removes: unusedFiles(datacenter, current, after) });
        tx.event({
          eventTypeId: 'VmReconfiguredEvent',
          message: `${vm.name} was reverted to snapshot ${snapshot.name}`,
          vm: { id: vm.id, name: vm.name },
        });
        return ok(after);
      });
  return finished(datacenter, files.value, reverted, (after) => after);
}

/** Removes a snapshot; where one delta lies over its disks, that is merged into them. */
export function* removeSnapshot(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly vmId: string; readonly snapshotId: string },
): Operation<VmRow> {
  const checked = checkVm(datacenter, caller, request.vmId, PRIVILEGES.remove);
  if (!checked.ok) return checked;
  const vm = checked.value;
  const snapshot = vm.snapshots.find((candidate) => candidate.id === request.snapshotId);
  if (snapshot === undefined) return fail({ kind: 'NotFound', type: 'Snapshot', name: request.snapshotId });
  const keys = yield* keysForDeltas(datacenter, caller, vm);
  if (!keys.ok) return keys;
  const free = requireNoLinkedClones(datacenter, vm, snapshot);
  if (!free.ok) return free;
  const files = beginFileOperation(datacenter, caller, vm, 'remove a snapshot of', () => ok({}));
  if (!files.ok) return files;
  const merged = yield* mergeOver(datacenter, vm, snapshot, keys.value);
  const removed = !merged.ok
    ? merged
    : datacenter.commit(caller, 'remove a snapshot', (tx) => {
        const current = tx.get('vms', vm.id);
        if (current === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vm.name });
        const held = requirePrivilege(datacenter, caller, PRIVILEGES.remove, current);
        if (!held.ok) return held;
        const after = withoutSnapshot(current, snapshot, merged.value);
        tx.put('vms', after);
        files.value.decide(tx, { removes: unusedFiles(datacenter, current, after) });
        tx.event({
          eventTypeId: 'VmReconfiguredEvent',
          message: `Snapshot ${snapshot.name} of ${vm.name} was removed`,
          vm: { id: vm.id, name: vm.name },
        });
        return ok(after);
      });
  return finished(datacenter, files.value, removed, (after) => after);
}

interface Delta {
  readonly key: number;
  readonly keyId: CryptoKeyId | null;
  readonly parentFile: string;
  readonly file: string;
  readonly fileName: string;
  readonly newFiles: readonly string[];
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

function checkSupported(reader: Pick<Datacenter, 'get'>, vm: VmRow): Result<void, Fault> {
  return vm.keyId === null ? ok(undefined) : requireCapability(reader, 'EncryptedDiskSnapshot', vm);
}

/** What opens and seals the VM's disks; nothing is fetched for a VM that is not encrypted. */
function* keysForDeltas(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
): Generator<Wait, Result<KeyEncryptionKey[], Fault>, void> {
  if (vm.keyId === null) return ok([]);
  const host = datacenter.get('hosts', vm.hostId);
  if (host === undefined) return fail({ kind: 'NoHost', entity: vm.name });
  return yield* keysOfVm(datacenter, caller, vm, host);
}

function planDeltas(datacenter: Datacenter, disks: readonly DiskRow[]): Result<Delta[], Fault> {
  const deltas: Delta[] = [];
  for (const disk of disks) {
    const parent = fileOf(datacenter, disk.fileName);
    if (!parent.ok) return parent;
    const store = datastoreByName(datacenter, datastoreNameOf(disk.fileName));
    if (!store.ok) return store;
    const file = nextDeltaPath(parent.value);
    const fileName = pathIn(datacenter, store.value, file);
    const extent = fileName.replace(/\.vmdk$/, '-delta.vmdk');
    const { key, keyId } = disk;
    deltas.push({ key, keyId, parentFile: parent.value, file, fileName, newFiles: [fileName, extent] });
  }
  return ok(deltas);
}

function makeDeltas(deltas: readonly Delta[], keys: readonly KeyEncryptionKey[]): Result<void, Fault> {
  for (const { file, parentFile, keyId } of deltas) {
    const kek = keyId === null ? undefined : keys.find((key) => sameKeyId(key.id, keyId));
    const made = createDelta({ path: file, parentPath: parentFile, ...(kek && { kek }) });
    if (!made.ok) return fail(fromStorage(made.fault));
  }
  return ok(undefined);
}

function overDeltas(disks: readonly DiskRow[], deltas: readonly Delta[]): DiskRow[] {
  return disks.map((disk) => {
    const delta = deltas.find((candidate) => candidate.key === disk.key);
    return delta === undefined ? disk : { ...disk, fileName: delta.fileName };
  });
}

/** Merges the one delta over each of the snapshot's disks into it; gives which file each merged delta became. */
function* mergeOver(
  datacenter: Datacenter,
  vm: VmRow,
  snapshot: SnapshotRow,
  keys: readonly KeyEncryptionKey[],
): Generator<Wait, Result<Map<string, string>, Fault>, void> {
  const became = new Map<string, string>();
  const children = vm.snapshots.filter((candidate) => candidate.parentId === snapshot.id);
  const isCurrent = vm.currentSnapshotId === snapshot.id;
  // Two branches need the disks as they are.
  if (children.length + (isCurrent ? 1 : 0) !== 1) return ok(became);
  const [child] = children;
  for (const { key, fileName: parent } of snapshot.disks) {
    const delta = (child?.disks ?? vm.disks).find((disk) => disk.key === key)?.fileName;
    if (delta === undefined || delta === parent) continue;
    const deltaFile = fileOf(datacenter, delta);
    if (!deltaFile.ok) return deltaFile;
    const started = startMerge(deltaFile.value, keys);
    if (!started.ok) return fail(fromStorage(started.fault));
    const merged = yield* waitFor(started.value);
    if (!merged.ok) return fail(fromStorage(merged.fault));
    const parentFile = fileOf(datacenter, parent);
    if (!parentFile.ok) return parentFile;
    for (const over of child === undefined ? [] : layersOver(vm, child, key)) {
      const overFile = fileOf(datacenter, over);
      if (!overFile.ok) return overFile;
      const skipped = skipParent(overFile.value, parentFile.value);
      if (!skipped.ok) return fail(fromStorage(skipped.fault));
    }
    became.set(delta, parent);
  }
  return ok(became);
}

/** The deltas directly over a snapshot's disk. */
function layersOver(vm: VmRow, snapshot: SnapshotRow, key: number): string[] {
  const holders = vm.snapshots
    .filter((candidate) => candidate.parentId === snapshot.id)
    .map(({ disks }) => disks);
  if (vm.currentSnapshotId === snapshot.id) holders.push(vm.disks);
  return holders.flatMap((disks) => disks.filter((disk) => disk.key === key).map((disk) => disk.fileName));
}

function withoutSnapshot(vm: VmRow, removed: SnapshotRow, became: ReadonlyMap<string, string>): VmRow {
  const renamed = <D extends { readonly fileName: string }>(disks: readonly D[]): D[] =>
    disks.map((disk) => ({ ...disk, fileName: became.get(disk.fileName) ?? disk.fileName }));
  return {
    ...vm,
    disks: renamed(vm.disks),
    snapshots: vm.snapshots
      .filter((snapshot) => snapshot.id !== removed.id)
      .map((snapshot) => ({
        ...snapshot,
        parentId: snapshot.parentId === removed.id ? removed.parentId : snapshot.parentId,
        disks: renamed(snapshot.disks),
      })),
    currentSnapshotId: vm.currentSnapshotId === removed.id ? removed.parentId : vm.currentSnapshotId,
  };
}

/** Files of disks that the VM had and has no more, in no snapshot either. */
function unusedFiles(datacenter: Datacenter, before: VmRow, after: VmRow): string[] {
  const used = new Set(
    [...after.disks, ...after.snapshots.flatMap(({ disks }) => disks)].map((disk) => disk.fileName),
  );
  return [...before.disks, ...before.snapshots.flatMap(({ disks }) => disks)]
    .map((disk) => disk.fileName)
    .filter((fileName) => !used.has(fileName))
    .flatMap((fileName) => {
      const file = fileOf(datacenter, fileName);
      const descriptor = file.ok ? readDescriptor(file.value) : file;
      if (!file.ok || !descriptor.ok) return [fileName];
      const folder = fileName.slice(0, fileName.lastIndexOf('/') + 1);
      return filesOf(file.value, descriptor.value).map(
        (path) => folder + path.slice(path.lastIndexOf('/') + 1),
      );
    });
}

function finished<T>(
  datacenter: Datacenter,
  files: FileOperation,
  result: Result<T, Fault>,
  vmOf: (value: T) => VmRow,
): Result<T, Fault> {
  const ended = result.ok ? files.finish() : files.abandon();
  if (!result.ok) return result;
  if (!ended.ok) return ended;
  const written = syncVmx(datacenter, vmOf(result.value));
  return written.ok ? result : written;
}
