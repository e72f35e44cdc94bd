import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { changeSnapshot } from '../../src/datacenter/disks/snapshots.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { snapshotType } from '../../src/inventory/snapshot.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Set-Snapshot',
  synopsis: 'Changes the name or the description of snapshots.',
  description: 'To put a virtual machine back to a snapshot: Set-VM -Snapshot.',
  parameters: {
    Snapshot: {
      type: snapshotType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The snapshots.',
    },
    Name: { type: 'string', help: 'A new name.' },
    Description: { type: 'string', allowEmpty: true, help: 'A new note.' },
  },
  output: [snapshotType],
  impact: 'low',
  privileges: ['VirtualMachine.State.RenameSnapshot'],
  examples: [
    {
      title: 'Another name',
      code: 'Get-Snapshot web-01 -Name before-update | Set-Snapshot -Name before-upgrade',
    },
  ],
  links: ['Set-VM', 'New-Snapshot', 'Remove-Snapshot'],
  process(args, invocation) {
    for (const snapshot of args.Snapshot) {
      const { connection, vm, row } = snapshot.data;
      if (!invocation.shouldProcess(`${row.name} of ${vm.name}`, 'Change snapshot')) continue;
      const changed = changeSnapshot(connection.datacenter, connection.caller, {
        vmId: vm.id,
        snapshotId: row.id,
        ...(args.Name !== undefined && { name: args.Name }),
        ...(args.Description !== undefined && { description: args.Description }),
      });
      if (changed.ok) {
        invocation.write(
          objectOf(snapshotType, { connection, vm: changed.value.vm, row: changed.value.snapshot }),
        );
      } else reportFault(invocation, changed.fault, snapshot);
    }
  },
});
