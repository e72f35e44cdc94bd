import { fail, ok, type Result } from '../base/result.ts';
import { detachDisk, reconfigureDisk } from '../datacenter/disks/disk-change.ts';
import type { DiskController } from '../datacenter/disks/disk-device.ts';
import { addDisk } from '../datacenter/disks/disks.ts';
import { attachDisk } from '../datacenter/disks/existing-disk.ts';
import type { DiskFormat } from '../datacenter/disks/storage-format.ts';
import type { Fault } from '../datacenter/faults.ts';
import { atOnce, type Operation } from '../datacenter/operation.ts';
import type { DiskRow, VmRow } from '../datacenter/rows.ts';
import { DATASTORE_DEFAULT_POLICY_ID } from '../datacenter/vcenter.ts';
import { addVtpm, removeVtpm } from '../datacenter/vm/vtpm.ts';
import type { DiskEdit } from './crypto-spec.ts';
import { flagIn, numberIn, objectIn, objectsIn, textIn } from './spec.ts';
import type { VimObject } from './vim-object.ts';
import type { VimSession } from './vim-session.ts';

/** One change of a device, to be done in its turn. */
export interface DeviceChange {
  readonly operation: (session: VimSession, vmId: string) => Operation<unknown>;
}

export interface DeviceChanges {
  readonly changes: readonly DeviceChange[];
  /** Disks of the VM that stay, with what may be asked of their encryption. */
  readonly edits: readonly DiskEdit[];
}

/** `deviceChange` of a VM: disks are added, grown, re-moded and removed, a TPM is added and removed; other devices are refused. */
export function deviceChanges(vm: VmRow, specs: readonly VimObject[]): Result<DeviceChanges, Fault> {
  const changes: DeviceChange[] = [];
  const edits: DiskEdit[] = [];
  for (const spec of specs) {
    const device = objectIn(spec, 'device');
    if (device === undefined)
      return refused('Each change names a device.', 'Set Device to a device of the VM.');
    const operation = textIn(spec, 'operation') ?? 'edit';
    if (device.typeName === 'VirtualTPM' && operation !== 'edit') {
      changes.push(tpmChange(operation));
      continue;
    }
    if (device.typeName !== 'VirtualDisk') return otherDevice(device);
    if (operation === 'add') {
      changes.push(addition(spec, device));
      continue;
    }
    const key = numberIn(device, 'key');
    const disk = vm.disks.find((candidate) => candidate.key === key);
    if (disk === undefined)
      return refused(`${vm.name} has no disk with the key ${key ?? 0}.`, `Get-HardDisk '${vm.name}'`);
    if (operation === 'remove') changes.push(removal(spec, disk));
    else {
      edits.push({ disk, spec });
      const change = edition(device, disk);
      if (change !== undefined) changes.push(change);
    }
  }
  return ok({ changes, edits });
}

function tpmChange(operation: string): DeviceChange {
  const change = operation === 'remove' ? removeVtpm : addVtpm;
  return { operation: ({ datacenter, caller }, vmId) => change(datacenter, caller, vmId) };
}

function addition(spec: VimObject, device: VimObject): DeviceChange {
  const backing = objectIn(device, 'backing');
  const mode = persistenceIn(device);
  const profile = objectsIn(spec, 'profile')[0];
  const policyId =
    profile?.typeName === 'VirtualMachineEmptyProfileSpec'
      ? DATASTORE_DEFAULT_POLICY_ID
      : profile && textIn(profile, 'profileId');
  const common = {
    controller: controllerIn(device),
    ...(mode !== undefined && { persistence: mode }),
    ...(policyId !== undefined && { policyId }),
  };
  const fileName = backing && textIn(backing, 'fileName');
  const datastoreName = fileName === undefined ? undefined : /^\[(.+)\]\s*$/.exec(fileName)?.[1];
  const isNew =
    textIn(spec, 'fileOperation') === 'create' || fileName === undefined || datastoreName !== undefined;
  if (!isNew) {
    return {
      operation: ({ datacenter, caller }, vmId) =>
        atOnce(() => attachDisk(datacenter, caller, { vmId, diskPath: fileName, ...common })),
    };
  }
  return {
    operation: ({ datacenter, caller }, vmId) =>
      addDisk(datacenter, caller, {
        vmId,
        capacityBytes: capacityIn(device) ?? 0,
        format: formatIn(backing),
        ...(datastoreName !== undefined && { datastoreName }),
        ...common,
      }),
  };
}

function formatIn(backing: VimObject | undefined): DiskFormat {
  if (backing === undefined) return 'thick';
  if (flagIn(backing, 'thinProvisioned')) return 'thin';
  return flagIn(backing, 'eagerlyScrub') ? 'eagerZeroedThick' : 'thick';
}

function removal(spec: VimObject, disk: DiskRow): DeviceChange {
  const deletePermanently = textIn(spec, 'fileOperation') === 'destroy';
  return {
    operation: ({ datacenter, caller }, vmId) =>
      atOnce(() => detachDisk(datacenter, caller, { vmId, key: disk.key, deletePermanently })),
  };
}

/** A larger capacity or another mode; the rest of the device is as it was read. */
function edition(device: VimObject, disk: DiskRow): DeviceChange | undefined {
  const capacityBytes = capacityIn(device);
  const persistence = persistenceIn(device);
  const settings = {
    ...(capacityBytes !== undefined && capacityBytes !== disk.capacityBytes && { capacityBytes }),
    ...(persistence !== undefined && persistence !== disk.persistence && { persistence }),
  };
  if (Object.keys(settings).length === 0) return undefined;
  return {
    operation: ({ datacenter, caller }, vmId) =>
      atOnce(() => reconfigureDisk(datacenter, caller, { vmId, key: disk.key, ...settings })),
  };
}

/** A script sets either of two properties; the one in KB is rounded up where the disk has no whole KB. */
function capacityIn(device: VimObject): number | undefined {
  const bytes = numberIn(device, 'capacityInBytes');
  const kilobytes = numberIn(device, 'capacityInKB');
  if (kilobytes === undefined) return bytes;
  const isSame = bytes !== undefined && Math.ceil(bytes / 1024) === kilobytes;
  return isSame ? bytes : kilobytes * 1024;
}

const PERSISTENCE: Readonly<Record<string, DiskRow['persistence']>> = {
  persistent: 'Persistent',
  independent_persistent: 'IndependentPersistent',
  independent_nonpersistent: 'IndependentNonPersistent',
};

function persistenceIn(device: VimObject): DiskRow['persistence'] | undefined {
  const backing = objectIn(device, 'backing');
  const mode = backing && textIn(backing, 'diskMode');
  return mode === undefined ? undefined : PERSISTENCE[mode];
}

/** IDE 0 and 1 have the keys 200 and 201. */
function controllerIn(device: VimObject): DiskController {
  const key = numberIn(device, 'controllerKey');
  return key === 200 || key === 201 ? 'ide' : 'scsi';
}

function otherDevice(device: VimObject): Result<never, Fault> {
  return refused(
    `A spec changes virtual disks here; it cannot change a ${device.typeName}.`,
    'Use the cmdlets of the device: Get-Command -Noun VM*Port, HardDisk, VTpm',
  );
}

function refused(rule: string, remedy: string): Result<never, Fault> {
  return fail({ kind: 'InvalidArgument', parameter: 'spec.deviceChange', rule, remedy });
}
