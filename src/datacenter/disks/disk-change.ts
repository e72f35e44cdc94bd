import { basename } from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import { formatBytes, GiB } from '../../base/units.ts';
import { inspectDisk } from '../../storage/disk-file.ts';
import { checkGrowth } from '../../storage/disk-grow.ts';
import { demandPrivilege, requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { checkWithEncryption } from '../encryption/encryption-conflicts.ts';
import { refuseLocked } from '../encryption/vm-lock.ts';
import type { Fault } from '../faults.ts';
import { beginFileOperation, type FileOperation } from '../file-operations.ts';
import { fileOf, folderOf, fromStorage, removeEmptied, siblingOf } from '../places.ts';
import type { DiskRow, VmRow } from '../rows.ts';
import { syncVmx } from '../vm/vm-files.ts';
import type { DiskOfVm } from './disks.ts';
import { refuseSharedRemoval } from './shared-disks.ts';

/** Changes to a disk that a VM has, other than its encryption: taken away, grown, made independent. */

export interface DiskReference {
  readonly vmId: string;
  /** The device key. */
  readonly key: number;
}

/** Takes a disk from its VM; `deletePermanently` removes its files too. Its storage policy is forgotten. */
export function detachDisk(
  datacenter: Datacenter,
  caller: Caller,
  request: DiskReference & { readonly deletePermanently: boolean },
): Result<VmRow, Fault> {
  const found = diskOf(datacenter, caller, request, 'VirtualMachine.Config.RemoveDisk');
  if (!found.ok) return found;
  const { vm, disk } = found.value;
  const files = beginFileOperation(datacenter, caller, vm, 'remove a disk of', () => ok({}));
  if (!files.ok) return files;
  const removes = request.deletePermanently ? filesOfDisk(datacenter, disk) : ok([]);
  const removed = !removes.ok
    ? removes
    : datacenter.commit<VmRow>(caller, 'remove a disk', (tx) => {
        const current = tx.get('vms', vm.id);
        if (current === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vm.name });
        const allowed = requirePrivilege(datacenter, caller, 'VirtualMachine.Config.RemoveDisk', current);
        if (!allowed.ok) return allowed;
        // A snapshot would go on to need it.
        if (current.snapshots.length > 0)
          return fail({ kind: 'InvalidState', reason: 'HasSnapshotsDisk', entity: vm.name });
        const own = request.deletePermanently ? refuseSharedRemoval(datacenter, vm, [disk]) : ok(undefined);
        if (!own.ok) return own;
        const after: VmRow = { ...current, disks: current.disks.filter(({ key }) => key !== disk.key) };
        tx.put('vms', after);
        files.value.decide(tx, { syncsHome: true, removes: removes.value });
        tx.event({
          eventTypeId: 'VmReconfiguredEvent',
          message: `Removed ${disk.label} (${disk.fileName}) from ${vm.name}`,
          vm: { id: vm.id, name: vm.name },
        });
        return ok(after);
      });
  const ended = removed.ok ? files.value.finish() : files.value.abandon();
  if (removed.ok) removeEmptied(datacenter, [folderOf(disk.fileName)]);
  return removed.ok && !ended.ok ? ended : removed;
}

export interface DiskSettings {
  /** Larger than it is. */
  readonly capacityBytes?: number;
  readonly persistence?: DiskRow['persistence'];
  readonly isShared?: boolean;
  /** 0 turns the cache off. */
  readonly flashReadCacheBytes?: number;
}

/** Grows a disk, or changes its mode: whether snapshots touch it, whether other VMs write to it, its cache. */
export function reconfigureDisk(
  datacenter: Datacenter,
  caller: Caller,
  request: DiskReference & DiskSettings,
): Result<DiskOfVm, Fault> {
  const { capacityBytes } = request;
  const privilege = privilegeFor(request);
  const found = diskOf(datacenter, caller, request, privilege);
  if (!found.ok) return found;
  const { vm, disk } = found.value;
  const growth =
    capacityBytes === undefined ? undefined : beginGrowth(datacenter, caller, vm, disk, capacityBytes);
  if (growth?.ok === false) return growth;
  const changed = datacenter.commit<DiskOfVm>(caller, 'reconfigure a disk', (tx) => {
    const current = tx.get('vms', vm.id);
    if (current === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vm.name });
    const allowed = requirePrivilege(datacenter, caller, privilege, current);
    if (!allowed.ok) return allowed;
    const supported = checkMode(tx, current, request);
    if (!supported.ok) return supported;
    if (capacityBytes !== undefined && current.snapshots.length > 0)
      return fail({ kind: 'InvalidState', reason: 'HasSnapshotsDisk', entity: vm.name });
    const change = changeOf(request);
    const after: VmRow = {
      ...current,
      disks: current.disks.map((each) => (each.key === disk.key ? { ...each, ...change } : each)),
    };
    tx.put('vms', after);
    if (capacityBytes !== undefined)
      growth?.value.decide(tx, { syncsHome: true, grows: [{ fileName: disk.fileName, capacityBytes }] });
    tx.event({
      eventTypeId: 'VmReconfiguredEvent',
      message: `Reconfigured ${disk.label} of ${vm.name}`,
      vm: { id: vm.id, name: vm.name },
      arguments: { changed: Object.keys(change).join(', ') },
    });
    return ok({ vm: after, disk: { ...disk, ...change } });
  });
  if (growth !== undefined) {
    const ended = changed.ok ? growth.value.finish() : growth.value.abandon();
    return changed.ok && !ended.ok ? ended : changed;
  }
  if (!changed.ok) return changed;
  const written = syncVmx(datacenter, caller, changed.value.vm);
  return written.ok ? changed : written;
}

