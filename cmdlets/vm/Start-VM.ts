import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { powerOnVm } from '../../src/datacenter/vm/vm-power.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { virtualMachineType, vmValue } from '../../src/inventory/virtual-machine.ts';

export default defineCmdlet({
  name: 'Start-VM',
  synopsis: 'Powers virtual machines on.',
  description:
    'For an encrypted VM the host needs its key: it takes the one it holds, or vCenter fetches it from the key provider. With the KMS down, a VM whose host holds the key still starts.',
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
  impact: 'medium',
  privileges: ['VirtualMachine.Interact.PowerOn'],
  examples: [
    { title: 'Start a VM', code: 'Start-VM app-01' },
    {
      title: 'Start all that are off',
      code: "Get-VM app-* | Where-Object PowerState -eq 'PoweredOff' | Start-VM",
    },
  ],
  process(args, invocation) {
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      if (!invocation.shouldProcess(row.name, 'Start VM')) continue;
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'VirtualMachine.powerOn',
          name: 'PowerOnVM_Task',
          entity: { id: row.id, name: row.name },
        },
        activity: `Powering on ${row.name}`,
        operation: powerOnVm(connection.datacenter, connection.caller, row.id),
        toValue: (after) => vmValue(connection, after),
        runAsync: args.RunAsync,
        target: vm,
      });
    }
  },
});
