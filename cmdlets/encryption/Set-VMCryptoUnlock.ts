import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { unlockVm } from '../../src/datacenter/encryption/vm-lock.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { virtualMachineType, vmValue } from '../../src/inventory/virtual-machine.ts';

export default defineCmdlet({
  name: 'Set-VMCryptoUnlock',
  module: 'VMware.VMEncryption',
  synopsis: 'Unlocks virtual machines whose key was missing and is back.',
  description:
    'A VM that is not encrypted is passed over with a warning; one that is not locked is tried all the same.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'both',
      help: 'The VMs.',
    },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [virtualMachineType],
  impact: 'low',
  privileges: ['Cryptographer.RegisterVM'],
  since: '6.7',
  examples: [
    { title: 'Unlock every VM that is locked', code: 'Get-VM | Where-Object Locked | Set-VMCryptoUnlock' },
  ],
  process(args, invocation) {
    for (const vm of args.VM) {
      const { connection } = vm.data;
      const row = connection.datacenter.get('vms', vm.data.row.id) ?? vm.data.row;
      if (row.keyId === null) {
        invocation.warning(`The VM ${row.name} is not encrypted; it is skipped.`);
        continue;
      }
      if (!row.locked)
        invocation.warning(`The VM ${row.name} is not locked; unlocking it is tried all the same.`);
      if (!invocation.shouldProcess(row.name, 'Unlock VM')) continue;
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'VirtualMachine.cryptoUnlock',
          name: 'CryptoUnlock_Task',
          entity: { id: row.id, name: row.name },
        },
        activity: `Unlocking ${row.name}`,
        operation: unlockVm(connection.datacenter, connection.caller, row.id),
        toValue: (after) => vmValue(connection, after),
        runAsync: args.RunAsync,
        target: vm,
      });
    }
  },
});
