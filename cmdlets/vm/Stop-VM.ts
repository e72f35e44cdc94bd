import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { powerOffOperation } from '../../src/datacenter/vm/vm-power.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { virtualMachineType, vmValue } from '../../src/inventory/virtual-machine.ts';

export default defineCmdlet({
  name: 'Stop-VM',
  synopsis: 'Powers virtual machines off, as pulling the plug would.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The VMs.',
    },
    Kill: { type: 'switch', help: 'Accepted: a VM here never hangs.' },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [virtualMachineType],
  impact: 'high',
  privileges: ['VirtualMachine.Interact.PowerOff'],
  examples: [
    {
      title: 'Stop a VM without a question',
      before: 'Start-VM app-01',
      code: 'Stop-VM app-01 -Confirm:$false',
    },
  ],
  process(args, invocation) {
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      if (!invocation.shouldProcess(row.name, 'Stop VM')) continue;
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'VirtualMachine.powerOff',
          name: 'PowerOffVM_Task',
          entity: { id: row.id, name: row.name },
        },
        activity: `Powering off ${row.name}`,
        operation: powerOffOperation(connection.datacenter, connection.caller, row.id),
        toValue: (after) => vmValue(connection, after),
        runAsync: args.RunAsync,
        target: vm,
      });
    }
  },
});
