import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { removeHost } from '../../src/datacenter/hosts/host-inventory.ts';
import { vmHostsParameter } from '../../src/inventory/host-task.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';

export default defineCmdlet({
  name: 'Remove-VMHost',
  synopsis: 'Removes hosts from the inventory.',
  description:
    'A host of a cluster must be in maintenance mode or disconnected. The VMs that are registered on it leave the inventory with it; their files stay. The keys that it held are forgotten.',
  parameters: { VMHost: vmHostsParameter, Server: serverParameter },
  output: [],
  impact: 'high',
  privileges: ['Host.Inventory.RemoveHostFromCluster'],
  examples: [
    {
      title: 'Remove a host',
      before: 'Add-VMHost esx-09.lab.local -Location Cluster-01 | Out-Null',
      code: 'Set-VMHost esx-09* -State Maintenance | Remove-VMHost -Confirm:$false',
    },
  ],
  process(args, invocation) {
    for (const { data } of args.VMHost) {
      const { connection, row } = data;
      if (!invocation.shouldProcess(row.name, 'Remove VMHost')) continue;
      const removed = removeHost(connection.datacenter, connection.caller, { hostId: row.id });
      if (!removed.ok) reportFault(invocation, removed.fault, row.name);
    }
  },
});
