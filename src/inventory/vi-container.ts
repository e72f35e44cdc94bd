import type { Tables } from '../datacenter/rows.ts';
import { type ObjectType, objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import type { Connection, Item } from './connection.ts';
import { inventoryItem } from './inventory-item.ts';
import type { Identified } from './vi-object.ts';

type ContainerTable = 'datacenters' | 'folders' | 'clusters' | 'resourcePools' | 'hosts';
const types = new Map<ContainerTable, ObjectType<never>>();

/** Each type of container says which rows are its objects. */
export function registerContainer<K extends ContainerTable>(
  table: K,
  type: ObjectType<Item<Tables[K]>>,
): void {
  types.set(table, type as ObjectType<never>);
}

/** The container with this managed-object id, as the shell shows it. */
export function containerValue(connection: Connection, id: string): TypedObject<never> | null {
  for (const [table, type] of types) {
    const row = connection.datacenter.get(table, id);
    if (row !== undefined) return objectOf(type, { connection, row } as never);
  }
  return null;
}

/** What can be a -Location: datacenters, folders, clusters, hosts, resource pools. */
export const viContainer = objectType<Item<Identified>>()({
  name: 'VIContainer',
  listedBy: 'Get-Inventory',
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.Inventory.VIContainer',
  base: inventoryItem,
  properties: {},
  resolveName: (scope, pattern) =>
    [...types.values()].flatMap((type) => [...(type.resolver()?.(scope, pattern) ?? [])]) as never,
});
