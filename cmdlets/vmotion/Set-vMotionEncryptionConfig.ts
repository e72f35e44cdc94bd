import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { reconfigureVm } from '../../src/datacenter/vm/vm-settings.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';

export default defineCmdlet({
  name: 'Set-vMotionEncryptionConfig',
  module: 'VMware.VMEncryption',
  synopsis: 'Sets encrypted vMotion of virtual machines, as the community module VMware.VMEncryption does.',
  description: 'Writes the mode that is in force, as text. Set-VMotionEncryption gives the VM instead.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'both',
      help: 'The VMs.',
    },
    Encryption: {
      type: 'string',
      validateSet: ['disabled', 'opportunistic', 'required'],
      position: 1,
      mandatory: true,
      help: 'disabled, opportunistic or required.',
    },
    Server: serverParameter,
  },
  output: ['string'],
  impact: 'low',
  privileges: ['VirtualMachine.Config.Settings'],
  examples: [
    {
      title: 'Encrypted or not at all',
      code: 'Get-VM app-* | Set-vMotionEncryptionConfig -Encryption required',
    },
  ],
  links: ['Set-VMotionEncryption'],
  process(args, invocation) {
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      const { datacenter, caller } = connection;
      const current = datacenter.get('vms', row.id) ?? row;
      if (current.migrateEncryption === args.Encryption) {
        invocation.warning(`Encrypted vMotion of ${row.name} is ${args.Encryption} already.`);
        continue;
      }
      if (!invocation.shouldProcess(row.name, `Set encrypted vMotion to ${args.Encryption}`)) continue;
      const changed = reconfigureVm(datacenter, caller, row.id, { migrateEncryption: args.Encryption });
      if (changed.ok) invocation.write(changed.value.migrateEncryption);
      else reportFault(invocation, changed.fault, vm);
    }
  },
});
