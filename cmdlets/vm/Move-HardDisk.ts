import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { datastoreType } from '../../src/inventory/datastore.ts';
import { virtualDiskStorageFormat } from '../../src/inventory/enums.ts';
import { hardDiskType } from '../../src/inventory/hard-disk.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { runDiskMove } from '../../src/inventory/run-disk-move.ts';

export default defineCmdlet({
  name: 'Move-HardDisk',
  synopsis: 'Moves hard disks to another datastore, or changes their format.',
  description:
    'The disk is copied under a new name and the old one goes once the virtual machine points at the copy. An encrypted disk is copied as the ciphertext that it is: no key is needed.',
  parameters: {
    HardDisk: {
      type: hardDiskType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The disks.',
    },
    Datastore: { type: datastoreType, position: 1, help: 'Where their files go.' },
    StorageFormat: { type: virtualDiskStorageFormat, help: 'As they are unless given.' },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [hardDiskType],
  impact: 'medium',
  privileges: ['Resource.ColdMigrate', 'Datastore.AllocateSpace'],
  examples: [
    {
      title: 'A disk goes to another datastore',
      code: 'Get-HardDisk app-01 | Move-HardDisk -Datastore datastore2 -Confirm:$false',
    },
  ],
  links: ['Move-VM', 'Set-HardDisk'],
  process(args, invocation) {
    for (const disk of args.HardDisk) runDiskMove(invocation, disk, args);
  },
});
