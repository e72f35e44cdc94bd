import type { Invocation } from '../cmdlet/invocation.ts';
import type { Tables } from '../datacenter/rows.ts';
import type { Connection, Item } from './connection.ts';
import { type NamedTable, rowsNamed, visibility } from './lookup.ts';
import { reportNotFound } from './report-fault.ts';
import { idOfMoRef } from './vi-object.ts';

/** What a Get- cmdlet was asked for. */
export interface Selection<K extends NamedTable> {
  readonly table: K;
  /** As PowerCLI names the type in its errors: `VM`, `VMHost`. */
  readonly typeName: string;
  readonly connections: readonly Connection[];
  readonly names: readonly string[] | undefined;
  readonly ids: readonly string[] | undefined;
  /** What else must hold. */
  readonly where?: (item: Item<Tables[K]>) => boolean;
}

/** The rows that a Get- cmdlet gives out; a name or id without any is reported, and the others go on. */
export function* selectItems<K extends NamedTable>(
  invocation: Invocation,
  selection: Selection<K>,
): Iterable<Item<Tables[K]>> {
  const { table, connections, names, ids } = selection;
  const visible = new Map(connections.map((connection) => [connection, visibility(connection)]));
  const wanted = function* (connection: Connection, rows: Iterable<Tables[K]>): Iterable<Item<Tables[K]>> {
    for (const row of rows) {
      const item = { connection, row };
      if (visible.get(connection)?.(row) === true && (selection.where?.(item) ?? true)) yield item;
    }
  };
  if (ids !== undefined) {
    for (const id of ids)
      yield* orNotFound(invocation, selection, id, (connection) => byId(connection, table, id, wanted));
    return;
  }
  for (const name of names ?? ['*']) {
    yield* orNotFound(invocation, selection, name, (connection) =>
      wanted(connection, rowsNamed(connection.datacenter, table, name)),
    );
  }
}

function byId<K extends NamedTable>(
  connection: Connection,
  table: K,
  id: string,
  wanted: (connection: Connection, rows: Iterable<Tables[K]>) => Iterable<Item<Tables[K]>>,
): Iterable<Item<Tables[K]>> {
  const row = connection.datacenter.get(table, idOfMoRef(id));
  return wanted(connection, row === undefined ? [] : [row]);
}

/** PowerCLI is silent about a pattern that matches nothing, and reports a plain name that does. */
function* orNotFound<K extends NamedTable>(
  invocation: Invocation,
  selection: Selection<K>,
  name: string,
  find: (connection: Connection) => Iterable<Item<Tables[K]>>,
): Iterable<Item<Tables[K]>> {
  let found = false;
  for (const connection of selection.connections) {
    for (const item of find(connection)) {
      found = true;
      yield item;
    }
  }
  if (!found && !/[*?[]/.test(name)) {
    reportNotFound(invocation, selection.typeName, name, () => visibleNames(selection));
  }
}

function* visibleNames<K extends NamedTable>({ connections, table }: Selection<K>): Iterable<string> {
  for (const connection of connections) {
    const visible = visibility(connection);
    for (const row of connection.datacenter.rows(table)) if (visible(row)) yield row.name;
  }
}
