import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { removeContainer } from '../../src/datacenter/inventory/inventory-change.ts';
import { removeEach } from '../../src/inventory/container-change.ts';
import { clusterType } from '../../src/inventory/containers.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';

export default defineCmdlet({
  name: 'Remove-Cluster',
  synopsis: 'Removes clusters that hold nothing any more.',
  parameters: {
    Cluster: {
      type: clusterType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The clusters.',
    },
    Server: serverParameter,
  },
  output: [],
  impact: 'high',
  privileges: ['Host.Inventory.DeleteCluster'],
  examples: [
    {
      title: 'Remove an empty one',
      before: 'New-Cluster example -Location Lab',
      code: 'Remove-Cluster example -Confirm:$false',
    },
  ],
  process(args, invocation) {
    removeEach(invocation, args.Cluster, ({ connection, row }) =>
      removeContainer(connection.datacenter, connection.caller, 'clusters', row.id),
    );
  },
});
