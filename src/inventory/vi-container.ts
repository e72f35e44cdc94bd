import { objectType, type TypedObject } from '../values/object-type.ts';
import type { ResourceScope } from '../values/resource.ts';
import type { Item } from './connection.ts';
import { inventoryItem } from './inventory-item.ts';
import type { Identified } from './vi-object.ts';

type Resolver = (scope: ResourceScope, pattern: string) => readonly TypedObject<never>[];
const resolvers: Resolver[] = [];

/** Each type of container says how its objects are found by name. */
export function registerContainer(resolver: Resolver): void {
  resolvers.push(resolver);
}

/** What can be a -Location: datacenters, folders, clusters, hosts, resource pools. */
export const viContainer = objectType<Item<Identified>>()({
  name: 'VIContainer',
  listedBy: 'Get-Inventory',
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.Inventory.VIContainer',
  base: inventoryItem,
  properties: {},
  resolveName: (scope, pattern) => resolvers.flatMap((resolve) => [...resolve(scope, pattern)]),
});
