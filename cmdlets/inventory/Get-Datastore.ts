import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { DatastoreRow } from '../../src/datacenter/rows.ts';
import type { Item } from '../../src/inventory/connection.ts';
import { datastoreType } from '../../src/inventory/datastore.ts';
import { selectItems } from '../../src/inventory/get-objects.ts';
import { isUnder, liesIn, locationParameter } from '../../src/inventory/location.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { hasTag, tagParameter } from '../../src/inventory/tag.ts';
import { type Identified, viObject } from '../../src/inventory/vi-object.ts';
import { objectOf, type TypedObject } from '../../src/values/object-type.ts';

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
    Location: {
      ...locationParameter,
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
  ],
  process(args, invocation) {
    const related = args.RelatedObject?.map((object) => object.data.row.id);
    const items = selectItems(invocation, {
      table: 'datastores',
      typeName: 'Datastore',
      connections: serversOf(invocation.session, args.Server),
      names: args.Name,
      ids: args.Id,
      where: (item) => hasTag(item, args.Tag) && isRelated(item, related) && isPlaced(item, args.Location),
    });
    for (const item of items) invocation.write(objectOf(datastoreType, item));
  },
});

/** Files of the VM lie on it, the host sees it, or it lies in the container. */
function isRelated(
  { connection: { datacenter }, row }: Item<DatastoreRow>,
  ids: readonly string[] | undefined,
): boolean {
  return (
    ids === undefined ||
    datacenter.find('vms', 'datastore', row.name).some((vm) => ids.includes(vm.id)) ||
    ids.some(
      (id) =>
        datacenter.get('hosts', id)?.datastoreIds.includes(row.id) === true || liesIn(datacenter, row, id),
    )
  );
}

/** A cluster's datastores are those that its hosts see. */
function isPlaced(
  { connection: { datacenter }, row }: Item<DatastoreRow>,
  locations: readonly TypedObject<Item<Identified>>[] | undefined,
): boolean {
  if (isUnder(datacenter, row, locations, false)) return true;
  const seeing = [...datacenter.rows('hosts')].filter((host) => host.datastoreIds.includes(row.id));
  const ids = locations?.map((location) => location.data.row.id) ?? [];
  return seeing.some((host) => ids.includes(host.id) || ids.includes(host.parentId));
}
