import type { ObjectNames } from '../cmdlet/completion.ts';
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
  return (typeName) => {
    if (typeName === 'VIServer') return connections().map(({ serverName }) => serverName);
    if (typeName === 'Snapshot' || typeName === 'HardDisk') return partsOfVms(connections(), typeName);
    const kinds = PLACES[typeName] ?? (isNamed(typeName) ? [typeName] : undefined);
    return kinds && namesOf(connections(), kinds);
  };
}

function isNamed(typeName: string): typeName is keyof typeof NAMED_TABLES {
  return Object.hasOwn(NAMED_TABLES, typeName);
}

function* namesOf(
  connections: readonly Connection[],
  kinds: readonly (keyof typeof NAMED_TABLES)[],
): Iterable<string> {
  for (const connection of connections) {
    const visible = visibility(connection);
    for (const kind of kinds) {
      for (const row of connection.datacenter.rows(NAMED_TABLES[kind])) if (visible(row)) yield row.name;
    }
  }
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
