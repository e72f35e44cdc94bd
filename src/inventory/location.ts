import { fail, ok, type Result } from '../base/result.ts';
import { ancestry } from '../datacenter/access/authorization.ts';
import type { Datacenter } from '../datacenter/datacenter.ts';
import type { Fault } from '../datacenter/faults.ts';
import type { ClusterRow, HostRow, VmRow } from '../datacenter/rows.ts';
import type { TypedObject } from '../values/object-type.ts';
import type { Item } from './connection.ts';
import './containers.ts';
import { viContainer } from './vi-container.ts';
import type { Identified } from './vi-object.ts';
import './vm-host.ts';

/** -Location: a datacenter, folder, cluster, host or resource pool. */
export const locationParameter = {
  type: viContainer,
  array: true,
  pipeline: 'value',
  help: 'Datacenters, folders, clusters, hosts or resource pools to look in.',
} as const;

/** -Location of what is made: one place. */
export const newLocationParameter = {
  type: viContainer,
  position: 1,
  mandatory: true,
  pipeline: 'value',
  help: 'Where it is made.',
} as const;

/** -Destination: where something is moved. */
export const destinationParameter = {
  type: viContainer,
  position: 1,
  mandatory: true,
  help: 'Where to.',
} as const;

/** The folder of VMs that -InventoryLocation means: a folder, or that of a datacenter. */
export function vmFolderAt(
  datacenter: Datacenter,
  location: TypedObject<Item<Identified>>,
  parameter = 'InventoryLocation',
): Result<string, Fault> {
  const { id, name } = location.data.row;
  const folderId = datacenter.get('datacenters', id)?.vmFolderId ?? id;
  if (datacenter.get('folders', folderId)?.type === 'VM') return ok(folderId);
  return fail({
    kind: 'InvalidArgument',
    parameter,
    rule: `A VM lies in a folder of VMs; ${name} is none.`,
    remedy: 'Get-Folder -Type VM',
  });
}

type Row = VmRow | HostRow | { readonly id: string; readonly parentId: string | null };

/** Tells whether an object lies in one of the locations, at whatever depth or directly; without locations, always. */
export function placedIn(
  locations: readonly TypedObject<Item<Identified>>[] | undefined,
  directly: boolean,
): (item: Item<Row>) => boolean {
  if (locations === undefined) return () => true;
  const known = new Map<Datacenter, ReadonlySet<string>>();
  const placesOf = (datacenter: Datacenter): ReadonlySet<string> => {
    let places = known.get(datacenter);
    if (places === undefined) {
      const own = locations.filter(({ data }) => data.connection.datacenter === datacenter);
      const ids = new Set(own.map(({ data }) => data.row.id));
      places = directly ? ids : withContainersIn(datacenter, ids);
      known.set(datacenter, places);
    }
    return places;
  };
  return ({ connection: { datacenter }, row }) => {
    const places = placesOf(datacenter);
    return parentsOf(datacenter, row).some((id) => places.has(id));
  };
}

const CONTAINER_TABLES = ['folders', 'datacenters', 'clusters', 'hosts', 'resourcePools'] as const;

export function isContainer(datacenter: Datacenter, id: string): boolean {
  return CONTAINER_TABLES.some((table) => datacenter.get(table, id) !== undefined);
}

/** Containers with all those that lie in them. */
export function withContainersIn(datacenter: Datacenter, ids: ReadonlySet<string>): ReadonlySet<string> {
  const rows = CONTAINER_TABLES.flatMap((table) => [...datacenter.rows(table)]);
  const inside = rows.filter((row) => ancestry(datacenter, row.id).some((id) => ids.has(id)));
  return new Set([...ids, ...inside.map(({ id }) => id)]);
}

/**
 * The locations without the related objects: a host from the pipeline is a container too, and binds to -Location and
 * -VMHost at once, but no cluster lies in it.
 */
export function locationsBeside(
  locations: readonly TypedObject<Item<Identified>>[] | undefined,
  related: readonly TypedObject<Item<Identified>>[] | undefined,
): readonly TypedObject<Item<Identified>>[] | undefined {
  const ids = new Set(related?.map(({ data }) => data.row.id));
  const rest = locations?.filter(({ data }) => !ids.has(data.row.id));
  return rest?.length === 0 ? undefined : rest;
}

/** True when the object lies in the container, at whatever depth. */
function liesIn(datacenter: Datacenter, row: Row, containerId: string): boolean {
  return parentsOf(datacenter, row).some((parent) => ancestry(datacenter, parent).includes(containerId));
}

/** True when one of the objects lies in the container; without objects, always. */
export function holdsOneOf(
  { connection, row: container }: Item<Identified>,
  objects: readonly TypedObject<Item<VmRow | HostRow | ClusterRow>>[] | undefined,
): boolean {
  return objects?.some(({ data }) => liesIn(connection.datacenter, data.row, container.id)) ?? true;
}

/** A VM lies in its folder, on its host and in its resource pool at once. */
export function parentsOf(datacenter: Datacenter, row: Row): string[] {
  if (!('folderId' in row)) return row.parentId === null ? [] : [row.parentId];
  const host = datacenter.get('hosts', row.hostId);
  return [row.folderId, row.hostId, row.resourcePoolId, ...(host === undefined ? [] : [host.parentId])];
}
