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

/** True when the VM or host lies in one of the locations; without locations, always. */
export function isUnder(
  datacenter: Datacenter,
  row: VmRow | HostRow | { readonly id: string; readonly parentId: string | null },
  locations: readonly TypedObject<Item<Identified>>[] | undefined,
  directly: boolean,
): boolean {
  if (locations === undefined) return true;
  const ids = locations.map((location) => location.data.row.id);
  return directly
    ? parentsOf(datacenter, row).some((parent) => ids.includes(parent))
    : ids.some((id) => liesIn(datacenter, row, id));
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
export function liesIn(
  datacenter: Datacenter,
  row: VmRow | HostRow | { readonly id: string; readonly parentId: string | null },
  containerId: string,
): boolean {
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
export function parentsOf(
  datacenter: Datacenter,
  row: VmRow | { readonly id: string; readonly parentId: string | null },
): string[] {
  if (!('folderId' in row)) return row.parentId === null ? [] : [row.parentId];
  const host = datacenter.get('hosts', row.hostId);
  return [row.folderId, row.hostId, row.resourcePoolId, ...(host === undefined ? [] : [host.parentId])];
}
