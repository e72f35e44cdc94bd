import { basename } from 'node:path';
import { faultPoint } from '../../base/fault-point.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { type ConversionPlan, planConversion, startConversion } from '../../storage/conversion.ts';
import { demandPrivilege, requirePrivilege } from '../access/authorization.ts';
import { checkOffForCopy } from '../content/vm-copy-out.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { refuseLocked } from '../encryption/vm-lock.ts';
import type { Fault } from '../faults.ts';
import { beginFileOperation, type FileOperation } from '../file-operations.ts';
import { datastoreNameOf } from '../indexes.ts';
import type { Waiting } from '../keys/key-service.ts';
import { keyNamed, keysOfVm } from '../keys/vm-keys.ts';
import { type Operation, waitFor } from '../operation.ts';
import { datastoreByName, fileOf, folderOf, fromStorage, fromStorageWork, siblingOf } from '../places.ts';
import type { DatastoreRow, DiskRow, VmRow } from '../rows.ts';
import { filesOfDisk } from './disk-change.ts';
import { partOf } from './disk-rewrite.ts';
import type { DiskOfVm } from './disks.ts';
import { refuseLinkedClone, requireNoLinkedClones } from './linked-clones.ts';
import { refuseSharedDisks } from './shared-disks.ts';

/**
 * Gives every block of a disk a place on its datastore: `data`, what the guest wrote stays and the rest is zeros
 * (vSphere inflates a thin disk); `zeros`, all of it is zeros afterwards. An encrypted disk is encrypted to its last
 * block, under a new data key and the key that it has.
 */
export interface DiskFill {
  readonly vmId: string;
  /** The device key. */
  readonly key: number;
  readonly keeps: 'data' | 'zeros';
}

/** The vendor's for InflateVirtualDisk_Task and ZeroFillVirtualDisk_Task. */
const PRIVILEGE = 'Datastore.FileManagement';
const WORK = {
  data: { purpose: 'inflate a disk of', operation: 'Inflating a hard disk', done: 'was inflated' },
  zeros: {
    purpose: 'zero out a disk of',
    operation: 'Zeroing out a hard disk',
    done: 'was filled with zeros',
  },
} as const;

export function* fillDisk(datacenter: Datacenter, caller: Caller, request: DiskFill): Operation<DiskOfVm> {
  const checked = checkFill(datacenter, caller, request);
  if (!checked.ok) return checked;
  const { vm } = checked.value;
  let planned: { readonly vm: VmRow; readonly disk: DiskRow; readonly plan: ConversionPlan } | undefined;
  const files = beginFileOperation(datacenter, caller, vm, WORK[request.keeps].purpose, () => {
    const again = checkFill(datacenter, caller, request);
    if (!again.ok) return again;
    const plan = planFill(datacenter, again.value.disk, request);
    if (!plan.ok) return plan;
    planned = { vm: again.value.vm, disk: again.value.disk, plan: plan.value };
    return ok({ diskFolders: [folderOf(again.value.disk.fileName)], isPlannedAnew: true });
  });
  if (!files.ok || planned === undefined)
    return files.ok ? fail({ kind: 'NotFound', type: 'HardDisk', name: String(request.key) }) : files;
  const written = yield* writeDisk(datacenter, caller, planned);
  faultPoint('disk-fill.written');
  const filled = written.ok
    ? commitFill(datacenter, caller, { ...request, ...planned }, files.value)
    : written;
  const ended = filled.ok ? files.value.finish() : files.value.abandon();
  return filled.ok && !ended.ok ? ended : filled;
}

function checkFill(
  datacenter: Datacenter,
  caller: Caller,
  { vmId, key, keeps }: DiskFill,
): Result<DiskOfVm & { readonly datastore: DatastoreRow }, Fault> {
  const vm = datacenter.get('vms', vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vmId });
  const disk = vm.disks.find((each) => each.key === key);
  if (disk === undefined) return fail({ kind: 'NotFound', type: 'HardDisk', name: `${vm.name}/${key}` });
  const datastore = datastoreByName(datacenter, datastoreNameOf(disk.fileName));
  if (!datastore.ok) return datastore;
  for (const check of [
    () => demandPrivilege(datacenter, caller, PRIVILEGE, datastore.value),
    () => refuseLocked(vm),
    () => checkState(datacenter, vm),
    () => checkOffForCopy(vm, WORK[keeps].operation),
    () => checkOwn(datacenter, vm, disk, keeps),
  ]) {
    const allowed = check();
    if (!allowed.ok) return allowed;
  }
  return ok({ vm, disk, datastore: datastore.value });
}

