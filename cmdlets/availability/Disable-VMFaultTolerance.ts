import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { disableFaultTolerance } from '../../src/datacenter/hosts/vm-availability.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault, reportRefusal } from '../../src/inventory/report-fault.ts';
import { virtualMachineType, vmValue } from '../../src/inventory/virtual-machine.ts';

export default defineCmdlet({
  name: 'Disable-VMFaultTolerance',
  synopsis: 'Turns Fault Tolerance off for virtual machines.',
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
  output: [virtualMachineType],
  impact: 'medium',
  privileges: ['VirtualMachine.Interact.TurnOffFaultTolerance'],
  examples: [
    {
      title: 'Before encryption',
      before: 'Enable-VMFaultTolerance app-01',
      code: 'Disable-VMFaultTolerance app-01',
    },
  ],
  process(args, invocation) {
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      const change = disableFaultTolerance(connection.datacenter, connection.caller, row.id);
      if (reportRefusal(invocation, change.check(), vm)) continue;
      if (!invocation.shouldProcess(row.name, 'Disable Fault Tolerance')) continue;
      const changed = change.make();
      if (changed.ok) invocation.write(vmValue(connection, changed.value));
      else reportFault(invocation, changed.fault, vm);
    }
  },
});
