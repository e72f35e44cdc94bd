import type { Invocation } from '../cmdlet/invocation.ts';
import type { Entity } from '../datacenter/access/authorization.ts';
import { objectOf, TypedObject } from '../values/object-type.ts';
import type { ResourceScope } from '../values/resource.ts';
import { toText } from '../values/to-text.ts';
import type { Value } from '../values/value.ts';
import type { Connection } from './connection.ts';
import { datastoreType } from './datastore.ts';
import { itemsNamed } from './lookup.ts';
import { reportNotFound } from './report-fault.ts';
import { scopeOfServers } from './server-scope.ts';
import { containerValue } from './vi-container.ts';
import { idOfMoRef, viObject } from './vi-object.ts';
import { vmValue } from './virtual-machine.ts';
import './vm-host.ts';

/** What a permission can be set on: an entity of the inventory, and the connection it was found by. */
export interface EntityItem {
  readonly connection: Connection;
  readonly entity: Entity;
}

/** The tables of what the inventory shows. */
export const INVENTORY_TABLES = [
  'folders',
  'datacenters',
  'clusters',
  'hosts',
  'resourcePools',
  'vms',
  'datastores',
  'networks',
] as const;

/** -Entity: objects of the inventory, or their names with wildcards. */
export const entityParameter = {
  type: 'object',
  array: true,
  position: 0,
  pipeline: 'value',
  help: 'VMs, hosts, clusters, folders, datacenters, resource pools or datastores.',
} as const;

/** The entities meant, named ones on the servers given; a name that nothing has is reported, and the others go on. */
export function entitiesGiven(
  invocation: Invocation,
  values: readonly Value[],
  servers?: readonly TypedObject<Connection>[],
): EntityItem[] {
  const scope = scopeOfServers(invocation.session, servers && [...servers]);
  return values.flatMap((value) => {
    if (value instanceof TypedObject && value.objectType.isAssignableTo(viObject)) {
      const { connection, row } = value.data as { connection: Connection; row: Entity };
      return [{ connection, entity: row }];
    }
    const name = toText(value);
    const found = entitiesNamed(scope, name);
    if (found.length === 0) {
      reportNotFound(invocation, 'Inventory', name, () =>
        entitiesNamed(scope, '*').map(({ entity }) => entity.name),
      );
    }
    return found;
  });
}

/** The ids of those of the entities that are the server's. */
export function idsOn(
  { datacenter }: Connection,
  entities: readonly EntityItem[] | undefined,
): string[] | undefined {
  return entities
    ?.filter(({ connection }) => connection.datacenter === datacenter)
    .map(({ entity }) => entity.id);
}

function entitiesNamed(scope: ResourceScope, pattern: string): EntityItem[] {
  const id = idOfMoRef(pattern);
  if (id !== pattern)
    return INVENTORY_TABLES.flatMap((table) => [...itemsNamed(scope, table, '*')])
      .filter((item) => item.row.id === id)
      .map(({ connection, row }) => ({ connection, entity: row }));
  return INVENTORY_TABLES.flatMap((table) =>
    [...itemsNamed(scope, table, pattern)].map(({ connection, row }) => ({ connection, entity: row })),
  );
}

/** An entity as the shell shows it. */
export function entityValue(connection: Connection, id: string): Value {
  const { datacenter } = connection;
  const vm = datacenter.get('vms', id);
  if (vm !== undefined) return vmValue(connection, vm);
  const datastore = datacenter.get('datastores', id);
  if (datastore !== undefined) return objectOf(datastoreType, { connection, row: datastore });
  return containerValue(connection, id);
}
