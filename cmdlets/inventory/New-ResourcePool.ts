import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { createResourcePool } from '../../src/datacenter/inventory/inventory-change.ts';
import { resourcePoolType } from '../../src/inventory/containers.ts';
import { newLocationParameter } from '../../src/inventory/location.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { allocationParameters, allocationsOf } from '../../src/inventory/pool-allocation.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
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
    if (!invocation.shouldProcess(args.Name, 'Create resource pool')) return;
    const wanted = { id: '', name: args.Name, parentId: parent.id };
    const made = createResourcePool(connection.datacenter, connection.caller, {
      name: args.Name,
      parentId: parent.id,
      ...allocationsOf(wanted, args),
    });
    if (made.ok) invocation.write(objectOf(resourcePoolType, { connection, row: made.value }));
    else reportFault(invocation, made.fault, args.Name);
  },
});
