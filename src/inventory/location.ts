import { ancestry } from '../datacenter/authorization.ts';
import type { Datacenter } from '../datacenter/datacenter.ts';
import type { HostRow, VmRow } from '../datacenter/rows.ts';
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

/** True when the VM or host lies in one of the locations; without locations, always. */
export function isUnder(
  datacenter: Datacenter,
  row: VmRow | HostRow | { readonly id: string; readonly parentId: string | null },
  locations: readonly TypedObject<Item<Identified>>[] | undefined,
  directly: boolean,
): boolean {
  if (locations === undefined) return true;
  const ids = locations.map((location) => location.data.row.id);
  const parents = parentsOf(datacenter, row);
  return directly
    ? parents.some((parent) => ids.includes(parent))
    : parents.some((parent) => ancestry(datacenter, parent).some((id) => ids.includes(id)));
}

/** A VM lies in its folder, on its host and in its resource pool at once. */
function parentsOf(
  datacenter: Datacenter,
  row: VmRow | { readonly id: string; readonly parentId: string | null },
): string[] {
  if (!('folderId' in row)) return row.parentId === null ? [] : [row.parentId];
  const host = datacenter.get('hosts', row.hostId);
  return [row.folderId, row.hostId, row.resourcePoolId, ...(host === undefined ? [] : [host.parentId])];
}
