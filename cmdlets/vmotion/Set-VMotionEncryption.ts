import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { MigrateEncryption } from '../../src/datacenter/rows.ts';
import { reconfigureVm } from '../../src/datacenter/vm/vm-settings.ts';
import { migrationEncryption } from '../../src/inventory/enums.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { virtualMachineType, vmValue } from '../../src/inventory/virtual-machine.ts';

export default defineCmdlet({
  name: 'Set-VMotionEncryption',
  synopsis: 'Sets whether a virtual machine moves encrypted: disabled, opportunistic or required.',
  description:
    'Opportunistic encrypts when both hosts can, required refuses a move that would not be encrypted, disabled never encrypts. It can be changed at any power state. An encrypted VM always moves encrypted.',
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
      type: migrationEncryption,
      position: 1,
      mandatory: true,
      aliases: ['Mode', 'MigrationEncryption', 'Policy'],
      help: 'Disabled, Opportunistic or Required.',
    },
    Server: serverParameter,
  },
  output: [virtualMachineType],
  impact: 'low',
  privileges: ['VirtualMachine.Config.Settings'],
  examples: [
    { title: 'Never move these in clear', code: 'Get-VM app-* | Set-VMotionEncryption -Encryption Required' },
  ],
  process(args, invocation) {
    const migrateEncryption = args.Encryption.toLowerCase() as MigrateEncryption;
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      if (!invocation.shouldProcess(row.name, `Set encrypted vMotion to ${migrateEncryption}`)) continue;
      const changed = reconfigureVm(connection.datacenter, connection.caller, row.id, { migrateEncryption });
      if (changed.ok) invocation.write(vmValue(connection, changed.value));
      else reportFault(invocation, changed.fault, vm);
    }
  },
});
