import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { datastoreType } from '../../src/inventory/datastore.ts';
import { selectItems } from '../../src/inventory/get-objects.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { viObject } from '../../src/inventory/vi-object.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Get-Datastore',
  synopsis: 'Gets the datastores of the connected servers.',
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
    RelatedObject: {
      type: viObject,
      array: true,
      pipeline: 'value',
      aliases: ['VM', 'VMHost', 'Entity'],
      sets: ['Default'],
      help: 'Only the datastores of these VMs or hosts.',
    },
    Refresh: { type: 'switch', help: 'Reads the free space anew, which is always done here.' },
    Server: serverParameter,
  },
  defaultParameterSet: 'Default',
  output: [datastoreType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    { title: 'Space on each datastore', code: 'Get-Datastore' },
    { title: 'The datastores of a VM', code: 'Get-VM app-01 | Get-Datastore' },
  ],
  process(args, invocation) {
    const related = args.RelatedObject?.map((object) => object.data.row.id);
    const items = selectItems(invocation, {
      table: 'datastores',
      typeName: 'Datastore',
      connections: serversOf(invocation.session, args.Server),
      names: args.Name,
      ids: args.Id,
      where: ({ connection: { datacenter }, row }) =>
        related === undefined ||
        datacenter.find('vms', 'datastore', row.name).some((vm) => related.includes(vm.id)) ||
        related.some((id) => datacenter.get('hosts', id)?.datastoreIds.includes(row.id) === true),
    });
    for (const item of items) invocation.write(objectOf(datastoreType, item));
  },
});
