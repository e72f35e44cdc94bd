import type { TableName, Tables, VmRow } from './rows.ts';

/**
 * Derived look-ups over the tables: by name, by parent, and the back references that rows do not store.
 * An index is built by one pass at its first use and kept up to date by the changes of each commit.
 */
type KeysOf<R> = Readonly<Record<string, (row: R) => readonly string[]>>;
type Definitions = { readonly [K in TableName]?: KeysOf<Tables[K]> };

const lower = (row: { readonly name: string }): readonly string[] => [row.name.toLowerCase()];
const parent = (row: { readonly parentId: string | null }): readonly string[] => [row.parentId ?? ''];

/** The datastore's name in a datastore path such as `[datastore1] app-01/app-01.vmdk`. */
export function datastoreNameOf(datastorePath: string): string {
  return datastorePath.slice(1, datastorePath.indexOf(']'));
}

/** The names of the datastores that a VM's files lie on. */
export function datastoresOfVm(row: VmRow): readonly string[] {
  return [...new Set([row.vmxPath, ...row.disks.map((disk) => disk.fileName)].map(datastoreNameOf))];
}

const DEFINITIONS = {
  folders: { name: lower, parent },
  datacenters: { name: lower, parent },
  clusters: { name: lower, parent },
  resourcePools: { name: lower, parent },
  hosts: { name: lower, parent },
  datastores: { name: lower, parent },
  networks: { name: lower, parent },
  vms: {
    name: lower,
    parent: (row) => [row.folderId],
    vmx: (row) => [row.vmxPath],
    host: (row) => [row.hostId],
    resourcePool: (row) => [row.resourcePoolId],
    datastore: datastoresOfVm,
    keyProvider: (row) => [
      ...new Set(
        [row.keyId, ...row.disks.flatMap((disk) => [disk.keyId, disk.oldKeyId])].flatMap((key) =>
          key ? [key.providerId] : [],
        ),
      ),
    ],
    linkedTo: (row) => (row.linkedTo === undefined ? [] : [row.linkedTo.vmId]),
    storagePolicy: (row) => [
      ...new Set([row.storagePolicyId, ...row.disks.map((disk) => disk.storagePolicyId)]),
    ],
  },
  storagePolicies: { name: lower },
  keyProviders: { name: lower },
  heldKeys: { host: (row) => row.hostIds },
  users: { name: lower },
  groups: { name: lower, member: (row) => row.members },
  roles: { name: lower, roleId: (row) => [String(row.roleId)] },
  contentLibraries: { name: lower },
  contentLibraryItems: { name: lower, library: (row) => [row.libraryId] },
  tagCategories: { name: lower },
  tags: { name: lower, category: (row) => [row.categoryId] },
  tagAssignments: { entity: (row) => [row.entityId], tag: (row) => [row.tagId] },
  customFields: { name: lower },
  customValues: { entity: (row) => [row.entityId], field: (row) => [row.fieldId] },
  permissions: { entity: (row) => [row.entityId], principal: (row) => [row.principal.toLowerCase()] },
} satisfies Definitions;

export type IndexedTable = keyof typeof DEFINITIONS;
export type IndexName<K extends IndexedTable> = keyof (typeof DEFINITIONS)[K] & string;

interface Index {
  readonly idsByKey: Map<string, Set<string>>;
  readonly keysById: Map<string, readonly string[]>;
}

export interface Indexes {
  ids<K extends IndexedTable>(table: K, index: IndexName<K>, key: string): readonly string[];
  /** Takes in one changed row; `undefined` when it is gone. */
  update(table: string, id: string, row: unknown): void;
  /** Forgets everything: the next look-up builds anew. */
  clear(): void;
}

export function createIndexes(rowsOf: (table: IndexedTable) => Iterable<{ readonly id: string }>): Indexes {
  const built = new Map<string, Index>();

  const keysOf = (table: string, index: string): ((row: unknown) => readonly string[]) =>
    (DEFINITIONS as unknown as Record<string, KeysOf<unknown>>)[table]?.[index] as (
      row: unknown,
    ) => readonly string[];

  const build = (table: IndexedTable, name: string): Index => {
    const index: Index = { idsByKey: new Map(), keysById: new Map() };
    const keys = keysOf(table, name);
    for (const row of rowsOf(table)) insert(index, row.id, keys(row));
    built.set(`${table}.${name}`, index);
    return index;
  };

  return {
    ids(table, name, key) {
      const index = built.get(`${table}.${name}`) ?? build(table, name);
      return [...(index.idsByKey.get(key) ?? [])];
    },
    update(table, id, row) {
      for (const [name, index] of built) {
        if (!name.startsWith(`${table}.`)) continue;
        drop(index, id);
        if (row !== undefined) insert(index, id, keysOf(table, name.slice(table.length + 1))(row));
      }
    },
    clear: () => built.clear(),
  };
}

function insert(index: Index, id: string, keys: readonly string[]): void {
  index.keysById.set(id, keys);
  for (const key of keys) {
    const ids = index.idsByKey.get(key);
    if (ids === undefined) index.idsByKey.set(key, new Set([id]));
    else ids.add(id);
  }
}

function drop(index: Index, id: string): void {
  for (const key of index.keysById.get(id) ?? []) {
    const ids = index.idsByKey.get(key);
    ids?.delete(id);
    if (ids?.size === 0) index.idsByKey.delete(key);
  }
  index.keysById.delete(id);
}
