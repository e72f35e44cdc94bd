import { basename } from 'node:path';
import { fail, ok, type Result } from '../base/result.ts';
import { createDisk, inspectDisk, removeDisk } from '../storage/disk-file.ts';
import { freeDiskPath } from '../storage/disk-name.ts';
import { demandPrivilege, requirePrivilege } from './authorization.ts';
import type { Caller, Datacenter } from './datacenter.ts';
import type { Fault } from './faults.ts';
import { keyForNewData } from './host-encryption.ts';
import { datastoreNameOf } from './indexes.ts';
import type { Operation } from './operation.ts';
import { datastoreByName, fileOf, folderOf, fromStorage, pathIn } from './places.ts';
import type { DiskRow, VmRow } from './rows.ts';
import { DATASTORE_DEFAULT_POLICY_ID, VM_ENCRYPTION_POLICY_ID } from './vcenter.ts';
import { refuseLocked } from './vm-lock.ts';
import { syncVmx } from './vm-settings.ts';

const LIMIT_DISKS = 60;

export interface NewDisk {
  readonly vmId: string;
  readonly capacityBytes: number;
  readonly isThin: boolean;
  /** The VM's own datastore unless given. */
  readonly datastoreName?: string;
}

export interface DiskOfVm {
  readonly vm: VmRow;
  readonly disk: DiskRow;
}

/** A new, empty disk. On an encrypted VM it is encrypted from its first byte, under the VM's key. */
export function* addDisk(datacenter: Datacenter, caller: Caller, request: NewDisk): Operation<DiskOfVm> {
  const checked = checkVm(datacenter, caller, request.vmId, 'VirtualMachine.Config.AddNewDisk');
  if (!checked.ok) return checked;
  const vm = checked.value;
  const host = datacenter.get('hosts', vm.hostId);
  if (host === undefined) return fail({ kind: 'NoHost', entity: vm.name });
  if (vm.keyId !== null) {
    const allowed = demandPrivilege(datacenter, caller, 'Cryptographer.AddDisk', vm);
    if (!allowed.ok) return allowed;
  }
  const kek =
    vm.keyId === null ? undefined : yield* keyForNewData(datacenter, caller, host, vm.keyId, vm.name);
  if (kek?.ok === false) return kek;
  const path = newDiskPath(datacenter, vm, request.datastoreName);
  if (!path.ok) return path;
  const made = createDisk({
    path: path.value.file,
    capacityBytes: request.capacityBytes,
    isThin: request.isThin,
    ...(kek && { kek: kek.value }),
  });
  if (!made.ok) return fail(fromStorage(made.fault));
  const attached = attach(datacenter, caller, vm, {
    fileName: path.value.datastorePath,
    capacityBytes: made.value.capacityBytes,
    thin: request.isThin,
    keyId: vm.keyId,
    storagePolicyId: vm.keyId === null ? DATASTORE_DEFAULT_POLICY_ID : VM_ENCRYPTION_POLICY_ID,
  });
  if (!attached.ok) removeDisk(path.value.file);
  return attached;
}

/** A disk that exists already: any VMDK that lies on a datastore. */
export function attachDisk(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly vmId: string; readonly diskPath: string },
): Result<DiskOfVm, Fault> {
  const checked = checkVm(datacenter, caller, request.vmId, 'VirtualMachine.Config.AddExistingDisk');
  if (!checked.ok) return checked;
  const vm = checked.value;
  const file = fileOf(datacenter, request.diskPath);
  if (!file.ok) return file;
  const info = inspectDisk(file.value);
  if (!info.ok) return fail(fromStorage(info.fault));
  const keyId = info.value.keyId ?? null;
  if (keyId !== null && vm.keyId === null) {
    return fail({ kind: 'InvalidState', reason: 'EncryptedDiskOnPlainVm', entity: vm.name });
  }
  if (keyId !== null) {
    const allowed = demandPrivilege(datacenter, caller, 'Cryptographer.AddDisk', vm);
    if (!allowed.ok) return allowed;
  }
  return attach(datacenter, caller, vm, {
    fileName: request.diskPath,
    capacityBytes: info.value.capacityBytes,
    thin: info.value.isThin,
    keyId,
    storagePolicyId: keyId === null ? DATASTORE_DEFAULT_POLICY_ID : VM_ENCRYPTION_POLICY_ID,
  });
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

function newDiskPath(
  datacenter: Datacenter,
  vm: VmRow,
  datastoreName: string | undefined,
): Result<{ file: string; datastorePath: string }, Fault> {
  const name = datastoreName ?? datastoreNameOf(vm.vmxPath);
  const store = datastoreByName(datacenter, name);
  if (!store.ok) return store;
  const folder = folderOf(vm.vmxPath).replace(/^\[[^\]]*\]/, `[${store.value.name}]`);
  const folderFile = fileOf(datacenter, folder);
  if (!folderFile.ok) return folderFile;
  const file = freeDiskPath(folderFile.value, `${basename(vm.vmxPath, '.vmx')}.vmdk`);
  return ok({ file, datastorePath: pathIn(datacenter, store.value, file) });
}

function attach(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
  disk: Pick<DiskRow, 'fileName' | 'capacityBytes' | 'thin' | 'keyId' | 'storagePolicyId'>,
): Result<DiskOfVm, Fault> {
  const attached = datacenter.commit<DiskOfVm>(caller, 'add a disk', (tx) => {
    const current = tx.get('vms', vm.id);
    if (current === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vm.name });
    const allowed = requirePrivilege(datacenter, caller, 'VirtualMachine.Config.AddExistingDisk', current);
    if (!allowed.ok) return allowed;
    const owner = ownerOf(datacenter, disk.fileName);
    if (owner !== undefined) {
      return fail({
        kind: 'ResourceInUse',
        entity: disk.fileName,
        holder: owner.name,
        purpose: 'use it as a disk',
      });
    }
    if (current.disks.length >= LIMIT_DISKS) {
      return fail({
        kind: 'InvalidArgument',
        parameter: 'HardDisk',
        rule: `A VM has at most ${LIMIT_DISKS} disks.`,
        remedy: 'Remove a disk first, or use another VM.',
      });
    }
    const key = Math.max(1999, ...current.disks.map((other) => other.key)) + 1;
    const row: DiskRow = { ...disk, key, label: `Hard disk ${key - 1999}`, persistence: 'Persistent' };
    const after: VmRow = { ...current, disks: [...current.disks, row] };
    tx.put('vms', after);
    tx.event({
      eventTypeId: 'VmReconfiguredEvent',
      message: `Added ${row.label} (${row.fileName}) to ${vm.name}`,
      vm: { id: vm.id, name: vm.name },
    });
    return ok({ vm: after, disk: row });
  });
  if (!attached.ok) return attached;
  const written = syncVmx(datacenter, attached.value.vm);
  return written.ok ? attached : written;
}

/** The VM that has a disk of this path already. */
function ownerOf(datacenter: Datacenter, fileName: string): VmRow | undefined {
  const inStore = datacenter.find('vms', 'datastore', datastoreNameOf(fileName));
  return inStore.find((vm) => vm.disks.some((disk) => disk.fileName === fileName));
}
