import { isAbsolute } from 'node:path';
import { fail, type Result } from '../../base/result.ts';
import { removeDisk } from '../../storage/disk-file.ts';
import { mapRawDevice } from '../../storage/raw-device.ts';
import { demandPrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { checkWithEncryption } from '../encryption/encryption-conflicts.ts';
import type { Fault } from '../faults.ts';
import { fromStorage } from '../places.ts';
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
  const path = newDiskPath(datacenter, vm, request.datastoreName);
  if (!path.ok) return path;
  const mapped = mapRawDevice(path.value.file, request.device);
  if (!mapped.ok) return fail(fromStorage(mapped.fault));
  const attached = attach(datacenter, caller, vm, 'scsi', {
    fileName: path.value.datastorePath,
    capacityBytes: mapped.value.capacityBytes,
    thin: false,
    persistence: request.persistence ?? 'Persistent',
    keyId: null,
    storagePolicyId: DATASTORE_DEFAULT_POLICY_ID,
    rawDevice: request.device,
    ...(request.isPhysical && { isRawPhysical: true }),
  });
  if (!attached.ok) removeDisk(path.value.file);
  return attached;
}
