import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { detachDisk } from '../../src/datacenter/disks/disk-change.ts';
import { hardDiskType } from '../../src/inventory/hard-disk.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';

export default defineCmdlet({
  name: 'Remove-HardDisk',
  synopsis: 'Takes hard disks away from their virtual machines, with -DeletePermanently their files too.',
  description: 'A disk that is taken away stays encrypted, and forgets its storage policy.',
  parameters: {
    HardDisk: {
      type: hardDiskType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The disks.',
    },
    DeletePermanently: { type: 'switch', help: 'Removes the files from the datastore.' },
  },
  output: [],
  impact: 'high',
  privileges: ['VirtualMachine.Config.RemoveDisk'],
  examples: [
    {
      title: 'Remove a second disk and its files',
      before: 'New-HardDisk app-01 -CapacityGB 1',
      code: "Get-HardDisk app-01 -Name 'Hard disk 2' | Remove-HardDisk -DeletePermanently -Confirm:$false",
    },
  ],
  process(args, invocation) {
    for (const disk of args.HardDisk) {
      const { connection, vm, row } = disk.data;
      const action = args.DeletePermanently ? 'Remove hard disk and delete its files' : 'Remove hard disk';
      if (!invocation.shouldProcess(`${vm.name}, ${row.label}`, action)) continue;
      const removed = detachDisk(connection.datacenter, connection.caller, {
        vmId: vm.id,
        key: row.key,
        deletePermanently: args.DeletePermanently,
      });
      if (!removed.ok) reportFault(invocation, removed.fault, disk);
    }
  },
});
