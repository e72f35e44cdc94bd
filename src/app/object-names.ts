import type { ObjectNames } from '../cmdlet/completion.ts';
import type { Datacenter } from '../datacenter/datacenter.ts';
import type { Connection } from '../inventory/connection.ts';
import { visibility } from '../inventory/lookup.ts';

/** Tables whose names complete arguments, by the short name of their objects' type. */
export const NAMED_TABLES = {
  VirtualMachine: 'vms',
  VMHost: 'hosts',
  Cluster: 'clusters',
  Datacenter: 'datacenters',
  Datastore: 'datastores',
  Folder: 'folders',
  ResourcePool: 'resourcePools',
  StoragePolicy: 'storagePolicies',
  KeyProvider: 'keyProviders',
} as const;

/** Kinds of places, for parameters that take any of them. */
const PLACES: Readonly<Record<string, readonly (keyof typeof NAMED_TABLES)[]>> = {
  VIContainer: ['Datacenter', 'Cluster', 'VMHost', 'Folder', 'ResourcePool'],
};

/** Names of what the connected users may see. */
export function objectNames(connections: () => readonly Connection[]): ObjectNames {
  return (typeName, wanted) => {
    if (typeName === 'VIServer') {
      return connections()
        .map(({ serverName }) => serverName)
        .filter(wanted);
    }
    if (typeName === 'Snapshot' || typeName === 'HardDisk') {
      return [...partsOfVms(connections(), typeName)].filter(wanted);
    }
    const kinds = PLACES[typeName] ?? (isNamed(typeName) ? [typeName] : undefined);
    return kinds && namesOf(connections(), kinds, wanted);
  };
}

function isNamed(typeName: string): typeName is keyof typeof NAMED_TABLES {
  return Object.hasOwn(NAMED_TABLES, typeName);
}

function* namesOf(
  connections: readonly Connection[],
  kinds: readonly (keyof typeof NAMED_TABLES)[],
  wanted: (name: string) => boolean,
): Iterable<string> {
  for (const connection of connections) {
    const visible = visibility(connection);
    for (const kind of kinds) {
      // Looking at a name costs next to nothing, looking up who may see it does not.
      for (const row of rowsOf(connection.datacenter, NAMED_TABLES[kind]))
        if (wanted(row.name) && visible(row)) yield row.name;
    }
  }
}

interface Row {
  readonly id: string;
  readonly name: string;
}

const lists = new WeakMap<Datacenter, Map<string, readonly Row[]>>();

/** A table as a list, kept until the next commit: going through one is far faster than asking the store again. */
function rowsOf(
  datacenter: Datacenter,
  table: (typeof NAMED_TABLES)[keyof typeof NAMED_TABLES],
): readonly Row[] {
  let kept = lists.get(datacenter);
  if (kept === undefined) {
    const tables = new Map<string, readonly Row[]>();
    datacenter.onChange(() => tables.clear());
    lists.set(datacenter, tables);
    kept = tables;
  }
  let rows = kept.get(table);
  if (rows === undefined) {
    rows = [...datacenter.rows(table)];
    kept.set(table, rows);
  }
  return rows;
}

/** Names of what VMs have: many have the same ones. */
function partsOfVms(connections: readonly Connection[], kind: 'Snapshot' | 'HardDisk'): ReadonlySet<string> {
  const names = new Set<string>();
  for (const connection of connections) {
    const visible = visibility(connection);
    for (const vm of connection.datacenter.rows('vms')) {
      if (!visible(vm)) continue;
      if (kind === 'Snapshot') for (const { name } of vm.snapshots) names.add(name);
      else for (const { label } of vm.disks) names.add(label);
    }
  }
  return names;
}
