import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { removeSnapshot } from '../../src/datacenter/snapshots.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { snapshotType } from '../../src/inventory/snapshot.ts';

export default defineCmdlet({
  name: 'Remove-Snapshot',
  synopsis: 'Removes snapshots; what was written since is merged into the disks.',
  parameters: {
    Snapshot: {
      type: snapshotType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The snapshots.',
    },
    Server: serverParameter,
  },
  output: [],
  impact: 'high',
  privileges: ['VirtualMachine.State.RemoveSnapshot'],
  examples: [
    { title: 'All snapshots of a VM', code: 'Get-Snapshot web-01 | Remove-Snapshot -Confirm:$false' },
  ],
  process(args, invocation) {
    for (const snapshot of args.Snapshot) {
      const { connection, vm, row } = snapshot.data;
      if (!invocation.shouldProcess(`${row.name} of ${vm.name}`, 'Remove snapshot')) continue;
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'VirtualMachineSnapshot.remove',
          name: 'RemoveSnapshot_Task',
          entity: { id: vm.id, name: vm.name },
        },
        activity: `Removing snapshot ${row.name} of ${vm.name}`,
        operation: removeSnapshot(connection.datacenter, connection.caller, {
          vmId: vm.id,
          snapshotId: row.id,
        }),
        toValue: () => undefined,
        runAsync: false,
        target: snapshot,
      });
    }
  },
});
