import { fail, ok, type Result } from '../../base/result.ts';
import { isWithin, requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import type { EventTypeId } from '../event-types.ts';
import type { Fault } from '../faults.ts';
import { admitPool } from '../hosts/reservations.ts';
import type { DatacenterRow, FolderRow, ResourcePoolRow, Tables } from '../rows.ts';
import { removeEntity } from './entity-remove.ts';
import { addDatacenter, checkName } from './inventory-tree.ts';

/**
 * Folders, datacenters and resource pools: made, renamed, moved and removed. Where the vendor has no event of its
 * own for it, there is a TaskEvent, as there.
 */

type Container = 'folders' | 'datacenters' | 'clusters' | 'resourcePools';

interface Kind {
  /** As PowerCLI names the type in its errors. */
  readonly type: string;
  readonly rename: string;
  readonly move: string;
  readonly remove: string;
  readonly events: { readonly [change in 'renamed' | 'moved' | 'removed']: EventTypeId };
}

const KINDS: Readonly<Record<Container, Kind>> = {
  folders: {
    type: 'Folder',
    rename: 'Folder.Rename',
    move: 'Folder.Move',
    remove: 'Folder.Delete',
    events: {
      renamed: 'TaskEvent',
      moved: 'TaskEvent',
      removed: 'TaskEvent',
    },
  },
  datacenters: {
    type: 'Datacenter',
    rename: 'Datacenter.Rename',
    move: 'Datacenter.Move',
    remove: 'Datacenter.Delete',
    events: {
      renamed: 'DatacenterRenamedEvent',
      moved: 'TaskEvent',
      removed: 'TaskEvent',
    },
  },
  clusters: {
    type: 'Cluster',
    rename: 'Host.Inventory.RenameCluster',
    move: 'Host.Inventory.MoveCluster',
    remove: 'Host.Inventory.DeleteCluster',
    events: {
      renamed: 'TaskEvent',
      moved: 'TaskEvent',
      removed: 'ClusterDestroyedEvent',
    },
  },
  resourcePools: {
    type: 'ResourcePool',
    rename: 'Resource.RenamePool',
    move: 'Resource.MovePool',
    remove: 'Resource.DeletePool',
    events: {
      renamed: 'com.vmware.vc.rp.ResourcePoolRenamedEvent',
      moved: 'ResourcePoolMovedEvent',
      removed: 'ResourcePoolDestroyedEvent',
    },
  },
};

interface NewChild {
  readonly name: string;
  readonly parentId: string;
}

/** A folder holds what its parent holds; a datacenter given as the parent means its folder for VMs. */
export function createFolder(
  datacenter: Datacenter,
  caller: Caller,
  wanted: NewChild,
): Result<FolderRow, Fault> {
  return datacenter.commit<FolderRow>(caller, 'create a folder', (tx) => {
    const parentId = tx.get('datacenters', wanted.parentId)?.vmFolderId ?? wanted.parentId;
    const parent = tx.get('folders', parentId);
    if (parent === undefined)
      return wrongParent('A folder lies in a folder or a datacenter.', 'Get-Folder; Get-Datacenter');
    const allowed = requirePrivilege(datacenter, caller, 'Folder.Create', parent);
    if (!allowed.ok) return allowed;
    const free = checkFree(datacenter, 'folders', wanted.name, parentId);
    if (!free.ok) return free;
    const row: FolderRow = { id: tx.newId('group'), name: wanted.name, type: parent.type, parentId };
    tx.put('folders', row);
    tx.event({
      eventTypeId: 'TaskEvent',
      message: `Created folder ${row.name} in ${parent.name}`,
      entity: { id: row.id, name: row.name },
    });
    return ok(row);
  });
}

export function createDatacenter(
  datacenter: Datacenter,
  caller: Caller,
  wanted: NewChild,
): Result<DatacenterRow, Fault> {
  return datacenter.commit<DatacenterRow>(caller, 'create a datacenter', (tx) => {
    const parent = tx.get('folders', wanted.parentId);
    if (parent?.type !== 'Datacenter')
      return wrongParent('A datacenter lies in a folder for datacenters.', 'Get-Folder -Type Datacenter');
    const allowed = requirePrivilege(datacenter, caller, 'Datacenter.Create', parent);
    if (!allowed.ok) return allowed;
    const free = checkFree(datacenter, 'datacenters', wanted.name, parent.id);
    if (!free.ok) return free;
    const row: DatacenterRow = { ...addDatacenter(tx, wanted.name), parentId: parent.id };
    tx.put('datacenters', row);
    tx.event({
      eventTypeId: 'DatacenterCreatedEvent',
      message: `Created datacenter ${row.name} in folder ${parent.name}`,
      datacenter: { id: row.id, name: row.name },
    });
    return ok(row);
  });
}

/** In a cluster or on a host: below its root pool. */
export function createResourcePool(
  datacenter: Datacenter,
  caller: Caller,
  wanted: NewChild & Pick<ResourcePoolRow, 'cpu' | 'memory'>,
): Result<ResourcePoolRow, Fault> {
  return datacenter.commit<ResourcePoolRow>(caller, 'create a resource pool', (tx) => {
    const parent = poolOf(datacenter, tx, wanted.parentId);
    if (parent === undefined) {
      const rule = 'A resource pool lies in a cluster, on a host or in another resource pool.';
      return wrongParent(rule, 'Get-Cluster; Get-ResourcePool');
    }
    const allowed = requirePrivilege(datacenter, caller, 'Resource.CreatePool', parent);
    if (!allowed.ok) return allowed;
    const free = checkFree(datacenter, 'resourcePools', wanted.name, parent.id);
    if (!free.ok) return free;
    const admitted = admitPool(datacenter, { ...wanted, parentId: parent.id });
    if (!admitted.ok) return admitted;
    const row: ResourcePoolRow = { ...wanted, id: tx.newId('resgroup'), parentId: parent.id };
    tx.put('resourcePools', row);
    tx.event({
      eventTypeId: 'ResourcePoolCreatedEvent',
      message: `Created resource pool ${row.name} in ${parent.name}`,
      entity: { id: row.id, name: row.name },
    });
    return ok(row);
  });
}

/** Name, shares, reservation and limit of a resource pool. */
export function setResourcePool(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly id: string } & Partial<Pick<ResourcePoolRow, 'name' | 'cpu' | 'memory'>>,
): Result<ResourcePoolRow, Fault> {
  return datacenter.commit<ResourcePoolRow>(caller, 'change a resource pool', (tx) => {
    const pool = tx.get('resourcePools', request.id);
    if (pool === undefined) return fail({ kind: 'NotFound', type: 'ResourcePool', name: request.id });
    const edits = request.cpu !== undefined || request.memory !== undefined;
    const allowed = edits ? requirePrivilege(datacenter, caller, 'Resource.EditPool', pool) : ok(undefined);
    if (!allowed.ok) return allowed;
    if (request.name !== undefined && request.name !== pool.name) {
      const renamable = requirePrivilege(datacenter, caller, 'Resource.RenamePool', pool);
      if (!renamable.ok) return renamable;
      const free = checkFree(datacenter, 'resourcePools', request.name, pool.parentId);
      if (!free.ok) return free;
    }
    const after: ResourcePoolRow = { ...pool, ...request };
    const admitted = edits ? admitPool(datacenter, after) : ok(undefined);
    if (!admitted.ok) return admitted;
    tx.put('resourcePools', after);
    const entity = { id: after.id, name: after.name };
    if (after.name !== pool.name) {
      tx.event({
        eventTypeId: KINDS.resourcePools.events.renamed,
        message: `Renamed ${pool.name} to ${after.name}`,
        entity,
      });
    }
    if (edits) {
      tx.event({
        eventTypeId: 'ResourcePoolReconfiguredEvent',
        message: `Updated configuration for ${after.name}`,
        entity,
      });
    }
    return ok(after);
  });
}

