import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { cdDriveType, cdDriveValues } from '../../src/inventory/removable-drive.ts';
import { templateType } from '../../src/inventory/template.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { matchesWildcard } from '../../src/values/wildcard.ts';

export default defineCmdlet({
  name: 'Get-CDDrive',
  synopsis: 'Gets the CD/DVD drives of virtual machines.',
  description:
    'A VM has those that its VMX has lines of: New-VM -CD and packages that are imported bring them.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: ['VM'],
      sets: ['VM'],
      pipeline: 'value',
      help: 'The VMs.',
    },
    Template: {
      type: templateType,
      array: true,
      mandatory: ['Template'],
      sets: ['Template'],
      pipeline: 'value',
      help: 'The templates.',
    },
    Name: { type: 'string', array: true, wildcard: true, help: 'Only drives of these names.' },
    Server: serverParameter,
  },
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
    for (const { data } of args.VM ?? args.Template ?? [])
      for (const drive of cdDriveValues(data))
        if (args.Name?.some((name) => matchesWildcard(drive.data.row.name, name)) ?? true)
          invocation.write(drive);
  },
});
