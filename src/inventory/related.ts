import { ancestry } from '../datacenter/access/authorization.ts';
import type { Datacenter } from '../datacenter/datacenter.ts';
import { datastoreNameOf } from '../datacenter/indexes.ts';
import { ownerOfPool } from '../datacenter/inventory/resource-pools.ts';
import { datastoreByName, datastoreIdsOfVm } from '../datacenter/places.ts';
import type { DiskRow, HostRow, VmRow } from '../datacenter/rows.ts';
import type { TypedObject } from '../values/object-type.ts';
import type { Item } from './connection.ts';
import { INVENTORY_TABLES } from './entity.ts';
import { type HardDiskItem, hardDiskType } from './hard-disk.ts';
import { isContainer, parentsOf, withContainersIn } from './location.ts';
import { type Identified, viObject } from './vi-object.ts';

type Related = TypedObject<Item<Identified>>;

/** -RelatedObject of the Get- cmdlets, a parameter set of its own. */
export const relatedObjectParameter = {
  type: viObject,
  array: true,
  pipeline: 'value',
  sets: ['RelatedObject'],
  mandatory: ['RelatedObject'],
  help: 'Only what has to do with these: what they lie in, what lies in them, the datastores of VMs, disks and hosts, what runs where; for a storage policy the VMs that have it.',
} as const;

/** Tells whether an entity has to do with one of the objects; without objects, always. */
export function relationTo(objects: readonly Related[] | undefined): (item: Item<Identified>) => boolean {
  if (objects === undefined) return () => true;
  const reached = idsByDatacenter(objects, ({ data, objectType }) =>
    objectType === hardDiskType ? aroundDisk(data as HardDiskItem) : around(data),
  );
  return ({ connection, row }) => reached.get(connection.datacenter)?.has(row.id) === true;
}

/** Tells whether a disk has to do with one of the objects: its VM has, and it lies on the datastore or has the policy. */
export function diskRelationTo(objects: readonly Related[] | undefined): (disk: HardDiskItem) => boolean {
  if (objects === undefined) return () => true;
  const own = idsByDatacenter(objects.filter(isOfDisks), ({ data: { row } }) => [
    row.id.startsWith('datastore-') ? `[${row.name}]` : row.id,
  ]);
  const isRelated = relationTo(objects.filter((object) => !isOfDisks(object)));
  return ({ connection, vm, row }) => {
    const ids = own.get(connection.datacenter);
    const facts = [row.id, row.storagePolicyId, `[${datastoreNameOf(row.fileName)}]`];
    return facts.some((fact) => ids?.has(fact)) || isRelated({ connection, row: vm });
  };
}

/** Disks, datastores and policies: what a disk has to do with by itself. */
function isOfDisks({ data: { connection, row }, objectType }: Related): boolean {
  return (
    objectType === hardDiskType ||
    row.id.startsWith('datastore-') ||
    connection.datacenter.get('storagePolicies', row.id) !== undefined
  );
}

function idsByDatacenter(
  objects: readonly Related[],
  idsOf: (object: Related) => Iterable<string>,
): ReadonlyMap<Datacenter, ReadonlySet<string>> {
  const found = new Map<Datacenter, Set<string>>();
  for (const object of objects) {
    const { datacenter } = object.data.connection;
    const ids = found.get(datacenter) ?? new Set();
    for (const id of idsOf(object)) ids.add(id);
    found.set(datacenter, ids);
  }
  return found;
}

/** The ids of all that an object has to do with, its own among them. */
function around(item: Item<Identified> & { readonly vm?: VmRow }): ReadonlySet<string> {
  const { datacenter } = item.connection;
  // A snapshot or a device has to do with what its VM has.
  const { id } = item.vm ?? item.row;
  if (datacenter.get('storagePolicies', id) !== undefined) return new Set(vmsOfPolicy(datacenter, id));
  const ids = [id, ...below(datacenter, id)].flatMap((each) => [each, ...linksOf(datacenter, each)]);
  return new Set([...ids, ...above(datacenter, id)]);
}

/** All that lies in a container. */
function below(datacenter: Datacenter, id: string): string[] {
  if (!isContainer(datacenter, id)) return [];
  const places = withContainersIn(datacenter, new Set([id]));
  return INVENTORY_TABLES.flatMap((table) =>
    [...datacenter.rows(table)].filter((row) =>
      parentsOf(datacenter, row).some((parent) => places.has(parent)),
    ),
  ).map((row) => row.id);
}

/** What a disk's VM has to do with, but of the datastores the disk's own. */
function aroundDisk(disk: HardDiskItem): ReadonlySet<string> {
  const { datacenter } = disk.connection;
  const own = datastoreByName(datacenter, datastoreNameOf(disk.row.fileName));
  const ids = [...around(disk)].filter((id) => !id.startsWith('datastore-'));
  return new Set(own.ok ? [...ids, own.value.id] : ids);
}

function vmsOfPolicy(datacenter: Datacenter, policyId: string): string[] {
  const has = (row: VmRow | DiskRow): boolean => row.storagePolicyId === policyId;
  return [...datacenter.rows('vms')].filter((vm) => has(vm) || vm.disks.some(has)).map(({ id }) => id);
}

/** What an entity belongs to without lying in it. */
function linksOf(datacenter: Datacenter, id: string): string[] {
  const vm = datacenter.get('vms', id);
  if (vm !== undefined) return [...above(datacenter, id), ...datastoreIdsOfVm(datacenter, vm)];
  const host = datacenter.get('hosts', id);
  if (host !== undefined) return [...host.datastoreIds, ...poolsOf(datacenter, host)];
  const pool = datacenter.get('resourcePools', id);
  if (pool !== undefined) return hostsOf(datacenter, ownerOfPool(datacenter, id)).map((each) => each.id);
  const store = datacenter.get('datastores', id);
  if (store === undefined) return [];
  const vms = datacenter.find('vms', 'datastore', store.name);
  const hosts = [...datacenter.rows('hosts')].filter((each) => each.datastoreIds.includes(id));
  return [...vms.map((each) => each.id), ...hosts.flatMap((each) => [each.id, each.parentId])];
}

function poolsOf(datacenter: Datacenter, host: HostRow): string[] {
  return [...datacenter.rows('resourcePools')]
    .filter(({ id }) => [host.id, host.parentId].includes(ownerOfPool(datacenter, id) ?? ''))
    .map(({ id }) => id);
}

function hostsOf(datacenter: Datacenter, ownerId: string | undefined): HostRow[] {
  return [...datacenter.rows('hosts')].filter(({ id, parentId }) => [id, parentId].includes(ownerId ?? ''));
}

/** All that an entity lies in. A VM lies in its host and its pool, too, but the folders of those are not its own. */
function above(datacenter: Datacenter, id: string): string[] {
  const vm = datacenter.get('vms', id);
  if (vm === undefined) return ancestry(datacenter, id).slice(1);
  const where = [vm.hostId, vm.resourcePoolId].flatMap((place) => ancestry(datacenter, place));
  return [
    ...ancestry(datacenter, vm.folderId),
    ...where.filter((each) => datacenter.get('folders', each) === undefined),
  ];
}
