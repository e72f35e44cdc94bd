import { MiB } from '../../src/base/units.ts';
import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { type DiskSettings, reconfigureDisk } from '../../src/datacenter/disks/disk-change.ts';
import { fillDisk } from '../../src/datacenter/disks/disk-fill.ts';
import { planPolicy } from '../../src/datacenter/encryption/encryption-plan.ts';
import { applyPolicy } from '../../src/datacenter/encryption/vm-encryption.ts';
import type { DiskRow, VmRow } from '../../src/datacenter/rows.ts';
import { DATASTORE_DEFAULT_POLICY_ID, VM_ENCRYPTION_POLICY_ID } from '../../src/datacenter/vcenter.ts';
import { datastoreType } from '../../src/inventory/datastore.ts';
import { type DisksOfOneVm, disksByVm, hardDisksAfter } from '../../src/inventory/disks-by-vm.ts';
import { diskSharing, persistencePolicy, virtualDiskStorageFormat } from '../../src/inventory/enums.ts';
import { type HardDiskItem, hardDiskOf, hardDiskType } from '../../src/inventory/hard-disk.ts';
import { keyProviderParameter, providerNameOf } from '../../src/inventory/key-provider.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { bytesOfGigabytes } from '../../src/inventory/quantities.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { runDiskMove } from '../../src/inventory/run-disk-move.ts';
import { runRekey } from '../../src/inventory/run-rekey.ts';
import { runRewrite } from '../../src/inventory/run-rewrite.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { storagePolicyType } from '../../src/inventory/storage-policy.ts';
import { vmValue } from '../../src/inventory/virtual-machine.ts';
import type { TypedObject } from '../../src/values/object-type.ts';

/** Whom a guest would let resize its partition. */
const guestParameters = {
  HostCredential: { type: 'credential', sets: ['ResizeGuest'], help: 'Goes with -ResizeGuestPartition.' },
  HostUser: { type: 'string', sets: ['ResizeGuest'], help: 'Goes with -ResizeGuestPartition.' },
  HostPassword: { type: 'securestring', sets: ['ResizeGuest'], help: 'Goes with -ResizeGuestPartition.' },
  GuestCredential: { type: 'credential', sets: ['ResizeGuest'], help: 'Goes with -ResizeGuestPartition.' },
  GuestUser: { type: 'string', sets: ['ResizeGuest'], help: 'Goes with -ResizeGuestPartition.' },
  GuestPassword: { type: 'securestring', sets: ['ResizeGuest'], help: 'Goes with -ResizeGuestPartition.' },
  ToolsWaitSecs: { type: 'int', sets: ['ResizeGuest'], help: 'Goes with -ResizeGuestPartition.' },
  HelperVM: { type: 'string', sets: ['ResizeGuest'], help: 'Goes with -ResizeGuestPartition.' },
  Partition: { type: 'string', sets: ['ResizeGuest'], help: 'Goes with -ResizeGuestPartition.' },
} as const;

