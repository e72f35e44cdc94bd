import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { createSnapshot } from '../../src/datacenter/snapshots.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { snapshotType } from '../../src/inventory/snapshot.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'New-Snapshot',
  synopsis: 'Takes a snapshot of the disks of virtual machines.',
  description: 'The disks stay as they are; what the VM writes from then on goes to delta files over them.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The VMs.',
    },
    Name: { type: 'string', position: 1, mandatory: true, help: 'The name of the snapshot.' },
    Description: { type: 'string', help: 'A note.' },
    Server: serverParameter,
  },
  output: [snapshotType],
  impact: 'low',
  privileges: ['VirtualMachine.State.CreateSnapshot'],
  examples: [{ title: 'Before a change', code: 'New-Snapshot app-01 -Name before-change' }],
  process(args, invocation) {
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      if (!invocation.shouldProcess(row.name, `Take snapshot ${args.Name}`)) continue;
      const taken = createSnapshot(connection.datacenter, connection.caller, {
        vmId: row.id,
        name: args.Name,
        description: args.Description ?? '',
      });
      if (!taken.ok) reportFault(invocation, taken.fault, vm);
      else
        invocation.write(
          objectOf(snapshotType, { connection, vm: taken.value.vm, row: taken.value.snapshot }),
        );
    }
  },
});
