import { type KmsObject, namesOf } from '../../kmip/server/key-store.ts';
import type { Row } from '../../state/row.ts';
import type { Store } from '../../state/store.ts';

/** A row of the table that holds a key store's objects. */
export interface ObjectRow extends Row {
  readonly object: KmsObject;
}

/** Ids of a key store's objects by their owner and Name. */
export interface ObjectNames {
  find(owner: string, ttlv: string): Iterable<string>;
}

/** Built by one pass at its first use, and kept up to date by every commit, those of other processes included. */
export function createObjectNames(store: Store, table: string): ObjectNames {
  let index: Map<string, Set<string>> | undefined;
  const note = (row: Row | undefined, change: (ids: Set<string>, id: string) => void): void => {
    if (index === undefined || row === undefined) return;
    const { id, object } = row as ObjectRow;
    for (const ttlv of namesOf(object)) {
      const key = keyOf(object.owner, ttlv);
      const ids = index.get(key) ?? new Set();
      change(ids, id);
      if (ids.size > 0) index.set(key, ids);
      else index.delete(key);
    }
  };
  const add = (row: Row | undefined): void => note(row, (ids, id) => void ids.add(id));
  const remove = (row: Row | undefined): void => note(row, (ids, id) => void ids.delete(id));
  store.onChange((event) => {
    if (event.kind === 'reloaded') {
      index = undefined;
      return;
    }
    for (const { table: of, before, row } of event.changes) {
      if (of !== table) continue;
      remove(before);
      add(row ?? undefined);
    }
  });
  return {
    find(owner, ttlv) {
      if (index === undefined) {
        index = new Map();
        for (const row of store.rows(table)) add(row);
      }
      return index.get(keyOf(owner, ttlv)) ?? [];
    },
  };
}

/** The value is hexadecimal: what ends it cannot stand in it. */
const keyOf = (owner: string, ttlv: string): string => `${ttlv} ${owner}`;
