import { fail, ok, type Result } from '../../base/result.ts';
import { entityOf, isWithin, requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import { quote } from '../faults/fault-text.ts';
import type { Fault } from '../faults.ts';
import { type PlannedChange, planChange } from '../planned-change.ts';
import type { DatacenterRow, FolderRow, Tables } from '../rows.ts';
import { type Container, checkFree, containerOf, KINDS, wrongParent } from './containers.ts';
import { datacenterAbove } from './datacenter-above.ts';
import { removeEntity } from './entity-remove.ts';
import { addDatacenter } from './inventory-tree.ts';
import { ownerOfPool, poolOf } from './resource-pools.ts';

/** Folders and datacenters are made; all containers are renamed, moved and removed. */

interface NewChild {
  readonly name: string;
  readonly parentId: string;
}

/** A folder holds what its parent holds; a datacenter given as the parent means its folder for VMs. */
export function createFolder(
  datacenter: Datacenter,
  caller: Caller,
  wanted: NewChild,
): PlannedChange<FolderRow> {
  const create = (tx: Transaction): Result<FolderRow, Fault> => {
    const parentId = tx.get('datacenters', wanted.parentId)?.vmFolderId ?? wanted.parentId;
    const parent = tx.get('folders', parentId);
    if (parent === undefined)
      return wrongParent('A folder lies in a folder or a datacenter.', 'Get-Folder; Get-Datacenter');
    const allowed = requirePrivilege(datacenter, caller, 'Folder.Create', parent);
    if (!allowed.ok) return allowed;
    const free = checkFree(datacenter, 'folders', { name: wanted.name, parentId });
    if (!free.ok) return free;
    const row: FolderRow = { id: tx.newId('group'), name: wanted.name, type: parent.type, parentId };
    tx.put('folders', row);
    tx.event({
      eventTypeId: 'TaskEvent',
      message: `Created folder ${row.name} in ${parent.name}`,
      entity: { id: row.id, name: row.name },
    });
    return ok(row);
  };
  return planChange(datacenter, caller, { operation: 'create a folder', change: create });
}

export function createDatacenter(
  datacenter: Datacenter,
  caller: Caller,
  wanted: NewChild,
): PlannedChange<DatacenterRow> {
  const create = (tx: Transaction): Result<DatacenterRow, Fault> => {
    const parent = tx.get('folders', wanted.parentId);
    if (parent?.type !== 'Datacenter')
      return wrongParent('A datacenter lies in a folder for datacenters.', 'Get-Folder -Type Datacenter');
    const allowed = requirePrivilege(datacenter, caller, 'Datacenter.Create', parent);
    if (!allowed.ok) return allowed;
    const free = checkFree(datacenter, 'datacenters', { name: wanted.name, parentId: parent.id });
    if (!free.ok) return free;
    const row: DatacenterRow = { ...addDatacenter(tx, wanted.name), parentId: parent.id };
    tx.put('datacenters', row);
    tx.event({
      eventTypeId: 'DatacenterCreatedEvent',
      message: `Created datacenter ${row.name} in folder ${parent.name}`,
      datacenter: { id: row.id, name: row.name },
    });
    return ok(row);
  };
  return planChange(datacenter, caller, { operation: 'create a datacenter', change: create });
}

export function renameContainer<K extends Container>(
  datacenter: Datacenter,
  caller: Caller,
  table: K,
  request: { readonly id: string; readonly name: string },
): PlannedChange<Tables[K]> {
  const kind = KINDS[table];
  const rename = (tx: Transaction): Result<Tables[K], Fault> => {
    const found = containerOf(tx, table, request.id);
    if (!found.ok) return found;
    const row = found.value;
    const allowed = requirePrivilege(datacenter, caller, kind.rename, row);
    if (!allowed.ok) return allowed;
    if (request.name === row.name) return ok(row);
    const { id: ownId, parentId } = row;
    const free = checkFree(datacenter, table, { name: request.name, parentId, ownId });
    if (!free.ok) return free;
    const after = { ...row, name: request.name };
    tx.put(table, after as never);
    tx.event({
      eventTypeId: kind.events.renamed,
      message: `Renamed ${row.name} to ${request.name}`,
      entity: { id: row.id, name: request.name },
    });
    return ok(after as Tables[K]);
  };
  return planChange(datacenter, caller, { operation: `rename a ${kind.type}`, change: rename });
}

/** Moves a container to another place that holds its kind. */
export function moveContainer<K extends Container>(
  datacenter: Datacenter,
  caller: Caller,
  table: K,
  request: { readonly id: string; readonly parentId: string },
): PlannedChange<Tables[K]> {
  const kind = KINDS[table];
  const move = (tx: Transaction): Result<Tables[K], Fault> => {
    const found = containerOf(tx, table, request.id);
    if (!found.ok) return found;
    const row = found.value;
    const target = targetOf(datacenter, tx, table, row, request.parentId);
    if (!target.ok) return target;
    for (const place of [row, target.value]) {
      const allowed = requirePrivilege(datacenter, caller, kind.move, place);
      if (!allowed.ok) return allowed;
    }
    if (isWithin(tx, target.value.id, row.id))
      return wrongParent(`${target.value.name} lies in ${row.name} itself.`, `Get-${kind.type}`);
    if (target.value.id === row.parentId) return ok(row);
    const together = checkStaysTogether(datacenter, row, target.value.id);
    if (!together.ok) return together;
    const free = checkFree(datacenter, table, { name: row.name, parentId: target.value.id });
    if (!free.ok) return free;
    const after = { ...row, parentId: target.value.id };
    tx.put(table, after as never);
    tx.event({
      eventTypeId: kind.events.moved,
      message: `Moved ${row.name} to ${target.value.name}`,
      entity: { id: row.id, name: row.name },
    });
    return ok(after as Tables[K]);
  };
  return planChange(datacenter, caller, { operation: `move a ${kind.type}`, change: move });
}

/** The VMs of a datacenter run on its hosts and lie on its datastores: none of these leaves it with its container. */
function checkStaysTogether(
  datacenter: Datacenter,
  row: { readonly id: string; readonly name: string },
  parentId: string,
): Result<void, Fault> {
  const center = datacenterAbove(datacenter, row.id);
  if (center === undefined || center.id === row.id || center.id === datacenterAbove(datacenter, parentId)?.id)
    return ok(undefined);
  for (const table of ['vms', 'hosts', 'datastores', 'networks'] as const) {
    for (const held of datacenter.rows(table)) {
      if (!isWithin(datacenter, held.id, row.id)) continue;
      return wrongParent(
        `${row.name} holds ${held.name}, which cannot leave the datacenter ${center.name} with it.`,
        `Get-Folder -Location (Get-Datacenter ${quote(center.name)})`,
      );
    }
  }
  return ok(undefined);
}

/** Removes a container that holds nothing any more, with the empty ones that came with it. */
export function removeContainer(
  datacenter: Datacenter,
  caller: Caller,
  table: Exclude<Container, 'resourcePools'>,
  id: string,
): PlannedChange<void> {
  const kind = KINDS[table];
  const remove = (tx: Transaction): Result<void, Fault> => {
    const found = containerOf(tx, table, id);
    if (!found.ok) return found;
    const row = found.value;
    const allowed = requirePrivilege(datacenter, caller, kind.remove, row);
    if (!allowed.ok) return allowed;
    const folders = ownFolders(tx, row.id);
    const pools =
      table === 'clusters' ? datacenter.find('resourcePools', 'parent', row.id).map((pool) => pool.id) : [];
    const own = new Set([...folders, ...pools]);
    const holds = [row.id, ...own].flatMap((place) => contentsOf(datacenter, place, own));
    if (holds.length > 0) return fail({ kind: 'NotEmpty', type: kind.type, entity: row.name, holds });
    for (const folderId of folders) removeEntity(datacenter, tx, 'folders', folderId);
    for (const poolId of pools) removeEntity(datacenter, tx, 'resourcePools', poolId);
    removeEntity(datacenter, tx, table, row.id);
    tx.event({
      eventTypeId: kind.events.removed,
      message: `Removed ${kind.type.toLowerCase()} ${row.name}`,
      entity: { id: row.id, name: row.name },
    });
    return ok(undefined);
  };
  return planChange(datacenter, caller, { operation: `remove a ${kind.type}`, change: remove });
}

function targetOf(
  datacenter: Datacenter,
  tx: Transaction,
  table: Container,
  row: { readonly id: string; readonly name: string },
  parentId: string,
): Result<{ readonly id: string; readonly name: string }, Fault> {
  if (table === 'resourcePools') return poolTargetOf(datacenter, tx, row.id, parentId);
  const wanted =
    table === 'folders'
      ? tx.get('folders', row.id)?.type
      : table === 'datacenters'
        ? 'Datacenter'
        : 'HostAndCluster';
  const center = tx.get('datacenters', parentId);
  const folder = tx.get('folders', center === undefined ? parentId : folderFor(center, wanted));
  return folder !== undefined && folder.type === wanted
    ? ok(folder)
    : wrongParent(
        `${row.name} lies in a folder of type ${wanted ?? ''}.`,
        `Get-Folder -Type ${wanted ?? ''}`,
      );
}

/** Another pool of the same cluster or host: its VMs run there. */
function poolTargetOf(
  datacenter: Datacenter,
  tx: Transaction,
  id: string,
  parentId: string,
): Result<{ readonly id: string; readonly name: string }, Fault> {
  const row = tx.get('resourcePools', id);
  const target = poolOf(datacenter, tx, parentId);
  if (row === undefined) return fail({ kind: 'NotFound', type: 'ResourcePool', name: id });
  if (target === undefined)
    return wrongParent(
      `${row.name} is a resource pool: it lies in a cluster or another pool.`,
      'Get-ResourcePool',
    );
  const ownerId = ownerOfPool(tx, id) ?? id;
  if (ownerId === ownerOfPool(tx, target.id)) return ok(target);
  const owner = entityOf(tx, ownerId)?.name ?? ownerId;
  return wrongParent(
    `${row.name} divides what ${owner} has, and cannot leave it.`,
    `Get-ResourcePool -Location (Get-Inventory ${quote(owner)})`,
  );
}

function folderFor(center: DatacenterRow, type: FolderRow['type'] | undefined): string {
  switch (type) {
    case 'HostAndCluster':
      return center.hostFolderId;
    case 'Datastore':
      return center.datastoreFolderId;
    case 'Network':
      return center.networkFolderId;
    default:
      return center.vmFolderId;
  }
}

/** The folders that come with a datacenter. */
function ownFolders(tx: Transaction, id: string): string[] {
  const center = tx.get('datacenters', id);
  return center === undefined
    ? []
    : [center.vmFolderId, center.hostFolderId, center.datastoreFolderId, center.networkFolderId];
}

/** Names of what lies in it, but for what came with it. */
function contentsOf(datacenter: Datacenter, id: string, own: ReadonlySet<string>): string[] {
  const rows = [
    ...datacenter.find('folders', 'parent', id),
    ...datacenter.find('datacenters', 'parent', id),
    ...datacenter.find('clusters', 'parent', id),
    ...datacenter.find('hosts', 'parent', id),
    ...datacenter.find('datastores', 'parent', id),
    ...datacenter.find('networks', 'parent', id),
    ...datacenter.find('resourcePools', 'parent', id),
    ...datacenter.find('vms', 'parent', id),
    ...datacenter.find('vms', 'resourcePool', id),
  ];
  return rows.filter((row) => !own.has(row.id)).map((row) => row.name);
}
