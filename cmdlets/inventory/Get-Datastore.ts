import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { datastoreType } from '../../src/inventory/datastore.ts';
import { selectItems } from '../../src/inventory/get-objects.ts';
import { idParameter, nameParameter, serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { relatedObjectParameter, relationTo } from '../../src/inventory/related.ts';
import { hasTag, tagParameter } from '../../src/inventory/tag.ts';
import { viContainer } from '../../src/inventory/vi-container.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Get-Datastore',
  synopsis: 'Gets the datastores of the connected servers.',
  parameters: {
    Name: { ...nameParameter, sets: ['Default'] },
    Id: { ...idParameter, sets: ['ById'], mandatory: ['ById'] },
    RelatedObject: {
      ...relatedObjectParameter,
      aliases: ['VM', 'VMHost', 'Entity'],
      sets: ['Default'],
      mandatory: [],
    },
    Refresh: { type: 'switch', help: 'Reads the free space anew, which is always done here.' },
    Location: {
      type: viContainer,
      array: true,
      sets: ['Default'],
      help: 'Only datastores of these datacenters, folders, clusters or hosts.',
    },
    Tag: tagParameter,
    Server: serverParameter,
  },
  defaultParameterSet: 'Default',
  output: [datastoreType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    { title: 'Space on each datastore', code: 'Get-Datastore' },
    { title: 'The datastores of a VM', code: 'Get-VM app-01 | Get-Datastore' },
    { title: 'What the hosts of a cluster see', code: 'Get-Cluster | Get-Datastore' },
  ],
  process(args, invocation) {
    const relations = [args.RelatedObject, args.Location].map(relationTo);
    const items = selectItems(invocation, {
      table: 'datastores',
      typeName: 'Datastore',
      connections: serversOf(invocation.session, args.Server, args.RelatedObject, args.Location),
      names: args.Name,
      ids: args.Id,
      where: (item) => hasTag(item, args.Tag) && relations.every((isRelated) => isRelated(item)),
    });
    for (const item of items) invocation.write(objectOf(datastoreType, item));
  },
});