function privilegeFor({ capacityBytes, isShared, flashReadCacheBytes }: DiskSettings): string {
  if (capacityBytes !== undefined) return 'VirtualMachine.Config.DiskExtend';
  const isDevice = isShared !== undefined || flashReadCacheBytes !== undefined;
  return isDevice ? 'VirtualMachine.Config.EditDevice' : 'VirtualMachine.Config.Settings';
}

/** What an encrypted VM cannot have is refused; taking it away never is. */
function checkMode(
  reader: Pick<Datacenter, 'get'>,
  vm: VmRow,
  { isShared, flashReadCacheBytes = 0 }: DiskSettings,
): Result<void, Fault> {
  const shared = isShared === true ? checkWithEncryption(reader, vm, 'EncryptedSharedDisk') : ok(undefined);
  if (!shared.ok) return shared;
  return flashReadCacheBytes > 0 ? checkWithEncryption(reader, vm, 'EncryptedFlashReadCache') : ok(undefined);
}

function changeOf(settings: DiskSettings): Partial<DiskRow> {
  const { capacityBytes, persistence, isShared, flashReadCacheBytes } = settings;
  return {
    ...(capacityBytes !== undefined && { capacityBytes }),
    ...(persistence !== undefined && { persistence }),
    ...(isShared !== undefined && { isShared }),
    ...(flashReadCacheBytes !== undefined && { flashReadCacheBytes }),
  };
}

/** The disk grows after the commit that says so: cut in between, whoever comes next makes it as large as its VM's row says. */
function beginGrowth(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
  disk: DiskRow,
  capacityBytes: number,
): Result<FileOperation, Fault> {
  return beginFileOperation(datacenter, caller, vm, 'grow a disk of', (current) => {
    if (current.snapshots.length > 0)
      return fail({ kind: 'InvalidState', reason: 'HasSnapshotsDisk', entity: vm.name });
    const now = current.disks.find(({ key }) => key === disk.key) ?? disk;
    if (capacityBytes <= now.capacityBytes) return fail(cannotShrink(vm, now, capacityBytes));
    const file = fileOf(datacenter, disk.fileName);
    if (!file.ok) return file;
    const checked = checkGrowth(file.value, capacityBytes);
    return checked.ok ? ok({}) : fail(fromStorage(checked.fault));
  });
}

function cannotShrink(vm: VmRow, disk: DiskRow, capacityBytes: number): Fault {
  const asked = formatBytes(capacityBytes);
  return {
    kind: 'InvalidArgument',
    parameter: 'CapacityGB',
    rule: `A disk can only grow; ${disk.label} of ${vm.name} has ${formatBytes(disk.capacityBytes)}, and ${asked} were asked for.`,
    remedy: `Give it more than ${disk.capacityBytes / GiB} GB.`,
  };
}

function diskOf(
  datacenter: Datacenter,
  caller: Caller,
  { vmId, key }: DiskReference,
  privilege: string,
): Result<DiskOfVm, Fault> {
  const vm = datacenter.get('vms', vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vmId });
  if (vm.isTemplate) return fail({ kind: 'InvalidState', reason: 'IsTemplate', entity: vm.name });
  const open = refuseLocked(vm);
  if (!open.ok) return open;
  const disk = vm.disks.find((candidate) => candidate.key === key);
  if (disk === undefined) return fail({ kind: 'NotFound', type: 'HardDisk', name: `${vm.name}/${key}` });
  const allowed = demandPrivilege(datacenter, caller, privilege, vm);
  return allowed.ok ? ok({ vm, disk }) : allowed;
}

/** The disk's own files as datastore paths; a parent that other disks share stays. */
export function filesOfDisk(
  datacenter: Datacenter,
  disk: Pick<DiskRow, 'fileName'>,
): Result<string[], Fault> {
  const file = fileOf(datacenter, disk.fileName);
  if (!file.ok) return file;
  const info = inspectDisk(file.value);
  const files = info.ok ? info.value.files : [file.value];
  return ok(files.map((path) => siblingOf(disk.fileName, basename(path))));
}
