import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { datastoreNameOf, datastoresOfVm } from '../../src/datacenter/indexes.ts';
import type { DatastoreRow, HostRow } from '../../src/datacenter/rows.ts';
import type { Item } from '../../src/inventory/connection.ts';
import { datastoreType } from '../../src/inventory/datastore.ts';
import { selectItems } from '../../src/inventory/get-objects.ts';
import { liesIn } from '../../src/inventory/location.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { hasTag, tagParameter } from '../../src/inventory/tag.ts';
import { viContainer } from '../../src/inventory/vi-container.ts';
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
      help: 'Only the datastores of these VMs, disks, hosts, clusters, folders or datacenters.',
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
    const items = selectItems(invocation, {
      table: 'datastores',
      typeName: 'Datastore',
      connections: serversOf(invocation.session, args.Server),
      names: args.Name,
      ids: args.Id,
      where: (item) =>
        hasTag(item, args.Tag) &&
        [args.RelatedObject, args.Location].every((objects) => objects?.some(isRelatedTo(item)) ?? true),
    });
    for (const item of items) invocation.write(objectOf(datastoreType, item));
  },
});

/** Files of the VM or of the disk lie on it, hosts of the cluster see it, or it lies in the container. */
function isRelatedTo({ connection: { datacenter }, row }: Item<DatastoreRow>) {
  return ({ data }: TypedObject<Item<Identified>>): boolean => {
    if ('fileName' in data.row) return datastoreNameOf(String(data.row.fileName)) === row.name;
    const { id } = data.row;
    const vm = datacenter.get('vms', id);
    if (vm !== undefined) return datastoresOfVm(vm).includes(row.name);
    const sees = (host: HostRow) => host.datastoreIds.includes(row.id);
    return (
      liesIn(datacenter, row, id) ||
      [...datacenter.rows('hosts')].some(
        (host) => sees(host) && (host.id === id || liesIn(datacenter, host, id)),
      )
    );
  };
}
