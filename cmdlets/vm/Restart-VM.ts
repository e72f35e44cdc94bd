import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { resetVm } from '../../src/datacenter/vm/guest-power.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { virtualMachineType, vmValue } from '../../src/inventory/virtual-machine.ts';

export default defineCmdlet({
  name: 'Restart-VM',
  synopsis: 'Resets running virtual machines, as their reset button would.',
  description:
    'The guest is not asked; Restart-VMGuest asks it. The VM stays on its host, so an encrypted one needs no key anew and restarts with the KMS down too.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The VMs.',
    },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [virtualMachineType],
  impact: 'high',
  privileges: ['VirtualMachine.Interact.Reset'],
  examples: [{ title: 'Reset a VM', before: 'Start-VM app-01', code: 'Restart-VM app-01 -Confirm:$false' }],
  process(args, invocation) {
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      if (!invocation.shouldProcess(row.name, 'Restart VM')) continue;
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'VirtualMachine.reset',
          name: 'ResetVM_Task',
          entity: { id: row.id, name: row.name },
        },
        activity: `Resetting ${row.name}`,
        operation: resetVm(connection.datacenter, connection.caller, row.id),
        toValue: (after) => vmValue(connection, after),
        runAsync: args.RunAsync,
        target: vm,
      });
    }
  },
});
