import type { Invocation } from '../cmdlet/invocation.ts';
import type { Tables } from '../datacenter/rows.ts';
import type { Connection, Item } from './connection.ts';
import { type NamedTable, rowsNamed, visibility } from './lookup.ts';
import { reportLeftOut, reportNotFound } from './report-fault.ts';
import { idOfMoRef } from './vi-object.ts';

/** What a Get- cmdlet was asked for. */
export interface Selection<K extends NamedTable> {
  readonly table: K;
  /** As PowerCLI names the type in its errors: `VM`, `VMHost`. */
  readonly typeName: string;
  readonly connections: readonly Connection[];
  readonly names: readonly string[] | undefined;
  readonly ids: readonly string[] | undefined;
  /** Of a table with objects of several types: which are of this one. */
  readonly isOfType?: (row: Tables[K]) => boolean;
  /** What else must hold: the command's other parameters. */
  readonly where?: (item: Item<Tables[K]>) => boolean;
}

/** The rows that a Get- cmdlet gives out; a name or id without any is reported, and the others go on. */
export function* selectItems<K extends NamedTable>(
  invocation: Invocation,
  selection: Selection<K>,
): Iterable<Item<Tables[K]>> {
  const { table, connections, names, ids } = selection;
  const visible = new Map(connections.map((connection) => [connection, visibleRows(connection, selection)]));
  const search = { invocation, selection, visible };
  if (ids !== undefined) {
    for (const id of ids) {
      yield* orNotFound(search, id, ({ datacenter }) => {
        const row = datacenter.get(table, idOfMoRef(id));
        return row === undefined ? [] : [row];
      });
    }
    return;
  }
  for (const name of names ?? ['*'])
    yield* orNotFound(search, name, ({ datacenter }) => rowsNamed(datacenter, table, name));
}

function visibleRows<K extends NamedTable>(
  connection: Connection,
  { isOfType }: Selection<K>,
): (row: Tables[K]) => boolean {
  const visible = visibility(connection);
  return (row) => visible(row) && (isOfType?.(row) ?? true);
}

interface Search<K extends NamedTable> {
  readonly invocation: Invocation;
  readonly selection: Selection<K>;
  /** Which rows of each connection there are for its user. */
  readonly visible: ReadonlyMap<Connection, (row: Tables[K]) => boolean>;
}

/** PowerCLI is silent about a pattern that matches nothing, and reports a plain name that does. */
function* orNotFound<K extends NamedTable>(
  { invocation, selection, visible }: Search<K>,
  name: string,
  find: (connection: Connection) => Iterable<Tables[K]>,
): Iterable<Item<Tables[K]>> {
  let found = false;
  let isLeftOut = false;
  for (const [connection, isVisible] of visible) {
    for (const row of find(connection)) {
      if (!isVisible(row)) continue;
      const item = { connection, row };
      const isWanted = selection.where?.(item) ?? true;
      found ||= isWanted;
      isLeftOut ||= !isWanted;
      if (isWanted) yield item;
    }
  }
  if (found || /[*?[]/.test(name)) return;
  if (isLeftOut) reportLeftOut(invocation, selection.typeName, name, selection.ids !== undefined);
  else reportNotFound(invocation, selection.typeName, name, () => namesOf(selection.table, visible));
}

function* namesOf<K extends NamedTable>(table: K, visible: Search<K>['visible']): Iterable<string> {
  for (const [connection, isVisible] of visible)
    for (const row of connection.datacenter.rows(table)) if (isVisible(row)) yield row.name;
}
