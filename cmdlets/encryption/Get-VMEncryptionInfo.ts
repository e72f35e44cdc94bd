import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { encryptionInfoOf, encryptionInfoType } from '../../src/inventory/encryption-info.ts';
import { hardDiskType } from '../../src/inventory/hard-disk.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';

export default defineCmdlet({
  name: 'Get-VMEncryptionInfo',
  synopsis: 'Shows how a virtual machine and each of its disks is encrypted.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'both',
      help: 'The VMs.',
    },
    HardDisk: { type: hardDiskType, array: true, help: 'Only these disks; all unless given.' },
    Server: serverParameter,
  },
  output: [encryptionInfoType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    { title: 'One VM', code: 'Get-VMEncryptionInfo app-01' },
    {
      title: 'Which keys are in use',
      code: 'Get-VM | Get-VMEncryptionInfo | Where-Object KeyId | Select-Object Name, KeyId, KeyProvider',
    },
  ],
  process(args, invocation) {
    const wanted = args.HardDisk?.map((disk) => disk.data.row.id);
    for (const { data } of args.VM) {
      const row = data.connection.datacenter.get('vms', data.row.id) ?? data.row;
      invocation.write(encryptionInfoOf({ ...data, row }, wanted));
    }
  },
});
