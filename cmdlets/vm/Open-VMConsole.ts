import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { openConsole } from '../../src/datacenter/vm/vm-console.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { consoleType } from '../../src/inventory/vm-console.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Open-VMConsole',
  aliases: ['Open-VMConsoleWindow'],
  synopsis: 'Opens the console of running virtual machines and shows what stands there.',
  description:
    'A console shows the guest’s data in clear, so that of an encrypted VM needs Cryptographer.Access, which No Cryptography Administrator lacks. Each console leaves an event.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The VMs.',
    },
    Server: serverParameter,
  },
  output: [consoleType],
  impact: 'none',
  privileges: ['VirtualMachine.Interact.ConsoleInteract', 'Cryptographer.Access'],
  examples: [{ title: 'Look at the screen', code: 'Open-VMConsole db-01' }],
  process(args, invocation) {
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'VirtualMachine.acquireTicket',
          name: 'AcquireTicket',
          entity: { id: row.id, name: row.name },
        },
        activity: `Opening the console of ${row.name}`,
        operation: openConsole(connection.datacenter, connection.caller, row.id),
        toValue: (console) => objectOf(consoleType, { ...console, connection }),
        runAsync: false,
        target: vm,
      });
    }
  },
});