export default defineCmdlet({
  name: 'Set-HardDisk',
  synopsis:
    'Changes hard disks: encrypts or decrypts them, makes them larger, inflates them or fills them with zeros.',
  description:
    'Only a disk of an encrypted VM can be encrypted. With -KmsCluster a disk that is encrypted already gets a new key of its own (shallow). -Inflate and -ZeroOut need the VM off and room for the whole disk: it is written anew beside the old one, encrypted to its last block if it was, and the old one is removed when the new one is the VM’s.',
  parameters: {
    HardDisk: {
      type: hardDiskType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The disks.',
    },
    CapacityGB: {
      type: 'double',
      sets: ['Update', 'ResizeGuest'],
      help: 'The new size; a disk can only grow.',
    },
    CapacityKB: { type: 'long', sets: ['Update'], help: 'The new size in KB.' },
    Persistence: {
      type: persistencePolicy,
      sets: ['Update'],
      help: 'Persistent, IndependentPersistent or IndependentNonPersistent.',
    },
    Sharing: {
      type: diskSharing,
      sets: ['Update'],
      help: 'MultiWriter lets several VMs write to it at once; None is one VM.',
    },
    FlashReadCacheMB: {
      type: 'long',
      validateRange: [0, 409_600],
      sets: ['Update'],
      help: 'Flash read cache that is reserved for it; 0 is none.',
    },
    Datastore: { type: datastoreType, sets: ['Update'], help: 'Moves the disks to this datastore.' },
    StorageFormat: {
      type: virtualDiskStorageFormat,
      sets: ['Update'],
      help: 'Writes them anew in this format.',
    },
    Controller: {
      type: 'string',
      sets: ['Update'],
      validateSet: ['SCSI controller 0'],
      help: 'A disk hangs on SCSI controller 0 already, and one of an IDE controller stays there.',
    },
    Inflate: {
      type: 'switch',
      sets: ['Inflate'],
      mandatory: ['Inflate'],
      help: 'Makes thin disks thick: every block gets its place, what was never written as zeros.',
    },
    ZeroOut: {
      type: 'switch',
      sets: ['ZeroOut'],
      mandatory: ['ZeroOut'],
      help: 'Fills whole disks with zeros: what the guest has on them is lost.',
    },
    ResizeGuestPartition: {
      type: 'switch',
      sets: ['ResizeGuest'],
      mandatory: ['ResizeGuest'],
      help: 'Grows the guest’s partition too: refused, for no guest system here runs that could do it.',
    },
    ...guestParameters,
    KmsCluster: { ...keyProviderParameter, aliases: ['KeyProvider'], sets: ['Encrypt'] },
    StoragePolicy: {
      type: storagePolicyType,
      sets: ['Encrypt'],
      help: 'A policy for the disks; one that encrypts, or Datastore Default to decrypt.',
    },
    DisableEncryption: {
      type: 'switch',
      sets: ['Decrypt'],
      mandatory: ['Decrypt'],
      help: 'Decrypts the disks.',
    },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  defaultParameterSet: 'Update',
  output: [hardDiskType],
  impact: 'high',
  privileges: [
    'VirtualMachine.Config.DiskExtend',
    'Datastore.FileManagement',
    'Cryptographer.Encrypt',
    'Cryptographer.Decrypt',
  ],
  examples: [
    {
      title: 'Make a disk larger',
      code: 'Get-HardDisk app-01 | Set-HardDisk -CapacityGB 8 -Confirm:$false',
    },
    {
      title: 'Make a thin disk thick',
      before: 'New-VM small-01 -DiskMB 16',
      code: 'Get-HardDisk small-01 | Set-HardDisk -Inflate -Confirm:$false',
    },
    {
      title: 'Decrypt a disk, leave VM Home encrypted',
      before: 'Enable-VMEncryption app-02',
      code: 'Get-HardDisk app-02 | Set-HardDisk -DisableEncryption -Confirm:$false',
    },
  ],
  process(args, invocation) {
    if (invocation.parameterSet === 'ResizeGuest') {
      reportFault(invocation, {
        kind: 'InvalidArgument',
        parameter: 'ResizeGuestPartition',
        rule: 'No operating system runs in a guest here; its partitions cannot be resized from outside.',
        remedy: 'Grow the disk alone: Set-HardDisk -CapacityGB',
      });
      return;
    }
    if (invocation.parameterSet === 'Update') {
      const capacityBytes =
        args.CapacityKB === undefined
          ? args.CapacityGB && bytesOfGigabytes(args.CapacityGB)
          : Number(args.CapacityKB) * 1024;
      const settings: DiskSettings = {
        ...(capacityBytes !== undefined && { capacityBytes }),
        ...(args.Persistence && { persistence: args.Persistence as DiskRow['persistence'] }),
        ...(args.Sharing && { isShared: args.Sharing === 'MultiWriter' }),
        ...(args.FlashReadCacheMB !== undefined && {
          flashReadCacheBytes: Number(args.FlashReadCacheMB) * MiB,
        }),
      };
      const isMove = args.Datastore !== undefined || args.StorageFormat !== undefined;
      for (const disk of args.HardDisk) {
        if (isMove) runDiskMove(invocation, disk, args);
        if (!isMove || Object.keys(settings).length > 0) update(invocation, disk, settings);
      }
      return;
    }
    if (invocation.parameterSet === 'Inflate' || invocation.parameterSet === 'ZeroOut') {
      for (const disk of args.HardDisk) fill(invocation, disk, args);
      return;
    }
    for (const group of disksByVm(args.HardDisk)) {
      const provider = args.KmsCluster && { providerName: providerNameOf(args.KmsCluster) };
      const encrypting = args.StoragePolicy?.data.row.id ?? VM_ENCRYPTION_POLICY_ID;
      changeEncryption(invocation, group, {
        policyId: args.DisableEncryption ? DATASTORE_DEFAULT_POLICY_ID : encrypting,
        isKeyAsked: args.KmsCluster !== undefined && args.StoragePolicy === undefined,
        runAsync: args.RunAsync,
        ...provider,
      });
    }
  },
});

function update(invocation: Invocation, disk: TypedObject<HardDiskItem>, settings: DiskSettings): void {
  const { connection, vm, row } = disk.data;
  if (!invocation.shouldProcess(`${vm.name}, ${row.label}`, 'Reconfigure hard disk')) return;
  const changed = reconfigureDisk(connection.datacenter, connection.caller, {
    vmId: vm.id,
    key: row.key,
    ...settings,
  });
  if (changed.ok) invocation.write(hardDiskOf({ connection, row: changed.value.vm }, changed.value.disk));
  else reportFault(invocation, changed.fault, disk);
}

function fill(
  invocation: Invocation,
  disk: TypedObject<HardDiskItem>,
  { ZeroOut, RunAsync }: { readonly ZeroOut: boolean; readonly RunAsync: boolean },
): void {
  const { connection, vm, row } = disk.data;
  const action = ZeroOut ? 'Fill hard disk with zeros' : 'Inflate hard disk';
  if (!invocation.shouldProcess(`${vm.name}, ${row.label}`, action)) return;
  const method = ZeroOut ? 'zeroFillVirtualDisk' : 'inflateVirtualDisk';
  runTask(invocation, {
    connection,
    description: {
      descriptionId: `VirtualDiskManager.${method}`,
      name: `${method.charAt(0).toUpperCase()}${method.slice(1)}_Task`,
      entity: { id: vm.id, name: vm.name },
    },
    activity: `${ZeroOut ? 'Zeroing out' : 'Inflating'} ${row.label} of ${vm.name}`,
    operation: fillDisk(connection.datacenter, connection.caller, {
      vmId: vm.id,
      key: row.key,
      keeps: ZeroOut ? 'zeros' : 'data',
    }),
    toValue: (filled) => hardDiskOf({ connection, row: filled.vm }, filled.disk),
    runAsync: RunAsync,
    target: disk,
  });
}

function changeEncryption(
  invocation: Invocation,
  { connection, vm, keys }: DisksOfOneVm,
  wanted: {
    readonly policyId: string;
    readonly providerName?: string;
    readonly isKeyAsked: boolean;
    readonly runAsync: boolean;
  },
): void {
  const { datacenter, caller } = connection;
  const { policyId, providerName, runAsync } = wanted;
  const provider = providerName === undefined ? {} : { providerName };
  const common = {
    connection,
    toValue: (after: VmRow) => hardDisksAfter(connection, after, keys),
    runAsync,
    target: vmValue(connection, vm),
  };
  const disks = (datacenter.get('vms', vm.id) ?? vm).disks.filter(({ key }) => keys.includes(key));
  if (wanted.isKeyAsked && disks.every(({ keyId }) => keyId !== null)) {
    const request = { vmId: vm.id, home: false, disks: keys, deep: false, ...provider };
    runRekey(invocation, { ...common, request });
    return;
  }
  const request = { vmId: vm.id, home: false, disks: keys, policyId, ...provider };
  runRewrite(invocation, {
    ...common,
    plan: planPolicy(datacenter, caller, request),
    operation: () => applyPolicy(datacenter, caller, request),
  });
}
