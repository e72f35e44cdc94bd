import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import {
  drivesOf,
  drivesOfParameters,
  floppyDriveType,
  floppyDriveValues,
} from '../../src/inventory/removable-drive.ts';

export default defineCmdlet({
  name: 'Get-FloppyDrive',
  synopsis: 'Gets the floppy drives of virtual machines.',
  description:
    'A VM has those that its VMX has lines of: New-VM -Floppy and packages that are imported bring them.',
  parameters: drivesOfParameters,
  defaultParameterSet: 'VM',
  output: [floppyDriveType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    {
      title: 'Which VMs have one',
      before: 'New-VM build-01 -VMHost esx-01.lab.local -Floppy',
      code: 'Get-VM | Get-FloppyDrive',
    },
  ],
  process(args, invocation) {
    for (const drive of drivesOf(args, floppyDriveValues)) invocation.write(drive);
  },
});
