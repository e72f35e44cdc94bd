import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { checkEndOfReplication, disableReplication } from '../../src/datacenter/content/vm-replication.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault, reportRefusal } from '../../src/inventory/report-fault.ts';
import { virtualMachineType, vmValue } from '../../src/inventory/virtual-machine.ts';

export default defineCmdlet({
  name: 'Disable-VMReplication',
  synopsis: 'Turns vSphere Replication off and removes the replica.',
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
  impact: 'high',
  privileges: ['VirtualMachine.Hbr.ConfigureReplication'],
  examples: [
    {
      title: 'Before encryption',
      before: 'Enable-VMReplication app-01 datastore2',
      code: 'Disable-VMReplication app-01 -Confirm:$false',
    },
  ],
  process(args, invocation) {
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      const checked = checkEndOfReplication(connection.datacenter, connection.caller, row.id);
      if (reportRefusal(invocation, checked, vm)) continue;
      if (!invocation.shouldProcess(row.name, 'End replication, remove the replica')) continue;
      const changed = disableReplication(connection.datacenter, connection.caller, row.id);
      if (changed.ok) invocation.write(vmValue(connection, changed.value));
      else reportFault(invocation, changed.fault, vm);
    }
  },
});
