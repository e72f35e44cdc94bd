import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { removeHost } from '../../src/datacenter/hosts/host-inventory.ts';
import { vmHostsParameter } from '../../src/inventory/host-task.ts';
import { makeChange } from '../../src/inventory/make-change.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';

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
    for (const host of args.VMHost) {
      const { connection, row } = host.data;
      makeChange(invocation, removeHost(connection.datacenter, connection.caller, row.id), {
        name: row.name,
        action: 'Remove VMHost',
        target: host,
        toValue: () => undefined,
      });
    }
  },
});
