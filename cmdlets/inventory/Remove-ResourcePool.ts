import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { removeResourcePool } from '../../src/datacenter/inventory/resource-pools.ts';
import { removeEach } from '../../src/inventory/container-change.ts';
import { resourcePoolType } from '../../src/inventory/containers.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';

export default defineCmdlet({
  name: 'Remove-ResourcePool',
  synopsis: 'Removes resource pools.',
  description: 'The VMs and pools in one then lie in the pool that it lay in.',
  parameters: {
    ResourcePool: {
      type: resourcePoolType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The resource pools.',
    },
    Server: serverParameter,
  },
  output: [],
  impact: 'high',
  privileges: ['Resource.DeletePool'],
  examples: [
    {
      title: 'Remove one',
      before: 'New-ResourcePool example -Location Cluster-01',
      code: 'Remove-ResourcePool example -Confirm:$false',
    },
  ],
  process(args, invocation) {
    removeEach(invocation, args.ResourcePool, ({ connection, row }) =>
      removeResourcePool(connection.datacenter, connection.caller, row.id),
    );
  },
});
