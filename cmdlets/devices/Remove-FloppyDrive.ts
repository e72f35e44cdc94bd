import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { floppyDriveType, removeDrives } from '../../src/inventory/removable-drive.ts';

export default defineCmdlet({
  name: 'Remove-FloppyDrive',
  synopsis: 'Takes floppy drives from virtual machines that are off.',
  parameters: {
    Floppy: {
      type: floppyDriveType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'Drives, as Get-FloppyDrive gives them.',
    },
  },
  output: [],
  impact: 'high',
  privileges: ['VirtualMachine.Config.AddRemoveDevice'],
  examples: [
    {
      title: 'Before a hardening audit',
      before: 'New-VM build-01 -VMHost esx-01.lab.local -Floppy',
      code: 'Get-VM build-01 | Get-FloppyDrive | Remove-FloppyDrive -Confirm:$false',
    },
  ],
  process(args, invocation) {
    removeDrives(invocation, args.Floppy);
  },
});
