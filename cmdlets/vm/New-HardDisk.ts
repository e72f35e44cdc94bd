import type { Result } from '../../src/base/result.ts';
import { formatBytes } from '../../src/base/units.ts';
import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { addDisk, type NewDisk, type NewDiskPlan, planNewDisk } from '../../src/datacenter/disks/disks.ts';
import { attachDisk } from '../../src/datacenter/disks/existing-disk.ts';
import { addRawDevice } from '../../src/datacenter/disks/raw-device.ts';
import type { Fault } from '../../src/datacenter/faults.ts';
import type { DiskRow } from '../../src/datacenter/rows.ts';
import { mayReconfigure, reconfigureVm, type VmSettings } from '../../src/datacenter/vm/vm-settings.ts';
import type { Connection } from '../../src/inventory/connection.ts';
import { datastoreType } from '../../src/inventory/datastore.ts';
import { diskType, persistencePolicy, virtualDiskStorageFormat } from '../../src/inventory/enums.ts';
import { diskFormatNamed, hardDiskOf, hardDiskType } from '../../src/inventory/hard-disk.ts';
import { keyProviderParameter, providerNameOf } from '../../src/inventory/key-provider.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { bytesOfGigabytes } from '../../src/inventory/quantities.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { storagePolicyType } from '../../src/inventory/storage-policy.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { advancedOptions, reportAbsent } from '../../src/inventory/vm-options.ts';

