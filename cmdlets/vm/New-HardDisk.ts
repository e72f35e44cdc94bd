import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { addDisk, attachDisk } from '../../src/datacenter/disks.ts';
import { datastoreType } from '../../src/inventory/datastore.ts';
import { virtualDiskStorageFormat } from '../../src/inventory/enums.ts';
import { hardDiskOf, hardDiskType } from '../../src/inventory/hard-disk.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';

const GB = 1024 ** 3;

export default defineCmdlet({
  name: 'New-HardDisk',
  synopsis: 'Gives a virtual machine a new disk, or one that exists already.',
  description:
    'With -CapacityGB the disk is new and empty; on an encrypted VM it is encrypted from its first byte. With -DiskPath an existing VMDK on a datastore is attached as it is, for example one that qemu-img made.',
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
    StorageFormat: { type: virtualDiskStorageFormat, sets: ['CreateNew'], help: 'Thin unless given.' },
    ThinProvisioned: { type: 'switch', sets: ['CreateNew'], help: 'The same as -StorageFormat Thin.' },
    Datastore: {
      type: datastoreType,
      sets: ['CreateNew'],
      help: 'Where its files go; beside the VMX unless given.',
    },
    DiskPath: {
      type: 'string',
      sets: ['UseExisting'],
      mandatory: ['UseExisting'],
      help: 'Datastore path of a descriptor: [datastore1] folder/disk.vmdk',
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
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      const { datacenter, caller } = connection;
      if (args.DiskPath !== undefined) {
        if (!invocation.shouldProcess(row.name, `Attach disk ${args.DiskPath}`)) continue;
        const attached = attachDisk(datacenter, caller, { vmId: row.id, diskPath: args.DiskPath });
        if (attached.ok)
          invocation.write(hardDiskOf({ connection, row: attached.value.vm }, attached.value.disk));
        else reportFault(invocation, attached.fault, args.DiskPath);
        continue;
      }
      const capacityBytes =
        args.CapacityKB === undefined
          ? Math.round((args.CapacityGB ?? 4) * GB)
          : Number(args.CapacityKB) * 1024;
      if (!invocation.shouldProcess(row.name, `Add a disk of ${capacityBytes / GB} GB`)) continue;
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'VirtualMachine.reconfigure',
          name: 'ReconfigVM_Task',
          entity: { id: row.id, name: row.name },
        },
        activity: `Adding a disk to ${row.name}`,
        operation: addDisk(datacenter, caller, {
          vmId: row.id,
          capacityBytes,
          isThin:
            args.ThinProvisioned || args.StorageFormat === undefined || args.StorageFormat.startsWith('Thin'),
          ...(args.Datastore && { datastoreName: args.Datastore.data.row.name }),
        }),
        toValue: (added) => hardDiskOf({ connection, row: added.vm }, added.disk),
        runAsync: false,
        target: vm,
      });
    }
  },
});
