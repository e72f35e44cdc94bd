import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import {
  cdDriveType,
  cdDriveValues,
  drivesOf,
  drivesOfParameters,
} from '../../src/inventory/removable-drive.ts';

export default defineCmdlet({
  name: 'Get-CDDrive',
  synopsis: 'Gets the CD/DVD drives of virtual machines.',
  description:
    'A VM has those that its VMX has lines of: New-VM -CD and packages that are imported bring them.',
  parameters: drivesOfParameters,
  defaultParameterSet: 'VM',
  output: [cdDriveType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    {
      title: 'Which VMs have one',
      before: 'New-VM build-01 -VMHost esx-01.lab.local -CD',
      code: 'Get-VM | Get-CDDrive',
    },
  ],
  process(args, invocation) {
    for (const drive of drivesOf(args, cdDriveValues)) invocation.write(drive);
  },
});
