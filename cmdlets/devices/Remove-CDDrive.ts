import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { removeDrive } from '../../src/datacenter/vm/removable-drives.ts';
import { cdDriveType } from '../../src/inventory/removable-drive.ts';
import { reportFault, reportRefusal } from '../../src/inventory/report-fault.ts';

export default defineCmdlet({
  name: 'Remove-CDDrive',
  synopsis: 'Takes CD/DVD drives from virtual machines that are off.',
  parameters: {
    CD: {
      type: cdDriveType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'Drives, as Get-CDDrive gives them.',
    },
  },
  output: [],
  impact: 'high',
  privileges: ['VirtualMachine.Config.AddRemoveDevice'],
  examples: [
    {
      title: 'Before a hardening audit',
      before: 'New-VM build-01 -VMHost esx-01.lab.local -CD',
      code: 'Get-VM build-01 | Get-CDDrive | Remove-CDDrive -Confirm:$false',
    },
  ],
  process(args, invocation) {
    for (const drive of args.CD) {
      const {
        connection,
        vm,
        row,
        drive: { unit },
      } = drive.data;
      const change = removeDrive(connection.datacenter, connection.caller, { vmId: vm.id, unit });
      if (reportRefusal(invocation, change.check(), drive)) continue;
      if (!invocation.shouldProcess(`${row.name} of ${vm.name}`, 'Remove drive')) continue;
      const removed = change.make();
      if (!removed.ok) reportFault(invocation, removed.fault, drive);
    }
  },
});
