import { fail, ok, type Result } from '../../base/result.ts';
import type { Datacenter, Transaction } from '../datacenter.ts';
import type { EventTypeId } from '../event-types.ts';
import type { Fault } from '../faults.ts';
import type { Tables } from '../rows.ts';
import { checkName } from './inventory-tree.ts';

/** What changes of folders, datacenters, clusters and resource pools share. */

export type Container = 'folders' | 'datacenters' | 'clusters' | 'resourcePools';

interface Kind {
  /** As PowerCLI names the type in its errors. */
  readonly type: string;
  readonly rename: string;
  readonly move: string;
  readonly remove: string;
  /** Where the vendor has no event of its own for it, there is a TaskEvent, as there. */
  readonly events: { readonly [change in 'renamed' | 'moved' | 'removed']: EventTypeId };
}

export const KINDS: Readonly<Record<Container, Kind>> = {
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

/** What vCenter itself made stays as it is: the root, a datacenter's four folders, a root pool. */
export function containerOf<K extends Container>(
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

/** The name is valid, and no other of its kind has it there; `ownId` is what is renamed or moved. */
export function checkFree(
  datacenter: Datacenter,
  table: Container,
  { name, parentId, ownId }: { readonly name: string; readonly parentId: string; readonly ownId?: string },
): Result<void, Fault> {
  const valid = checkName(name);
  if (!valid.ok) return valid;
  const taken = datacenter
    .find(table, 'name', name.toLowerCase())
    .some((row) => row.parentId === parentId && row.id !== ownId);
  return taken ? fail({ kind: 'DuplicateName', type: KINDS[table].type, name }) : ok(undefined);
}

export function wrongParent<T>(rule: string, remedy: string): Result<T, Fault> {
  return fail({ kind: 'InvalidArgument', parameter: 'Location', rule, remedy });
}
