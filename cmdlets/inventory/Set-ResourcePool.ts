import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { setResourcePool } from '../../src/datacenter/inventory/resource-pools.ts';
import { changeEach } from '../../src/inventory/container-change.ts';
import { resourcePoolType } from '../../src/inventory/containers.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { allocationChanges, allocationParameters } from '../../src/inventory/pool-allocation.ts';

export default defineCmdlet({
  name: 'Set-ResourcePool',
  synopsis: 'Changes resource pools: name, shares, reservations, limits.',
  parameters: {
    ResourcePool: {
      type: resourcePoolType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The resource pools.',
    },
    Name: { type: 'string', help: 'A new name.' },
    ...allocationParameters,
    Server: serverParameter,
  },
  output: [resourcePoolType],
  impact: 'medium',
  privileges: ['Resource.EditPool', 'Resource.RenamePool'],
  examples: [
    {
      title: 'More shares',
      before: 'New-ResourcePool example -Location Cluster-01',
      code: 'Set-ResourcePool example -CpuSharesLevel High',
    },
  ],
  process(args, invocation) {
    changeEach(invocation, args.ResourcePool, 'Set resource pool', ({ connection, row }) =>
      setResourcePool(connection.datacenter, connection.caller, {
        id: row.id,
        ...(args.Name !== undefined && { name: args.Name }),
        ...allocationChanges(args),
      }),
    );
  },
});
