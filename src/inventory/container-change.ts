import type { Invocation } from '../cmdlet/invocation.ts';
import { moveContainer, renameContainer } from '../datacenter/inventory/inventory-change.ts';
import type { PlannedChange } from '../datacenter/planned-change.ts';
import type { Tables } from '../datacenter/rows.ts';
import { objectOf, type TypedObject } from '../values/object-type.ts';
import type { Item } from './connection.ts';
import { makeChange } from './make-change.ts';
import type { Identified } from './vi-object.ts';

/** Folders, datacenters, clusters and resource pools are renamed, moved and removed alike; so are tags, as far as they go. */

type Container = 'folders' | 'datacenters' | 'clusters' | 'resourcePools';
type Objects<K extends Container> = readonly TypedObject<Item<Tables[K]>>[];

export function renameEach<K extends Container>(
  invocation: Invocation,
  table: K,
  objects: Objects<K>,
  name: string,
): void {
  changeEach(invocation, objects, `Rename to ${name}`, ({ connection, row }) =>
    renameContainer(connection.datacenter, connection.caller, table, { id: row.id, name }),
  );
}

export function moveEach<K extends Container>(
  invocation: Invocation,
  table: K,
  objects: Objects<K>,
  destination: TypedObject<Item<Identified>>,
): void {
  const parent = destination.data.row;
  changeEach(invocation, objects, `Move to ${parent.name}`, ({ connection, row }) =>
    moveContainer(connection.datacenter, connection.caller, table, { id: row.id, parentId: parent.id }),
  );
}

/** Changes each, and writes the object as it is then. */
export function changeEach<R extends Identified>(
  invocation: Invocation,
  objects: readonly TypedObject<Item<R>>[],
  action: string,
  change: (item: Item<R>) => PlannedChange<R>,
): void {
  for (const object of objects) {
    const { connection, row } = object.data;
    makeChange(invocation, change(object.data), {
      name: row.name,
      action,
      target: object,
      toValue: (after) => objectOf(object.objectType, { connection, row: after }),
    });
  }
}

export function removeEach<R extends Identified>(
  invocation: Invocation,
  objects: readonly TypedObject<Item<R>>[],
  remove: (item: Item<R>) => PlannedChange<void>,
): void {
  for (const object of objects) {
    makeChange(invocation, remove(object.data), {
      name: object.data.row.name,
      action: 'Remove',
      target: object,
      toValue: () => undefined,
    });
  }
}
