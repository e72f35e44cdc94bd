import { visibility } from '../datacenter/access/visibility.ts';
import type { Datacenter } from '../datacenter/datacenter.ts';
import type { IndexedTable } from '../datacenter/indexes.ts';
import type { Tables } from '../datacenter/rows.ts';
import type { ResourceScope } from '../values/resource.ts';
import { hasWildcard, unescapeWildcard, wildcardPattern } from '../values/wildcard.ts';
import { type Connection, connectionsOf, type Item } from './connection.ts';

export { visibility };

/** Tables whose rows are looked up by the name that a user types. */
export type NamedTable = Exclude<
  IndexedTable,
  'permissions' | 'tagAssignments' | 'customValues' | 'heldKeys'
>;

/** Rows whose name matches a pattern, in the order of their ids; by the index when it is a plain name. */
export function rowsNamed<K extends NamedTable>(
  datacenter: Datacenter,
  table: K,
  pattern: string,
): Iterable<Tables[K]> {
  if (!hasWildcard(pattern)) return datacenter.find(table, 'name', unescapeWildcard(pattern).toLowerCase());
  return matching(datacenter.rows(table), wildcardPattern(pattern));
}

function* matching<R extends { readonly name: string }>(rows: Iterable<R>, pattern: RegExp): Iterable<R> {
  for (const row of rows) if (pattern.test(row.name)) yield row;
}

/** The objects of every connection whose name matches: what object-by-name resolves to. */
export function* itemsNamed<K extends NamedTable>(
  scope: ResourceScope,
  table: K,
  pattern: string,
): Iterable<Item<Tables[K]>> {
  for (const connection of connectionsOf(scope)) {
    const visible = visibility(connection);
    for (const row of rowsNamed(connection.datacenter, table, pattern)) {
      if (visible(row)) yield { connection, row };
    }
  }
}

/** All rows of a table that the connection's user may see. */
export function visibleItems<K extends NamedTable>(connection: Connection, table: K): Item<Tables[K]>[] {
  const visible = visibility(connection);
  return [...connection.datacenter.rows(table)].filter(visible).map((row) => ({ connection, row }));
}
