import type { Result } from '../base/result.ts';
import type { Invocation } from '../cmdlet/invocation.ts';
import type { Fault } from '../datacenter/faults.ts';
import { moveContainer, removeContainer, renameContainer } from '../datacenter/inventory/inventory-change.ts';
import type { Tables } from '../datacenter/rows.ts';
import { objectOf, type TypedObject } from '../values/object-type.ts';
import type { Item } from './connection.ts';
import { faultError } from './report-fault.ts';
import type { Identified } from './vi-object.ts';

/** Folders, datacenters, clusters and resource pools are renamed, moved and removed alike. */

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

export function removeEach<K extends Container>(invocation: Invocation, table: K, objects: Objects<K>): void {
  changeEach(invocation, objects, 'Remove', ({ connection, row }) =>
    removeContainer(connection.datacenter, connection.caller, table, row.id),
  );
}

/** Asks, changes, and writes the object as it is then, where there still is one. */
export function changeEach<R extends Identified>(
  invocation: Invocation,
  objects: readonly TypedObject<Item<R>>[],
  action: string,
  change: (item: Item<R>) => Result<R, Fault> | Result<void, Fault>,
): void {
  for (const object of objects) {
    const { connection, row } = object.data;
    if (!invocation.shouldProcess(row.name, action)) continue;
    const changed = change(object.data);
    if (!changed.ok) invocation.writeError(faultError(changed.fault, object));
    else if (changed.value !== undefined)
      invocation.write(objectOf(object.objectType, { connection, row: changed.value }));
  }
}
