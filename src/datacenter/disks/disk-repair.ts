import { fail, ok, type Result } from '../../base/result.ts';
import { checkDisk, type DiskCheck } from '../../storage/disk-check.ts';
import { type KeyEncryptionKey, keyRing } from '../../storage/disk-key.ts';
import { startInPlace, type UnfinishedInPlace, unfinishedInPlace } from '../../storage/in-place.ts';
import { demandPrivilege, requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { beginFileOperation } from '../file-operations.ts';
import { bringKeyToHost, keyForOldData } from '../hosts/host-encryption.ts';
import type { Waiting } from '../keys/key-service.ts';
import { type Operation, waitFor } from '../operation.ts';
import { fileOf, fromStorage } from '../places.ts';
import type { DiskRow, HostRow, VmRow } from '../rows.ts';
import { partOf, type RewriteOptions, unfinished } from './disk-rewrite.ts';

/** Whether the disks of a VM are sound, and what takes up again what was cut. */

export interface DisksOfVm {
  readonly vmId: string;
  /** Device keys; all disks unless given. */
  readonly diskKeys?: readonly number[];
}

export interface CheckedDisk {
  readonly vm: VmRow;
  readonly disk: DiskRow;
  readonly check: DiskCheck;
}

/**
 * Checks disks without changing them. Keys are checked too where the caller may have them and the host or its key
 * provider does; what cannot be had is no fault of the disk.
 */
export function* testDisks(
  datacenter: Datacenter,
  caller: Caller,
  request: DisksOfVm,
): Operation<readonly CheckedDisk[]> {
  const found = find(datacenter, request);
  if (!found.ok) return found;
  const { vm, host, disks } = found.value;
  const allowed = demandPrivilege(datacenter, caller, 'VirtualMachine.Provisioning.DiskRandomRead', vm);
  if (!allowed.ok) return allowed;
  const checked: CheckedDisk[] = [];
  const keys: KeyEncryptionKey[] = [];
  for (const disk of disks) {
    if (disk.keyId !== null && requirePrivilege(datacenter, caller, 'Cryptographer.Access', vm).ok) {
      const key = yield* bringKeyToHost(datacenter, caller, host, disk.keyId, vm.name);
      if (key.ok) keys.push(key.value);
    }
    const file = fileOf(datacenter, disk.fileName);
    if (!file.ok) return file;
    const check = checkDisk(file.value, keyRing(keys));
    if (!check.ok) return fail(fromStorage(check.fault));
    checked.push({ vm, disk, check: check.value });
  }
  return ok(checked);
}

export interface RepairedDisk {
  readonly vm: VmRow;
  readonly disk: DiskRow;
  /** What was cut and is finished now; undefined where nothing was. */
  readonly finished: UnfinishedInPlace['kind'] | undefined;
  readonly convertedBytes: number;
}

/**
 * Under the VM's lock: undoes or finishes what an operation on its files left when it was cut, then takes up each
 * conversion in place where its journal says it was.
 */
export function* repairDisks(
  datacenter: Datacenter,
  caller: Caller,
  request: DisksOfVm & RewriteOptions,
): Operation<readonly RepairedDisk[]> {
  const first = find(datacenter, request);
  if (!first.ok) return first;
  const allowed = mayRepair(datacenter, caller, first.value);
  if (!allowed.ok) return allowed;
  const files = beginFileOperation(datacenter, caller, first.value.vm, 'repair the disks of', () =>
    ok({ isPlannedAnew: true }),
  );
  if (!files.ok) return files;
  const repaired = yield* repairUnderLock(datacenter, caller, request);
  const ended = repaired.ok ? files.value.finish() : files.value.abandon();
  return repaired.ok && !ended.ok ? ended : repaired;
}

function* repairUnderLock(
  datacenter: Datacenter,
  caller: Caller,
  request: DisksOfVm & RewriteOptions,
): Operation<readonly RepairedDisk[]> {
  // The VM as it is under the lock.
  const found = find(datacenter, request);
  if (!found.ok) return found;
  const { vm, host, disks } = found.value;
  const repaired: RepairedDisk[] = [];
  for (const [index, disk] of disks.entries()) {
    const cut = cutOf(datacenter, disk);
    if (!cut.ok) return cut;
    if (cut.value === undefined) {
      repaired.push({ vm, disk, finished: undefined, convertedBytes: 0 });
      continue;
    }
    const keys = yield* keysFor(datacenter, caller, { vm, host }, cut.value.work);
    if (!keys.ok) return keys;
    const { maxBytesPerSecond } = request;
    const options = maxBytesPerSecond === undefined ? {} : { maxBytesPerSecond };
    const share = (progress: unknown): number => (index + partOf(progress)) / disks.length;
    const converted = yield* waitFor(startInPlace(cut.value.file, keys.value, options), share);
    if (!converted.ok) return fail(unfinished(vm, disk, converted.fault));
    const recorded = recordRepair(datacenter, caller, vm, disk, cut.value.work);
    if (!recorded.ok) return recorded;
    const { convertedBytes } = converted.value;
    repaired.push({ vm, disk, finished: cut.value.work.kind, convertedBytes });
  }
  return ok(repaired);
}

interface Found {
  readonly vm: VmRow;
  readonly host: HostRow;
  readonly disks: readonly DiskRow[];
}

function find(datacenter: Datacenter, { vmId, diskKeys }: DisksOfVm): Result<Found, Fault> {
  const vm = datacenter.get('vms', vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vmId });
  const host = datacenter.get('hosts', vm.hostId);
  if (host === undefined) return fail({ kind: 'NoHost', entity: vm.name });
  const disks = vm.disks.filter(({ key }) => diskKeys === undefined || diskKeys.includes(key));
  return ok({ vm, host, disks });
}

