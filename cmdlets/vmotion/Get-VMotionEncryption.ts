import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { vmotionPolicyType } from '../../src/inventory/vmotion-policy.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Get-VMotionEncryption',
  aliases: ['Get-vMotionEncryptionConfig'],
  synopsis: 'Shows whether virtual machines move encrypted, and whether that can be changed.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'both',
      help: 'The VMs.',
    },
    Server: serverParameter,
  },
  output: [vmotionPolicyType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [{ title: 'Of all VMs', code: 'Get-VM | Get-VMotionEncryption' }],
  process(args, invocation) {
    for (const { data } of args.VM) {
      const row = data.connection.datacenter.get('vms', data.row.id) ?? data.row;
      invocation.write(objectOf(vmotionPolicyType, { ...data, row }));
    }
  },
});
