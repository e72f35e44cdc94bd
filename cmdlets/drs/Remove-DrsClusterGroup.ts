import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { removeDrsGroup } from '../../src/datacenter/hosts/drs-rule-changes.ts';
import { drsClusterGroup } from '../../src/inventory/drs.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { runDrsChange } from '../../src/inventory/run-drs-change.ts';

export default defineCmdlet({
  name: 'Remove-DrsClusterGroup',
  synopsis: 'Removes groups of DRS, and the rules that are about them.',
  parameters: {
    DrsClusterGroup: {
      type: drsClusterGroup,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The groups.',
    },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [],
  impact: 'high',
  privileges: ['Host.Inventory.EditCluster'],
  examples: [
    {
      title: 'Remove a group',
      before: 'New-DrsClusterGroup apps -Cluster Cluster-01 -VM app-*',
      code: 'Remove-DrsClusterGroup apps -Confirm:$false',
    },
  ],
  links: ['New-DrsClusterGroup', 'Get-DrsClusterGroup', 'Set-DrsClusterGroup'],
  process(args, invocation) {
    for (const value of args.DrsClusterGroup) {
      const { connection, cluster, group } = value.data;
      runDrsChange(invocation, {
        connection,
        cluster,
        change: removeDrsGroup(connection.datacenter, connection.caller, {
          clusterId: cluster.id,
          name: group.name,
        }),
        action: 'Remove DRS group',
        name: group.name,
        toValue: () => undefined,
        runAsync: args.RunAsync,
        target: value,
      });
    }
  },
});
