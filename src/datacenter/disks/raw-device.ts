import { basename, isAbsolute } from 'node:path';
import { faultPoint } from '../../base/fault-point.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { mappingExtentName, mapRawDevice } from '../../storage/raw-device.ts';
import { demandPrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { checkWithEncryption } from '../encryption/encryption-conflicts.ts';
import type { Fault } from '../faults.ts';
import { beginFileOperation } from '../file-operations.ts';
import { folderOf, fromStorage, removeEmptied, siblingOf } from '../places.ts';
import type { DiskRow } from '../rows.ts';
import { DATASTORE_DEFAULT_POLICY_ID } from '../vcenter.ts';
import { attach, checkVm, type DiskOfVm, newDiskPath } from './disks.ts';

/** Gives a VM a raw device mapping: its disk is the device, not a file of its own. */
export function addRawDevice(
  datacenter: Datacenter,
  caller: Caller,
  request: {
    readonly vmId: string;
    /** Absolute path of the device on this machine. */
    readonly device: string;
    readonly isPhysical: boolean;
    readonly datastoreName?: string;
    readonly persistence?: DiskRow['persistence'];
  },
): Result<DiskOfVm, Fault> {
  const checked = checkVm(datacenter, caller, request.vmId, 'VirtualMachine.Config.AddNewDisk');
  if (!checked.ok) return checked;
  const vm = checked.value;
  const raw = demandPrivilege(datacenter, caller, 'VirtualMachine.Config.RawDevice', vm);
  if (!raw.ok) return raw;
  const supported = checkWithEncryption(datacenter, vm, 'EncryptedRawDevice');
  if (!supported.ok) return supported;
  if (!isAbsolute(request.device)) {
    return fail({
      kind: 'InvalidArgument',
      parameter: 'DeviceName',
      rule: 'A device is named by its absolute path on this machine.',
      remedy: 'truncate -s 1G /srv/luns/lun-01.img makes a file that can stand for one.',
    });
  }
  let place = { fileName: '', file: '' };
  const files = beginFileOperation(datacenter, caller, vm, 'add a disk to', (current) => {
    const path = newDiskPath(datacenter, current, request.datastoreName);
    if (!path.ok) return path;
    place = path.value;
    const { fileName } = place;
    const extent = siblingOf(fileName, mappingExtentName(basename(fileName)));
    return ok({ diskFolders: [folderOf(fileName)], newFiles: [extent, fileName] });
  });
  if (!files.ok) return files;
  const { fileName, file } = place;
  const mapped = mapRawDevice(file, request.device);
  faultPoint('disk-add.written');
  if (!mapped.ok && mapped.fault.kind === 'FileAlreadyExists') files.value.disown();
  if (!mapped.ok) files.value.abandon();
  const added = !mapped.ok
    ? fail(fromStorage(mapped.fault))
    : attach(
        datacenter,
        caller,
        { vm, files: files.value },
        {
          fileName,
          capacityBytes: mapped.value.capacityBytes,
          thin: false,
          persistence: request.persistence ?? 'Persistent',
          keyId: null,
          storagePolicyId: DATASTORE_DEFAULT_POLICY_ID,
          rawDevice: request.device,
          ...(request.isPhysical && { isRawPhysical: true }),
        },
      );
  if (!added.ok) removeEmptied(datacenter, [folderOf(fileName)]);
  return added;
}
