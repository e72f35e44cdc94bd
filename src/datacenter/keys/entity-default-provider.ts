import { fail, ok, type Result } from '../../base/result.ts';
import { requireCapability } from '../capabilities.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import type { ClusterRow, FolderRow, HostRow, KeyProviderRow } from '../rows.ts';
import { auditKeyServers, changeProvider, keyProvider } from './key-providers.ts';

/**
 * The default key provider of a cluster or of a folder of hosts: new keys for what is on its hosts come from it where no
 * provider is named. The nearest one up from the host counts; where there is none, the vCenter's.
 */
type Reader = Pick<Datacenter, 'get' | 'find' | 'rows'>;

/** The provider of a new key for something on the host: the one named, else the default there. */
export function keyProviderAt(
  reader: Reader,
  hostId: string,
  name: string | undefined,
): Result<KeyProviderRow, Fault> {
  if (name !== undefined) return keyProvider(reader, name);
  return keyProviderFor(reader, reader.get('hosts', hostId)?.parentId ?? null);
}

/** The default provider of a cluster or folder: the nearest one up from it, else the vCenter's. */
export function keyProviderFor(reader: Reader, entityId: string | null): Result<KeyProviderRow, Fault> {
  for (let id = entityId; id !== null; ) {
    const provider = entityDefault(reader, id);
    if (provider !== undefined) return ok(provider);
    const entity: ClusterRow | FolderRow | undefined =
      reader.get('clusters', id) ?? reader.get('folders', id);
    id = entity?.parentId ?? null;
  }
  return keyProvider(reader, undefined);
}

/** The provider that is the default one of this very cluster or folder. */
export function entityDefault(reader: Pick<Reader, 'rows'>, entityId: string): KeyProviderRow | undefined {
  return [...reader.rows('keyProviders')].find(
    (each) => each.defaultForEntities?.includes(entityId) === true,
  );
}

export interface EntityDefault {
  readonly providerId: string;
  readonly entityId: string;
}

/** Makes the provider the default one of a cluster or host folder, in place of another. */
export function addEntityDefault(
  datacenter: Datacenter,
  caller: Caller,
  { providerId, entityId }: EntityDefault,
): Result<KeyProviderRow, Fault> {
  return changeProvider(datacenter, caller, providerId, (provider, tx) => {
    const supported = requireCapability(tx, 'EntityDefaultKeyProvider', provider);
    if (!supported.ok) return supported;
    const entity = checkEntity(tx, entityId);
    if (!entity.ok) return entity;
    for (const other of datacenter.rows('keyProviders'))
      if (other.id !== providerId && other.defaultForEntities?.includes(entityId) === true)
        tx.put('keyProviders', without(other, entityId));
    auditKeyServers(
      tx,
      'SetDefaultKmsCluster',
      `Key provider ${provider.name} is the default one of ${entity.value.name} now.`,
    );
    return ok({ ...provider, defaultForEntities: [...entitiesOf(provider, entityId), entityId] });
  });
}

export function removeEntityDefault(
  datacenter: Datacenter,
  caller: Caller,
  { providerId, entityId }: EntityDefault,
): Result<KeyProviderRow, Fault> {
  return changeProvider(datacenter, caller, providerId, (provider, tx) => {
    const entity = checkEntity(tx, entityId);
    if (!entity.ok) return entity;
    if (provider.defaultForEntities?.includes(entityId) !== true) {
      return fail({
        kind: 'InvalidArgument',
        parameter: 'Entity',
        rule: `${provider.name} is not the default key provider of ${entity.value.name}.`,
        remedy: 'Get-KeyProvider | Select-Object Name, DefaultForEntity',
      });
    }
    auditKeyServers(
      tx,
      'SetDefaultKmsCluster',
      `Key provider ${provider.name} is not the default one of ${entity.value.name} any more.`,
    );
    return ok(without(provider, entityId));
  });
}

const entitiesOf = ({ defaultForEntities = [] }: KeyProviderRow, without: string): string[] =>
  defaultForEntities.filter((id) => id !== without);

function without(provider: KeyProviderRow, entityId: string): KeyProviderRow {
  return { ...provider, defaultForEntities: entitiesOf(provider, entityId) };
}

/** vSphere takes clusters and folders of hosts; a host in a cluster follows that. */
function checkEntity(tx: Transaction, id: string): Result<ClusterRow | FolderRow, Fault> {
  const cluster = tx.get('clusters', id);
  if (cluster !== undefined) return ok(cluster);
  const folder = tx.get('folders', id);
  if (folder?.type === 'HostAndCluster') return ok(folder);
  const host: HostRow | undefined = tx.get('hosts', id);
  const parent = host && (tx.get('clusters', host.parentId) ?? tx.get('folders', host.parentId));
  return fail({
    kind: 'InvalidArgument',
    parameter: 'Entity',
    rule: 'A default key provider belongs to a cluster or to a folder of hosts.',
    remedy:
      parent === undefined
        ? 'Name one: Get-Cluster; Get-Folder -Type HostAndCluster'
        : `${host?.name ?? ''} takes the one of ${parent.name}: -Entity ${parent.name}`,
  });
}