export function renameContainer<K extends Container>(
  datacenter: Datacenter,
  caller: Caller,
  table: K,
  request: { readonly id: string; readonly name: string },
): Result<Tables[K], Fault> {
  const kind = KINDS[table];
  return datacenter.commit<Tables[K]>(caller, `rename a ${kind.type}`, (tx) => {
    const found = containerOf(tx, table, request.id);
    if (!found.ok) return found;
    const row = found.value;
    const allowed = requirePrivilege(datacenter, caller, kind.rename, row);
    if (!allowed.ok) return allowed;
    const free = checkFree(datacenter, table, request.name, row.parentId);
    if (!free.ok) return free;
    const after = { ...row, name: request.name };
    tx.put(table, after as never);
    tx.event({
      eventTypeId: kind.events.renamed,
      message: `Renamed ${row.name} to ${request.name}`,
      entity: { id: row.id, name: request.name },
    });
    return ok(after as Tables[K]);
  });
}

/** Moves a container to another place that holds its kind. */
export function moveContainer<K extends Container>(
  datacenter: Datacenter,
  caller: Caller,
  table: K,
  request: { readonly id: string; readonly parentId: string },
): Result<Tables[K], Fault> {
  const kind = KINDS[table];
  return datacenter.commit<Tables[K]>(caller, `move a ${kind.type}`, (tx) => {
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
    const free = checkFree(datacenter, table, row.name, target.value.id);
    if (!free.ok) return free;
    const after = { ...row, parentId: target.value.id };
    tx.put(table, after as never);
    tx.event({
      eventTypeId: kind.events.moved,
      message: `Moved ${row.name} to ${target.value.name}`,
      entity: { id: row.id, name: row.name },
    });
    return ok(after as Tables[K]);
  });
}

