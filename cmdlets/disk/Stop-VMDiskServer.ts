import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { stopDiskServer } from '../../src/datacenter/disks/disk-server.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';

export default defineCmdlet({
  name: 'Stop-VMDiskServer',
  synopsis: 'Ends the disk server of a VM, whichever process runs it.',
  description:
    'Clients are cut off, everything that was written is made durable, and the VM is let go of. The VM stays on.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'both',
      help: 'The VMs.',
    },
    Server: serverParameter,
  },
  output: [],
  impact: 'medium',
  privileges: ['VirtualMachine.Provisioning.DiskRandomAccess'],
  examples: [
    {
      title: 'End a disk server',
      before: 'Start-VMDiskServer db-01',
      code: 'Stop-VMDiskServer db-01',
    },
  ],
  process(args, invocation) {
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      if (!invocation.shouldProcess(row.name, 'Stop disk server')) continue;
      const stopped = stopDiskServer(connection.datacenter, connection.caller, row.id);
      if (!stopped.ok) reportFault(invocation, stopped.fault, vm);
    }
  },
});
