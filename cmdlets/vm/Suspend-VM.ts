import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { checkSuspend, suspendVm } from '../../src/datacenter/vm/vm-suspend.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { reportRefusal } from '../../src/inventory/report-fault.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { virtualMachineType, vmValue } from '../../src/inventory/virtual-machine.ts';

export default defineCmdlet({
  name: 'Suspend-VM',
  synopsis: 'Suspends running virtual machines; Start-VM goes on from there.',
  description:
    'The state of the VM is written beside its VMX. vSphere 6.5 does not suspend encrypted VMs; since 6.7 their state is sealed.',
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
  privileges: ['VirtualMachine.Interact.Suspend'],
  examples: [{ title: 'Suspend a VM and go on', code: 'Suspend-VM db-01 -Confirm:$false; Start-VM db-01' }],
  process(args, invocation) {
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      const checked = checkSuspend(connection.datacenter, connection.caller, row.id);
      if (reportRefusal(invocation, checked, vm)) continue;
      if (!invocation.shouldProcess(row.name, 'Suspend VM')) continue;
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'VirtualMachine.suspend',
          name: 'SuspendVM_Task',
          entity: { id: row.id, name: row.name },
        },
        activity: `Suspending ${row.name}`,
        operation: suspendVm(connection.datacenter, connection.caller, row.id),
        toValue: (after) => vmValue(connection, after),
        runAsync: args.RunAsync,
        target: vm,
      });
    }
  },
});
