import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { unlockVm } from '../../src/datacenter/encryption/vm-lock.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { virtualMachineType, vmValue } from '../../src/inventory/virtual-machine.ts';

export default defineCmdlet({
  name: 'Unlock-VM',
  synopsis: 'Unlocks virtual machines whose key was missing and is back.',
  description:
    'A VM is locked when its key is on no host and the key provider has it no more or cannot be asked. When the key is back, vCenter fetches it, opens the VM’s home with it, and unlocks the VM.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The locked VMs.',
    },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [virtualMachineType],
  impact: 'low',
  privileges: ['Cryptographer.RegisterVM'],
  since: '6.7',
  examples: [
    {
      title: 'Unlock every VM that is locked',
      code: 'Get-VM | Where-Object Locked | Unlock-VM',
    },
  ],
  process(args, invocation) {
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
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
