import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { createSnapshot } from '../../src/datacenter/snapshots.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { runTask } from '../../src/inventory/run-task.ts';
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
    RunAsync: runAsyncParameter,
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
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'VirtualMachine.createSnapshot',
          name: 'CreateSnapshot_Task',
          entity: { id: row.id, name: row.name },
        },
        activity: `Taking snapshot ${args.Name} of ${row.name}`,
        operation: createSnapshot(connection.datacenter, connection.caller, {
          vmId: row.id,
          name: args.Name,
          description: args.Description ?? '',
        }),
        toValue: (taken) => objectOf(snapshotType, { connection, vm: taken.vm, row: taken.snapshot }),
        runAsync: args.RunAsync,
        target: vm,
      });
    }
  },
});
