import { assert } from '../base/assert.ts';
import { compareIds, JsonError, parseRow, type Row } from './row.ts';
import type { RowSource } from './row-source.ts';

/** A row of a table: where its text stands in the snapshot, until it is read or replaced. */
export interface Entry {
  /** Byte range of the row's JSON in the snapshot; undefined for a row that came after it. */
  range: ByteRange | undefined;
  row: Row | undefined;
}

export interface ByteRange {
  readonly offset: number;
  readonly lengthBytes: number;
}

export interface Table {
  readonly entries: Map<string, Entry>;
  /** The ids in order, once somebody asked. */
  order: readonly string[] | undefined;
}

/** By table name. A Map, since names and ids are data. */
export type Tables = Map<string, Table>;

export function newTable(): Table {
  return { entries: new Map(), order: undefined };
}

export function tableIds(table: Table): readonly string[] {
  if (table.order !== undefined) return table.order;
  const ids = [...table.entries.keys()];
  // A snapshot's rows are in order already.
  const sorted = ids.every((id, at) => at === 0 || compareIds(ids[at - 1] ?? '', id) < 0);
  table.order = sorted ? ids : ids.sort(compareIds);
  return table.order;
}

/** The row, parsed at its first use. `source` is the snapshot that the ranges point into. */
export function readRow(id: string, entry: Entry, source: RowSource | undefined): Row {
  if (entry.row !== undefined) return entry.row;
  assert(entry.range !== undefined && source !== undefined, 'a row without value stands in the snapshot');
  try {
    entry.row = parseRow(source.text(entry.range), id);
    return entry.row;
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    // Its text was whole when the file was opened.
    throw new Error(
      `${source.path} was changed in place while it was open: ${error.message}. Open it again.`,
    );
  }
}

/** Puts or removes a row. */
export function setRow(tables: Tables, name: string, id: string, row: Row | null): void {
  let table = tables.get(name);
  if (table === undefined) {
    table = newTable();
    tables.set(name, table);
  }
  const entry = table.entries.get(id);
  if (row === null) {
    if (table.entries.delete(id)) table.order = undefined;
  } else if (entry === undefined) {
    table.entries.set(id, { range: undefined, row });
    table.order = undefined;
  } else {
    entry.row = row;
    entry.range = undefined;
  }
}