/** Removes a container that holds nothing any more, with the empty ones that came with it. */
export function removeContainer(
  datacenter: Datacenter,
  caller: Caller,
  table: Container,
  id: string,
): Result<void, Fault> {
  const kind = KINDS[table];
  return datacenter.commit(caller, `remove a ${kind.type}`, (tx) => {
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
  });
}

/** What vCenter itself made cannot be renamed, moved or removed: the root, a datacenter's four folders, a root pool. */
function containerOf<K extends Container>(
  tx: Transaction,
  table: K,
  id: string,
): Result<Tables[K] & { readonly parentId: string }, Fault> {
  const row = tx.get(table, id);
  const { type } = KINDS[table];
  if (row === undefined) return fail({ kind: 'NotFound', type, name: id });
  const { parentId } = row;
  const isOfSystem =
    parentId === null ||
    (table === 'folders' && tx.get('datacenters', parentId) !== undefined) ||
    (table === 'resourcePools' && tx.get('resourcePools', parentId) === undefined);
  return isOfSystem
    ? fail({ kind: 'SystemContainer', type, entity: row.name })
    : ok(row as Tables[K] & { readonly parentId: string });
}

function targetOf(
  datacenter: Datacenter,
  tx: Transaction,
  table: Container,
  row: { readonly id: string; readonly name: string },
  parentId: string,
): Result<{ readonly id: string; readonly name: string }, Fault> {
  if (table === 'resourcePools') {
    const pool = poolOf(datacenter, tx, parentId);
    return pool === undefined
      ? wrongParent(
          `${row.name} is a resource pool: it lies in a cluster or another pool.`,
          'Get-ResourcePool',
        )
      : ok(pool);
  }
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

/** The resource pool itself, or the root pool of a cluster or a host. */
function poolOf(datacenter: Datacenter, tx: Transaction, id: string): ResourcePoolRow | undefined {
  return tx.get('resourcePools', id) ?? datacenter.find('resourcePools', 'parent', id)[0];
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

function checkFree(
  datacenter: Datacenter,
  table: Container,
  name: string,
  parentId: string,
): Result<void, Fault> {
  const valid = checkName(name);
  if (!valid.ok) return valid;
  const taken = datacenter.find(table, 'name', name.toLowerCase()).some((row) => row.parentId === parentId);
  return taken ? fail({ kind: 'DuplicateName', type: KINDS[table].type, name }) : ok(undefined);
}

function wrongParent<T>(rule: string, remedy: string): Result<T, Fault> {
  return fail({ kind: 'InvalidArgument', parameter: 'Location', rule, remedy });
}
