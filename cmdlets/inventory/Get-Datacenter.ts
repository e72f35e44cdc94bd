import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { datacenterType } from '../../src/inventory/containers.ts';
import { selectItems } from '../../src/inventory/get-objects.ts';
import { isUnder, locationParameter } from '../../src/inventory/location.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Get-Datacenter',
  synopsis: 'Gets the datacenters of the connected servers.',
  parameters: {
    Name: {
      type: 'string',
      array: true,
      position: 0,
      wildcard: true,
      sets: ['Default'],
      help: 'Names, with wildcards.',
    },
    Id: {
      type: 'string',
      array: true,
      sets: ['ById'],
      mandatory: ['ById'],
      help: 'Managed-object references.',
    },
    Location: { ...locationParameter, sets: ['Default'] },
    NoRecursion: { type: 'switch', sets: ['Default'], help: 'Only what lies in the location itself.' },
    Server: serverParameter,
  },
  defaultParameterSet: 'Default',
  output: [datacenterType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [{ title: 'All datacenters', code: 'Get-Datacenter' }],
  process(args, invocation) {
    const items = selectItems(invocation, {
      table: 'datacenters',
      typeName: 'Datacenter',
      connections: serversOf(invocation.session, args.Server),
      names: args.Name,
      ids: args.Id,
      where: ({ connection, row }) => isUnder(connection.datacenter, row, args.Location, args.NoRecursion),
    });
    for (const item of items) invocation.write(objectOf(datacenterType, item));
  },
});
