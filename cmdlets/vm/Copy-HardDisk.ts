import { basename, join } from 'node:path';
import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { isFolder } from '../../src/datacenter/disks/datastore-items.ts';
import { copyDisk, type DiskCopy } from '../../src/datacenter/disks/disk-copy.ts';
import { virtualDiskStorageFormat } from '../../src/inventory/enums.ts';
import { diskFormatNamed, type HardDiskItem, hardDiskType } from '../../src/inventory/hard-disk.ts';
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
      help: 'The copy: [datastore1] folder/copy.vmdk, or for an image also a file of this machine; or a folder that exists, in which it has the name of the disk.',
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
      const target = targetOf(invocation, disk.data, args.DestinationPath, format);
      const action = `Copy hard disk to ${nameOf(target)}${isPlain ? ' in plain' : ''}`;
      if (!invocation.shouldProcess(`${vm.name}, ${row.label}`, action)) continue;
      const reader = `whoever has the file reads ${row.label} of ${vm.name}, without any key.`;
      // Nobody listens any more when an asynchronous one has ended.
      if (isPlain && args.RunAsync) invocation.warning(`${nameOf(target)} will be plain: ${reader}`);
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
          target,
          format,
          overwrites: args.Force,
          ...(args.DestinationStorageFormat && {
            storageFormat: diskFormatNamed(args.DestinationStorageFormat),
          }),
        }),
        toValue: ({ path, isDecrypted }) => {
          if (isDecrypted && !args.RunAsync) invocation.warning(`${path} is plain: ${reader}`);
          return path;
        },
        runAsync: args.RunAsync,
        target: disk,
      });
    }
  },
});

/** A folder stands for the file in it that has the disk's name. */
function targetOf(
  invocation: Invocation,
  { connection, row }: HardDiskItem,
  path: string,
  format: DiskCopy['format'],
): DiskCopy['target'] {
  const place = path.startsWith('[')
    ? { datastorePath: path }
    : { file: invocation.session.resolvePath(path) };
  if (!isFolder(connection.datacenter, place)) return place;
  const name =
    basename(row.fileName.replace(/^\[.*\] */, ''), '.vmdk') + (format === 'raw' ? '.img' : '.vmdk');
  if ('file' in place) return { file: join(place.file, name) };
  const folder = path.replace(/\/?\s*$/, '');
  return { datastorePath: folder.endsWith(']') ? `${folder} ${name}` : `${folder}/${name}` };
}

function nameOf(target: DiskCopy['target']): string {
  return 'file' in target ? target.file : target.datastorePath;
}
