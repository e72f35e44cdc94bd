/**
 * How many migrations vCenter lets run at once: each has a cost on the hosts, the network and the
 * datastores it uses, and each of those has a limit (vSphere 6.5's own figures).
 */
export interface PlannedMigration {
  readonly sourceHost: string;
  readonly destinationHost: string;
  /** Speed of each host's vMotion adapter. */
  readonly networkBitsPerSecond: number;
  /** Datastores that a storage migration reads or writes; empty when only memory moves. */
  readonly datastores: readonly string[];
}

export const CONCURRENCY_LIMITS = {
  host: 8,
  networkBelow10Gb: 4,
  networkFrom10Gb: 8,
  datastore: 128,
} as const;

const MEMORY_COST = { host: 1, network: 1, datastore: 1 } as const;
const STORAGE_COST = { host: 4, network: 1, datastore: 16 } as const;

/** What keeps `next` waiting while `running` run: the resource, or undefined when it may start. */
export function busyResource(
  running: readonly PlannedMigration[],
  next: PlannedMigration,
): string | undefined {
  const load = new Map<string, number>();
  for (const migration of [...running, next]) {
    for (const [resource, cost] of costsOf(migration)) load.set(resource, (load.get(resource) ?? 0) + cost);
  }
  for (const [resource] of costsOf(next)) {
    if ((load.get(resource) ?? 0) > limitOf(resource, next)) return resource;
  }
  return undefined;
}

function costsOf(migration: PlannedMigration): [resource: string, cost: number][] {
  const cost = migration.datastores.length > 0 ? STORAGE_COST : MEMORY_COST;
  const hosts = [migration.sourceHost, migration.destinationHost];
  return [
    ...hosts.map((host): [string, number] => [`host ${host}`, cost.host]),
    ...hosts.map((host): [string, number] => [`network of ${host}`, cost.network]),
    ...migration.datastores.map((name): [string, number] => [`datastore ${name}`, cost.datastore]),
  ];
}

function limitOf(resource: string, { networkBitsPerSecond }: PlannedMigration): number {
  if (resource.startsWith('host ')) return CONCURRENCY_LIMITS.host;
  if (resource.startsWith('datastore ')) return CONCURRENCY_LIMITS.datastore;
  return networkBitsPerSecond < 10e9
    ? CONCURRENCY_LIMITS.networkBelow10Gb
    : CONCURRENCY_LIMITS.networkFrom10Gb;
}
