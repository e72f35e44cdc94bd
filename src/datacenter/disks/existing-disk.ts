import { basename } from 'node:path';
import { faultPoint } from '../../base/fault-point.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { exists, inspectDisk } from '../../storage/disk-file.ts';
import { describeRawImage, descriptorOfImage, isRawImageName } from '../../storage/raw-image.ts';
import { demandPrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { encrypts } from '../encryption/policy-rules.ts';
import type { Fault } from '../faults.ts';
import { beginFileOperation } from '../file-operations.ts';
import { fileOf, fromStorage, siblingOf } from '../places.ts';
import type { DiskRow, VmRow } from '../rows.ts';
import { DATASTORE_DEFAULT_POLICY_ID, VM_ENCRYPTION_POLICY_ID } from '../vcenter.ts';
import type { DiskController } from './disk-device.ts';
import { attach, checkVm, type DiskOfVm, type NewDiskRow, policyFor } from './disks.ts';

export interface ExistingDisk {
  readonly vmId: string;
  readonly diskPath: string;
  readonly controller?: DiskController;
  readonly persistence?: DiskRow['persistence'];
  readonly policyId?: string;
}

/**
 * A disk that exists already: any VMDK that lies on a datastore, added as it is. A raw image (`.img`, `.raw`) gets a
 * descriptor beside it and is the disk's extent from then on.
 */
export function attachDisk(
  datacenter: Datacenter,
  caller: Caller,
  request: ExistingDisk,
): Result<DiskOfVm, Fault> {
  const checked = checkVm(datacenter, caller, request.vmId, 'VirtualMachine.Config.AddExistingDisk');
  if (!checked.ok) return checked;
  const vm = checked.value;
  if (isRawImageName(request.diskPath)) return attachImage(datacenter, caller, vm, request);
  const disk = inspectExisting(datacenter, caller, vm, request);
  if (!disk.ok) return disk;
  const files = beginFileOperation(datacenter, caller, vm, 'add a disk to', () => ok({}));
  if (!files.ok) return files;
  return attach(datacenter, caller, { vm, files: files.value, ...request }, disk.value);
}

/** The image is the user's and stays; its descriptor is the operation's, and goes unless the disk becomes the VM's. */
function attachImage(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
  request: ExistingDisk,
): Result<DiskOfVm, Fault> {
  const image = fileOf(datacenter, request.diskPath);
  if (!image.ok) return image;
  const descriptor = descriptorOfImage(image.value);
  const diskPath = siblingOf(request.diskPath, basename(descriptor));
  const files = beginFileOperation(datacenter, caller, vm, 'add a disk to', () =>
    exists(descriptor)
      ? fail(fromStorage({ kind: 'FileAlreadyExists', path: descriptor }))
      : ok({ newFiles: [diskPath] }),
  );
  if (!files.ok) return files;
  const described = describeRawImage(image.value);
  if (!described.ok && described.fault.kind === 'FileAlreadyExists') files.value.disown();
  faultPoint('disk-add.written');
  const disk = described.ok
    ? inspectExisting(datacenter, caller, vm, { ...request, diskPath })
    : fail(fromStorage(described.fault));
  if (disk.ok) return attach(datacenter, caller, { vm, files: files.value, ...request }, disk.value);
  files.value.abandon();
  return disk;
}

/** What an existing disk will be to the VM. */
function inspectExisting(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
  request: ExistingDisk,
): Result<NewDiskRow, Fault> {
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
  const fitting = keyId === null ? DATASTORE_DEFAULT_POLICY_ID : VM_ENCRYPTION_POLICY_ID;
  const policy = policyFor(datacenter, vm, request.policyId ?? fitting);
  if (!policy.ok) return policy;
  if (encrypts(policy.value) && keyId === null)
    return fail({ kind: 'PlainDiskUnderPolicy', entity: vm.name, file: request.diskPath });
  if (!encrypts(policy.value) && keyId !== null) {
    const rule = `The existing disk ${request.diskPath} is encrypted, and this is not an encryption policy.`;
    return fail({ kind: 'InvalidProfile', policy: policy.value.name, rule });
  }
  return ok({
    fileName: request.diskPath,
    capacityBytes: info.value.capacityBytes,
    thin: info.value.isThin,
    persistence: request.persistence ?? 'Persistent',
    keyId,
    storagePolicyId: policy.value.id,
  });
}
