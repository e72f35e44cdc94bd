import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { changeDrive, type DriveChange } from '../../src/datacenter/vm/removable-drives.ts';
import { makeChange } from '../../src/inventory/make-change.ts';
import { cdDriveType, driveValue } from '../../src/inventory/removable-drive.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';

export default defineCmdlet({
  name: 'Set-CDDrive',
  synopsis: 'Puts an image into CD/DVD drives, takes it out, or says whether they are connected at power on.',
  parameters: {
    CD: {
      type: cdDriveType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'Drives, as Get-CDDrive gives them.',
    },
    NoMedia: { type: 'switch', help: 'Takes the image out.' },
    IsoPath: { type: 'string', help: 'The image: [datastore1] tools/windows.iso.' },
    StartConnected: { type: 'bool', help: 'Whether it is connected when the VM is powered on.' },
  },
  output: [cdDriveType],
  impact: 'medium',
  privileges: ['VirtualMachine.Config.EditDevice'],
  examples: [
    {
      title: 'No image is left in any drive',
      before: 'New-VM build-01 -VMHost esx-01.lab.local -CD',
      code: 'Get-VM | Get-CDDrive | Set-CDDrive -NoMedia -StartConnected $false -Confirm:$false',
    },
  ],
  process(args, invocation) {
    if (args.NoMedia && args.IsoPath !== undefined)
      reportFault(invocation, {
        kind: 'InvalidArgument',
        parameter: 'NoMedia',
        rule: 'An image is put in or taken out, not both.',
        remedy: 'Leave -NoMedia or -IsoPath out.',
      });
    else
      for (const drive of args.CD) {
        const { connection, vm, row } = drive.data;
        const change: DriveChange = {
          ...(args.NoMedia && { imagePath: null }),
          ...(args.IsoPath !== undefined && { imagePath: args.IsoPath }),
          ...(args.StartConnected !== undefined && { startConnected: args.StartConnected }),
        };
        makeChange(
          invocation,
          changeDrive(connection.datacenter, connection.caller, {
            vmId: vm.id,
            unit: drive.data.drive.unit,
            change,
          }),
          {
            name: `${row.name} of ${vm.name}`,
            action: 'Change drive',
            target: drive,
            toValue: (changed) => driveValue(connection, changed.vm, changed.drive),
          },
        );
      }
  },
});