/** Nothing else may stand over the disk, or it would go on to need what it was. */
function checkState(datacenter: Datacenter, vm: VmRow): Result<void, Fault> {
  if (vm.isTemplate) return fail({ kind: 'InvalidState', reason: 'IsTemplate', entity: vm.name });
  if (vm.snapshots.length > 0)
    return fail({ kind: 'InvalidState', reason: 'HasSnapshotsDisk', entity: vm.name });
  const alone = refuseLinkedClone(datacenter, vm);
  return alone.ok ? requireNoLinkedClones(datacenter, vm) : alone;
}

function checkOwn(
  datacenter: Datacenter,
  vm: VmRow,
  disk: DiskRow,
  keeps: DiskFill['keeps'],
): Result<void, Fault> {
  const parameter = keeps === 'data' ? 'Inflate' : 'ZeroOut';
  const wrong = (rule: string, remedy: string): Result<void, Fault> =>
    fail({ kind: 'InvalidArgument', parameter, rule, remedy });
  if (disk.rawDevice !== undefined)
    return wrong(
      `${disk.label} of ${vm.name} stands for the device ${disk.rawDevice}, which has its blocks already.`,
      'Get-HardDisk -DiskType Flat',
    );
  const shared = refuseSharedDisks(datacenter, vm, [disk]);
  if (!shared.ok) return shared;
  if (keeps === 'zeros' || disk.thin) return ok(undefined);
  return wrong(
    `${disk.label} of ${vm.name} is thick already.`,
    'Get-HardDisk | Where-Object StorageFormat -eq Thin',
  );
}

function planFill(datacenter: Datacenter, disk: DiskRow, { keeps }: DiskFill): Result<ConversionPlan, Fault> {
  const source = fileOf(datacenter, disk.fileName);
  if (!source.ok) return source;
  const plan = planConversion({
    kind: 'clone',
    source: source.value,
    isThick: true,
    isBlank: keeps === 'zeros',
    replacesSource: true,
  });
  if (!plan.ok) return fail(fromStorage(plan.fault));
  const { neededBytes, freeBytes } = plan.value;
  const datastore = datastoreNameOf(disk.fileName);
  return freeBytes < neededBytes
    ? fail({ kind: 'InsufficientStorageSpace', datastore, neededBytes, freeBytes })
    : plan;
}

interface Planned {
  readonly vm: VmRow;
  readonly disk: DiskRow;
  readonly plan: ConversionPlan;
}

function* writeDisk(datacenter: Datacenter, caller: Caller, { vm, disk, plan }: Planned): Waiting<void> {
  const host = datacenter.get('hosts', vm.hostId);
  if (host === undefined) return fail({ kind: 'NoHost', entity: vm.name });
  const keys = disk.keyId === null ? ok([]) : yield* keysOfVm(datacenter, caller, vm, host);
  if (!keys.ok) return keys;
  const target = keyNamed(keys.value, disk.keyId);
  const started = startConversion(plan, { source: keys.value, ...(target && { target }) });
  const written = yield* waitFor(started, partOf);
  return written.ok ? ok(undefined) : fail(fromStorageWork(written.fault, vm.name));
}

function commitFill(
  datacenter: Datacenter,
  caller: Caller,
  { vm, disk, plan, keeps }: Planned & DiskFill,
  files: FileOperation,
): Result<DiskOfVm, Fault> {
  const old = filesOfDisk(datacenter, disk);
  if (!old.ok) return old;
  return datacenter.commit<DiskOfVm>(caller, 'fill a disk', (tx) => {
    const current = tx.get('vms', vm.id);
    const store = tx.get('datastores', datastoreIdOf(datacenter, disk));
    if (current === undefined || store === undefined)
      return fail({ kind: 'NotFound', type: 'VM', name: vm.name });
    const held = requirePrivilege(datacenter, caller, PRIVILEGE, store);
    if (!held.ok) return held;
    const off = checkOffForCopy(current, WORK[keeps].operation);
    if (!off.ok) return off;
    const fits = checkState(datacenter, current);
    if (!fits.ok) return fits;
    const filled: DiskRow = {
      ...disk,
      fileName: siblingOf(disk.fileName, basename(plan.target)),
      thin: false,
      oldKeyId: undefined,
    };
    const disks = current.disks.map((other) => (other.key === disk.key ? filled : other));
    const after: VmRow = { ...current, disks };
    tx.put('vms', after);
    files.decide(tx, { syncsHome: true, removes: old.value });
    tx.event({
      eventTypeId: 'VmReconfiguredEvent',
      message: `${disk.label} of ${vm.name} ${WORK[keeps].done}`,
      vm: { id: vm.id, name: vm.name },
    });
    return ok({ vm: after, disk: filled });
  });
}

function datastoreIdOf(datacenter: Datacenter, disk: DiskRow): string {
  const store = datastoreByName(datacenter, datastoreNameOf(disk.fileName));
  return store.ok ? store.value.id : '';
}
