import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { createResourcePool } from '../../src/datacenter/inventory/resource-pools.ts';
import { resourcePoolType } from '../../src/inventory/containers.ts';
import { newLocationParameter } from '../../src/inventory/location.ts';
import { makeChange } from '../../src/inventory/make-change.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { allocationChanges, allocationParameters } from '../../src/inventory/pool-allocation.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'New-ResourcePool',
  synopsis: 'Makes a resource pool in a cluster, on a host or in another pool.',
  parameters: {
    Name: { type: 'string', position: 0, mandatory: true, help: 'Its name.' },
    Location: { ...newLocationParameter, help: 'A cluster, a host or a resource pool.' },
    ...allocationParameters,
    Server: serverParameter,
  },
  output: [resourcePoolType],
  impact: 'medium',
  privileges: ['Resource.CreatePool'],
  examples: [
    {
      title: 'A pool that gets more than others',
      code: 'New-ResourcePool production -Location Cluster-01 -CpuSharesLevel High -MemSharesLevel High',
    },
  ],
  process(args, invocation) {
    const { connection, row: parent } = args.Location.data;
    const change = createResourcePool(connection.datacenter, connection.caller, {
      name: args.Name,
      parentId: parent.id,
      ...allocationChanges(args),
    });
    makeChange(invocation, change, {
      name: args.Name,
      action: 'Create resource pool',
      toValue: (row) => objectOf(resourcePoolType, { connection, row }),
    });
  },
});
