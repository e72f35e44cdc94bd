import type { Datacenter, Transaction } from '../datacenter.ts';
import type { Tables } from '../rows.ts';

type EntityTable = 'vms' | 'hosts' | 'clusters' | 'datacenters' | 'folders' | 'resourcePools' | 'datastores';

const ATTACHED = [
  'permissions',
  'tagAssignments',
  'customValues',
] as const satisfies readonly (keyof Tables)[];

/** Takes an object out of the inventory, and with it the permissions, tags and custom attributes that it has. */
export function removeEntity(
  datacenter: Pick<Datacenter, 'find'>,
  tx: Transaction,
  table: EntityTable,
  id: string,
): void {
  for (const of of ATTACHED) for (const row of datacenter.find(of, 'entity', id)) tx.remove(of, row.id);
  tx.remove(table, id);
}
