import { ok, type Result } from '../../base/result.ts';
import { requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { admitPool } from '../hosts/reservations.ts';
import { type PlannedChange, planChange } from '../planned-change.ts';
import type { PoolAllocation, ResourcePoolRow } from '../rows.ts';
import { checkFree, containerOf, KINDS, wrongParent } from './containers.ts';
import { removeEntity } from './entity-remove.ts';
import {
  type AllocationChange,
  allocationOf,
  changedAllocation,
  checkAllocation,
} from './resource-allocation.ts';

/** Resource pools: made, set and removed. They are renamed and moved as other containers are. */

export interface PoolSettings {
  readonly cpu?: AllocationChange;
  readonly memory?: AllocationChange;
}

/** In a cluster or on a host: below its root pool. */
export function createResourcePool(
  datacenter: Datacenter,
  caller: Caller,
  wanted: { readonly name: string; readonly parentId: string } & PoolSettings,
): PlannedChange<ResourcePoolRow> {
  const create = (tx: Transaction): Result<ResourcePoolRow, Fault> => {
    const parent = poolOf(datacenter, tx, wanted.parentId);
    if (parent === undefined) {
      const rule = 'A resource pool lies in a cluster, on a host or in another resource pool.';
      return wrongParent(rule, 'Get-Cluster; Get-ResourcePool');
    }
    const allowed = requirePrivilege(datacenter, caller, 'Resource.CreatePool', parent);
    if (!allowed.ok) return allowed;
    const free = checkFree(datacenter, 'resourcePools', { name: wanted.name, parentId: parent.id });
    if (!free.ok) return free;
    const made = withSettings({ id: tx.newId('resgroup'), name: wanted.name, parentId: parent.id }, wanted);
    if (!made.ok) return made;
    const row = made.value;
    const admitted = admitPool(datacenter, row);
    if (!admitted.ok) return admitted;
    tx.put('resourcePools', row);
    tx.event({
      eventTypeId: 'ResourcePoolCreatedEvent',
      message: `Created resource pool ${row.name} in ${parent.name}`,
      entity: { id: row.id, name: row.name },
    });
    return ok(row);
  };
  return planChange(datacenter, caller, { operation: 'create a resource pool', change: create });
}

/** Name, shares, reservation and limit of a resource pool. */
export function setResourcePool(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly id: string; readonly name?: string } & PoolSettings,
): PlannedChange<ResourcePoolRow> {
  const set = (tx: Transaction): Result<ResourcePoolRow, Fault> => {
    const found = containerOf(tx, 'resourcePools', request.id);
    if (!found.ok) return found;
    const pool = found.value;
    const isEdited = request.cpu !== undefined || request.memory !== undefined;
    const allowed = isEdited
      ? requirePrivilege(datacenter, caller, 'Resource.EditPool', pool)
      : ok(undefined);
    if (!allowed.ok) return allowed;
    const { name = pool.name } = request;
    if (name !== pool.name) {
      const renamable = requirePrivilege(datacenter, caller, 'Resource.RenamePool', pool);
      if (!renamable.ok) return renamable;
      const { id: ownId, parentId } = pool;
      const free = checkFree(datacenter, 'resourcePools', { name, parentId, ownId });
      if (!free.ok) return free;
    }
    const changed = withSettings({ ...pool, name }, request);
    if (!changed.ok) return changed;
    const after = changed.value;
    const admitted = isEdited ? admitPool(datacenter, after) : ok(undefined);
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
    if (isEdited) {
      tx.event({
        eventTypeId: 'ResourcePoolReconfiguredEvent',
        message: `Updated configuration for ${after.name}`,
        entity,
      });
    }
    return ok(after);
  };
  return planChange(datacenter, caller, { operation: 'change a resource pool', change: set });
}

function withSettings(pool: ResourcePoolRow, settings: PoolSettings): Result<ResourcePoolRow, Fault> {
  const changed: { cpu?: PoolAllocation; memory?: PoolAllocation } = {};
  for (const resource of ['cpu', 'memory'] as const) {
    const change = settings[resource];
    if (change === undefined) continue;
    const after = changedAllocation(allocationOf(pool, resource), resource, change);
    const fits = checkAllocation(after, resource);
    if (!fits.ok) return fits;
    changed[resource] = after;
  }
  return ok({ ...pool, ...changed });
}

/** Removes a resource pool; as in vCenter the VMs and pools in it then lie in the pool that it lay in. */
export function removeResourcePool(datacenter: Datacenter, caller: Caller, id: string): PlannedChange<void> {
  const remove = (tx: Transaction): Result<void, Fault> => {
    const found = containerOf(tx, 'resourcePools', id);
    if (!found.ok) return found;
    const pool = found.value;
    const allowed = requirePrivilege(datacenter, caller, KINDS.resourcePools.remove, pool);
    if (!allowed.ok) return allowed;
    for (const child of datacenter.find('resourcePools', 'parent', id)) {
      const free = checkFree(datacenter, 'resourcePools', {
        name: child.name,
        parentId: pool.parentId,
        ownId: id,
      });
      if (!free.ok) return free;
      tx.put('resourcePools', { ...child, parentId: pool.parentId });
    }
    for (const vm of datacenter.find('vms', 'resourcePool', id))
      tx.put('vms', { ...vm, resourcePoolId: pool.parentId });
    removeEntity(datacenter, tx, 'resourcePools', id);
    tx.event({
      eventTypeId: KINDS.resourcePools.events.removed,
      message: `Removed resource pool ${pool.name}`,
      entity: { id, name: pool.name },
    });
    return ok(undefined);
  };
  return planChange(datacenter, caller, { operation: 'remove a resource pool', change: remove });
}

/** The resource pool itself, or the root pool of a cluster or a host. */
export function poolOf(datacenter: Datacenter, tx: Transaction, id: string): ResourcePoolRow | undefined {
  return tx.get('resourcePools', id) ?? datacenter.find('resourcePools', 'parent', id)[0];
}

/** The cluster or host that a resource pool, however deep, belongs to. */
export function ownerOfPool(reader: Pick<Datacenter, 'get'>, poolId: string): string | undefined {
  let id: string | undefined = poolId;
  while (id?.startsWith('resgroup-') === true) id = reader.get('resourcePools', id)?.parentId;
  return id;
}

/** With a stand-alone host its root pool goes, and all below it. */
export function removePoolsOf(datacenter: Datacenter, tx: Transaction, parentId: string): void {
  for (const pool of datacenter.find('resourcePools', 'parent', parentId)) {
    removePoolsOf(datacenter, tx, pool.id);
    removeEntity(datacenter, tx, 'resourcePools', pool.id);
  }
}