export default defineCmdlet({
  name: 'New-HardDisk',
  synopsis: 'Gives a virtual machine a new disk, or one that exists already.',
  description:
    'With -CapacityGB the disk is new and empty; on an encrypted VM it is encrypted from its first byte. With -DiskPath an existing VMDK on a datastore is attached as it is, for example one that qemu-img made; a raw image, whose name ends in .img or .raw, gets a descriptor beside it and is the disk itself from then on: no byte of it is copied.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The VMs.',
    },
    CapacityGB: { type: 'double', sets: ['CreateNew'], help: 'Size of the new disk.' },
    CapacityKB: { type: 'long', sets: ['CreateNew'], help: 'Size of the new disk in KB.' },
    StorageFormat: {
      type: virtualDiskStorageFormat,
      sets: ['CreateNew'],
      help: 'Thin unless given; Thick is filled as it is written, EagerZeroedThick with zeros at once.',
    },
    ThinProvisioned: { type: 'switch', sets: ['CreateNew'], help: 'The same as -StorageFormat Thin.' },
    Datastore: {
      type: datastoreType,
      sets: ['CreateNew'],
      help: 'Where its files go; beside the VMX unless given.',
    },
    DiskType: {
      type: diskType,
      sets: ['CreateNew'],
      help: 'Flat unless given; RawVirtual and RawPhysical map the device of -DeviceName.',
    },
    DeviceName: {
      type: 'string',
      sets: ['CreateNew'],
      help: 'The device of a raw device mapping: the path of a file that stands for a LUN.',
    },
    Split: {
      type: 'switch',
      sets: ['CreateNew'],
      help: 'Accepted as PowerCLI does: a disk of a host is never split.',
    },
    AdvancedOption: {
      type: 'object',
      array: true,
      sets: ['CreateNew'],
      help: 'Advanced settings of the VM that go with the disk: objects or hashtables with Key and Value.',
    },
    VDisk: {
      type: 'string',
      sets: ['AttachVDisk'],
      mandatory: ['AttachVDisk'],
      help: 'A disk that lives without a VM, by name; there are none here.',
    },
    KmsCluster: {
      ...keyProviderParameter,
      aliases: ['KeyProvider'],
      sets: ['CreateNew'],
      help: 'The provider of a key of the disk’s own; on an encrypted VM it has VM Home’s key unless given.',
    },
    StoragePolicy: {
      type: storagePolicyType,
      help: 'Its policy; on an encrypted VM a new disk is encrypted unless this says otherwise.',
    },
    Controller: {
      type: 'string',
      validateSet: ['SCSI controller 0', 'IDE 0'],
      help: 'Where it hangs; SCSI controller 0 unless given.',
    },
    Persistence: { type: persistencePolicy, help: 'Persistent unless given.' },
    DiskPath: {
      type: 'string',
      sets: ['UseExisting'],
      mandatory: ['UseExisting'],
      help: 'Datastore path of a descriptor, [datastore1] folder/disk.vmdk, or of a raw image: folder/disk.img',
    },
    Server: serverParameter,
  },
  defaultParameterSet: 'CreateNew',
  output: [hardDiskType],
  impact: 'low',
  privileges: [
    'VirtualMachine.Config.AddNewDisk',
    'VirtualMachine.Config.AddExistingDisk',
    'Cryptographer.AddDisk',
  ],
  examples: [
    { title: 'A second disk', code: 'New-HardDisk app-01 -CapacityGB 1' },
    {
      title: 'A disk made elsewhere',
      code: "New-HardDisk app-01 -DiskPath '[datastore1] import/data.vmdk'",
      needs: 'that disk',
    },
  ],
  process(args, invocation) {
    if (reportAbsent(invocation, { VDisk: args.VDisk })) return;
    const advanced = advancedOptions(args.AdvancedOption);
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      const { datacenter, caller } = connection;
      const common = {
        vmId: row.id,
        controller: args.Controller === 'IDE 0' ? ('ide' as const) : ('scsi' as const),
        ...(args.Persistence && { persistence: args.Persistence as DiskRow['persistence'] }),
        ...(args.StoragePolicy && { policyId: args.StoragePolicy.data.row.id }),
      };
      if (args.DiskPath !== undefined) {
        if (!invocation.shouldProcess(row.name, `Attach disk ${args.DiskPath}`)) continue;
        const attached = attachDisk(datacenter, caller, { ...common, diskPath: args.DiskPath });
        if (attached.ok)
          invocation.write(hardDiskOf({ connection, row: attached.value.vm }, attached.value.disk));
        else reportFault(invocation, attached.fault, args.DiskPath);
        continue;
      }
      if (args.DiskType?.startsWith('Raw') === true || args.DeviceName !== undefined) {
        if (!invocation.shouldProcess(row.name, `Map the raw device ${args.DeviceName ?? ''}`)) continue;
        const mapped = addRawDevice(datacenter, caller, {
          ...common,
          device: args.DeviceName ?? '',
          isPhysical: args.DiskType === 'RawPhysical',
          ...(args.Datastore && { datastoreName: args.Datastore.data.row.name }),
        });
        if (mapped.ok) invocation.write(hardDiskOf({ connection, row: mapped.value.vm }, mapped.value.disk));
        else reportFault(invocation, mapped.fault, args.DeviceName ?? vm);
        continue;
      }
      const capacityBytes =
        args.CapacityKB === undefined
          ? bytesOfGigabytes(args.CapacityGB ?? 4)
          : Number(args.CapacityKB) * 1024;
      const request = {
        ...common,
        capacityBytes,
        format: args.ThinProvisioned ? ('thin' as const) : diskFormatNamed(args.StorageFormat ?? 'Thin'),
        ...(args.Datastore && { datastoreName: args.Datastore.data.row.name }),
        ...(args.KmsCluster && { providerName: providerNameOf(args.KmsCluster) }),
      };
      const plan = planWith(advanced, connection, request);
      if (!plan.ok) {
        reportFault(invocation, plan.fault, vm);
        continue;
      }
      const { policy, isEncrypted } = plan.value;
      const key =
        request.providerName === undefined
          ? 'the key of VM Home'
          : `a new key from key provider ${request.providerName}`;
      const detail = `policy ${policy.name}; ${isEncrypted ? `encrypted under ${key}` : 'not encrypted'}`;
      if (!invocation.shouldProcess(row.name, `Add a disk of ${formatBytes(capacityBytes)}`, detail))
        continue;
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'VirtualMachine.reconfigure',
          name: 'ReconfigVM_Task',
          entity: { id: row.id, name: row.name },
        },
        activity: `Adding a disk to ${row.name}`,
        operation: addDisk(datacenter, caller, request),
        toValue: (added) => {
          const vm =
            advanced.extraConfig &&
            reconfigureVm(datacenter, caller, row.id, {
              extraConfig: { ...added.vm.extraConfig, ...advanced.extraConfig },
            });
          if (vm?.ok === false) reportFault(invocation, vm.fault, row.name);
          return hardDiskOf({ connection, row: vm?.ok === true ? vm.value : added.vm }, added.disk);
        },
        runAsync: false,
        target: vm,
      });
    }
  },
});

/** The disk, and the settings that the VM gets with it. */
function planWith(
  settings: VmSettings,
  { datacenter, caller }: Connection,
  request: NewDisk,
): Result<NewDiskPlan, Fault> {
  const allowed = mayReconfigure(datacenter, caller, request.vmId, settings);
  return allowed.ok ? planNewDisk(datacenter, caller, request) : allowed;
}
