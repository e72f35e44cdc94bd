import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { copyDisk, type DiskCopy } from '../../src/datacenter/disk-copy.ts';
import { virtualDiskStorageFormat } from '../../src/inventory/enums.ts';
import { hardDiskType } from '../../src/inventory/hard-disk.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { runTask } from '../../src/inventory/run-task.ts';

const FORMATS = { Vmdk: 'vmdk', Raw: 'raw', StreamOptimized: 'streamOptimized' } as const;

export default defineCmdlet({
  name: 'Copy-HardDisk',
  synopsis: 'Copies hard disks to another datastore, or out as images for other tools.',
  description:
    'Snapshots are flattened, and the copy hangs at no virtual machine; New-HardDisk -DiskPath attaches it. As a VMDK the copy of an encrypted disk stays encrypted, with a data key of its own under the same key of the key provider. With -FileFormat Raw or StreamOptimized it is one plain file, which qemu-img and VMware’s tools read: of an encrypted disk that is a decryption, which needs Cryptographer.Access and Cryptographer.Decrypt, warns, and leaves an event. The virtual machine must be off.',
  parameters: {
    HardDisk: {
      type: hardDiskType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The disks.',
    },
    DestinationPath: {
      type: 'string',
      position: 1,
      mandatory: true,
      help: 'The copy: [datastore1] folder/copy.vmdk, or for an image also a file of this machine. The folder must exist.',
    },
    DestinationStorageFormat: {
      type: virtualDiskStorageFormat,
      help: 'Thin or thick, for a VMDK; holes stay holes unless given.',
    },
    FileFormat: {
      type: 'string',
      validateSet: Object.keys(FORMATS),
      help: 'Vmdk unless given; Raw and StreamOptimized make one plain file.',
    },
    Force: {
      type: 'switch',
      help: 'Replaces what is there, but no file in the folder of a virtual machine.',
    },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: ['string'],
  impact: 'medium',
  privileges: [
    'VirtualMachine.Provisioning.DiskRandomRead',
    'Datastore.AllocateSpace',
    'Datastore.FileManagement',
    'Cryptographer.Clone',
    'Cryptographer.Access',
    'Cryptographer.Decrypt',
  ],
  examples: [
    {
      title: 'A copy beside the disk, as encrypted as the disk is',
      code: "Get-HardDisk app-01 | Copy-HardDisk -DestinationPath '[datastore1] app-01/copy.vmdk'",
    },
    {
      title: 'A plain image for other tools',
      code: "Get-HardDisk app-01 | Copy-HardDisk -DestinationPath ([IO.Path]::GetTempPath() + 'app-01.vmdk') -FileFormat StreamOptimized -Force",
    },
  ],
  links: ['Move-HardDisk', 'New-HardDisk', 'Export-VM'],
  process(args, invocation) {
    const format = FORMATS[(args.FileFormat ?? 'Vmdk') as keyof typeof FORMATS];
    for (const disk of args.HardDisk) {
      const { connection, vm, row } = disk.data;
      const isPlain = row.keyId !== null && format !== 'vmdk';
      const action = `Copy hard disk to ${args.DestinationPath}${isPlain ? ' in plain' : ''}`;
      if (!invocation.shouldProcess(`${vm.name}, ${row.label}`, action)) continue;
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'VirtualDiskManager.copyVirtualDisk',
          name: 'CopyVirtualDisk_Task',
          entity: { id: vm.id, name: vm.name },
        },
        activity: `Copying ${row.label} of ${vm.name}`,
        operation: copyDisk(connection.datacenter, connection.caller, {
          vmId: vm.id,
          key: row.key,
          target: targetOf(invocation, args.DestinationPath),
          format,
          overwrites: args.Force,
          ...(args.DestinationStorageFormat && {
            isThick: !args.DestinationStorageFormat.startsWith('Thin'),
          }),
        }),
        toValue: ({ path, isDecrypted }) => {
          if (isDecrypted)
            invocation.warning(
              `${path} is plain: whoever has the file reads ${row.label} of ${vm.name}, without any key.`,
            );
          return path;
        },
        runAsync: args.RunAsync,
        target: disk,
      });
    }
  },
});

function targetOf(invocation: Invocation, path: string): DiskCopy['target'] {
  return path.startsWith('[') ? { datastorePath: path } : { file: invocation.session.resolvePath(path) };
}
