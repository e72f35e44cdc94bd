import { fail, ok, type Result } from '../base/result.ts';
import type { Fault } from '../datacenter/faults.ts';
import { datacenterAbove } from '../datacenter/inventory/datacenter-above.ts';
import { ownerOfPool } from '../datacenter/inventory/resource-pools.ts';
import { emptiestDatastore } from '../datacenter/places.ts';
import type { DatastoreRow, FolderRow, HostRow } from '../datacenter/rows.ts';
import type { TypedObject } from '../values/object-type.ts';
import type { Connection, Item } from './connection.ts';
import type { Identified } from './vi-object.ts';

export interface Place {
  readonly host: HostRow;
  readonly datastore: DatastoreRow;
  readonly folderId: string;
  /** The resource pool that was asked for. */
  readonly resourcePoolId?: string;
}

/** Where a new VM goes: what was asked for, else the host with the fewest VMs and the emptiest of its datastores. */
export function placeFor(
  connection: Connection,
  wanted: {
    readonly VMHost?: TypedObject<Item<HostRow>> | undefined;
    readonly Datastore?: TypedObject<Item<DatastoreRow>> | undefined;
    readonly Location?: TypedObject<Item<FolderRow>> | undefined;
    readonly ResourcePool?: TypedObject<Item<Identified>> | undefined;
    /** What the cmdlet calls the parameter of the pool. */
    readonly poolParameter?: string;
    /** It is, or may be, encrypted: hosts that cannot encrypt come last. */
    readonly mayBeEncrypted?: boolean;
  },
): Result<Place, Fault> {
  const { datacenter } = connection;
  const within =
    wanted.ResourcePool && ownerOf(connection, wanted.ResourcePool.data.row, wanted.poolParameter);
  if (within?.ok === false) return within;
  const host =
    wanted.VMHost?.data.row ??
    leastUsedHost(connection, {
      ownerId: within?.value.ownerId,
      folderId: wanted.Location?.data.row.id,
      mayBeEncrypted: wanted.mayBeEncrypted ?? false,
    });
  if (host === undefined) return fail({ kind: 'NoHost', entity: 'the new VM' });
  const stores = host.datastoreIds.flatMap((id) => datacenter.get('datastores', id) ?? []);
  const datastore = wanted.Datastore?.data.row ?? emptiestDatastore(datacenter, stores);
  if (datastore === undefined)
    return fail({ kind: 'NotFound', type: 'Datastore', name: `any of ${host.name}` });
  const folderId = wanted.Location?.data.row.id ?? datacenterAbove(datacenter, host.id)?.vmFolderId;
  if (folderId === undefined) return fail({ kind: 'NotFound', type: 'Folder', name: 'vm' });
  const poolId = within?.value.poolId;
  return ok({ host, datastore, folderId, ...(poolId !== undefined && { resourcePoolId: poolId }) });
}

/** The cluster or host that a pool, however deep, belongs to; a cluster or host is its own. */
function ownerOf(
  { datacenter }: Connection,
  { id, name }: Identified,
  parameter = 'ResourcePool',
): Result<{ readonly ownerId: string; readonly poolId: string | undefined }, Fault> {
  if (id.startsWith('host-') || id.startsWith('domain-')) return ok({ ownerId: id, poolId: undefined });
  const ownerId = ownerOfPool(datacenter, id);
  if (id.startsWith('resgroup-') && ownerId !== undefined) return ok({ ownerId, poolId: id });
  return fail({
    kind: 'InvalidArgument',
    parameter,
    rule: `A VM runs in a resource pool, a cluster or on a host; ${name} is none of these.`,
    remedy: 'Get-ResourcePool',
  });
}

/** In the owner and the folder's datacenter, where they are given. */
function leastUsedHost(
  { datacenter }: Connection,
  {
    ownerId,
    folderId,
    mayBeEncrypted,
  }: {
    readonly ownerId: string | undefined;
    readonly folderId: string | undefined;
    readonly mayBeEncrypted: boolean;
  },
): HostRow | undefined {
  const center = folderId === undefined ? undefined : datacenterAbove(datacenter, folderId);
  const lacks = ({ cryptoState }: HostRow): number => (mayBeEncrypted && cryptoState === 'incapable' ? 1 : 0);
  const vmsOn = (host: HostRow): number => datacenter.find('vms', 'host', host.id).length;
  return [...datacenter.rows('hosts')]
    .filter((host) => host.connectionState === 'Connected')
    .filter((host) => ownerId === undefined || host.id === ownerId || host.parentId === ownerId)
    .filter((host) => center === undefined || datacenterAbove(datacenter, host.id)?.id === center.id)
    .sort((a, b) => lacks(a) - lacks(b) || vmsOn(a) - vmsOn(b))[0];
}