const PRIVILEGES = {
  encrypt: 'Cryptographer.Encrypt',
  decrypt: 'Cryptographer.Decrypt',
  're-encrypt': 'Cryptographer.Recrypt',
} as const;

/** Going on takes what beginning took. */
function mayRepair(datacenter: Datacenter, caller: Caller, { vm, disks }: Found): Result<void, Fault> {
  const settings = demandPrivilege(datacenter, caller, 'VirtualMachine.Config.Settings', vm);
  if (!settings.ok) return settings;
  for (const disk of disks) {
    const cut = cutOf(datacenter, disk);
    if (!cut.ok) return cut;
    if (cut.value === undefined) continue;
    const allowed = demandPrivilege(datacenter, caller, PRIVILEGES[cut.value.work.kind], vm);
    if (!allowed.ok) return allowed;
  }
  return ok(undefined);
}

function cutOf(
  datacenter: Datacenter,
  disk: DiskRow,
): Result<{ readonly file: string; readonly work: UnfinishedInPlace } | undefined, Fault> {
  const file = fileOf(datacenter, disk.fileName);
  if (!file.ok) return file;
  const work = unfinishedInPlace(file.value);
  if (!work.ok) return fail(fromStorage(work.fault));
  return ok(work.value && { file: file.value, work: work.value });
}

function* keysFor(
  datacenter: Datacenter,
  caller: Caller,
  { vm, host }: Pick<Found, 'vm' | 'host'>,
  { keyIds }: UnfinishedInPlace,
): Waiting<KeyEncryptionKey[]> {
  const keys: KeyEncryptionKey[] = [];
  for (const keyId of keyIds) {
    const key = yield* keyForOldData(datacenter, caller, host, keyId, vm.name);
    if (!key.ok) return key;
    keys.push(key.value);
  }
  return ok(keys);
}

function recordRepair(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
  disk: DiskRow,
  { kind }: UnfinishedInPlace,
): Result<void, Fault> {
  return datacenter.commit(caller, 'finish a conversion in place', (tx) => {
    tx.event({
      eventTypeId: 'com.vmware.vc.crypto.Operation',
      message: `${disk.label} of ${vm.name}: the conversion in place that was cut (${kind}) is finished.`,
      vm: { id: vm.id, name: vm.name },
      arguments: { operation: 'Repair', disk: disk.label },
    });
    return ok(undefined);
  });
}
