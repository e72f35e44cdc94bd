import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { removePort } from '../../src/datacenter/vm/vm-ports.ts';
import { reportFault, reportRefusal } from '../../src/inventory/report-fault.ts';
import { portType } from '../../src/inventory/vm-port.ts';

export default defineCmdlet({
  name: 'Remove-VMParallelPort',
  synopsis: 'Takes parallel ports from virtual machines; the files that they wrote stay.',
  parameters: {
    Port: {
      type: portType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'Ports, as Get-VMParallelPort gives them.',
    },
  },
  output: [],
  impact: 'high',
  privileges: ['VirtualMachine.Config.AddRemoveDevice'],
  examples: [
    {
      title: 'Before encryption',
      before: 'New-VMParallelPort app-01',
      code: 'Get-VMParallelPort app-01 | Remove-VMParallelPort -Confirm:$false',
    },
  ],
  process(args, invocation) {
    for (const port of args.Port) {
      const { connection, vm, row } = port.data;
      const change = removePort(connection.datacenter, connection.caller, { vmId: vm.id, key: row.key });
      if (reportRefusal(invocation, change.check(), port)) continue;
      if (!invocation.shouldProcess(`${row.label} of ${vm.name}`, 'Remove parallel port')) continue;
      const removed = change.make();
      if (!removed.ok) reportFault(invocation, removed.fault, port);
    }
  },
});
