import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { cdDriveType, removeDrives } from '../../src/inventory/removable-drive.ts';

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
    removeDrives(invocation, args.CD);
  },
});
