import type { Datacenter, Transaction } from '../datacenter.ts';
import { withoutMember } from '../hosts/drs-rule-changes.ts';
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
  forgetInRules(tx, table, id);
  tx.remove(table, id);
}

/** A VM or host that goes is in no DRS rule or group of its cluster any more. */
export function forgetInRules(tx: Transaction, table: EntityTable, id: string): void {
  if (table !== 'vms' && table !== 'hosts') return;
  const host = tx.get('hosts', table === 'hosts' ? id : (tx.get('vms', id)?.hostId ?? ''));
  const cluster = host && tx.get('clusters', host.parentId);
  if (cluster?.drsRules === undefined && cluster?.drsGroups === undefined) return;
  tx.put('clusters', withoutMember(cluster, id));
}
