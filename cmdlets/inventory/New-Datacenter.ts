import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { createDatacenter } from '../../src/datacenter/inventory/inventory-change.ts';
import { datacenterType } from '../../src/inventory/containers.ts';
import { newLocationParameter } from '../../src/inventory/location.ts';
import { makeChange } from '../../src/inventory/make-change.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'New-Datacenter',
  synopsis: 'Makes a datacenter with its folders for VMs, hosts, datastores and networks.',
  description: 'Datacenters lie in the root folder or in folders below it that hold datacenters.',
  parameters: {
    Name: { type: 'string', position: 0, mandatory: true, help: 'Its name.' },
    Location: newLocationParameter,
    Server: serverParameter,
  },
  output: [datacenterType],
  impact: 'medium',
  privileges: ['Datacenter.Create'],
  examples: [{ title: 'A second datacenter', code: 'New-Datacenter example -Location Datacenters' }],
  process(args, invocation) {
    const { connection, row: parent } = args.Location.data;
    const change = createDatacenter(connection.datacenter, connection.caller, {
      name: args.Name,
      parentId: parent.id,
    });
    makeChange(invocation, change, {
      name: args.Name,
      action: 'Create datacenter',
      toValue: (row) => objectOf(datacenterType, { connection, row }),
    });
  },
});
