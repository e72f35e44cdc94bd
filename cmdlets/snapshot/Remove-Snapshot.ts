import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { removeSnapshots } from '../../src/datacenter/disks/snapshots.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
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
    RemoveChildren: { type: 'switch', help: 'Removes those that came after it too.' },
    RunAsync: runAsyncParameter,
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
      // It went with a parent that was piped before it.
      const isGone = !connection.datacenter.get('vms', vm.id)?.snapshots.some(({ id }) => id === row.id);
      if (args.RemoveChildren && isGone) continue;
      if (!invocation.shouldProcess(`${row.name} of ${vm.name}`, 'Remove snapshot')) continue;
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'VirtualMachineSnapshot.remove',
          name: 'RemoveSnapshot_Task',
          entity: { id: vm.id, name: vm.name },
        },
        activity: `Removing snapshot ${row.name} of ${vm.name}`,
        operation: removeSnapshots(connection.datacenter, connection.caller, {
          vmId: vm.id,
          snapshotId: row.id,
          children: args.RemoveChildren,
        }),
        toValue: () => undefined,
        runAsync: args.RunAsync,
        target: snapshot,
      });
    }
  },
});
