import { fail, ok, type Result } from '../base/result.ts';
import type { Datacenter } from '../datacenter/datacenter.ts';
import type { Fault } from '../datacenter/faults.ts';
import type { MoveRequest } from '../datacenter/migration/move-plan.ts';
import type { TypedObject } from '../values/object-type.ts';
import type { Connection, Item } from './connection.ts';
import type { Identified } from './vi-object.ts';

/** The vCenter that a VM goes to: the one that all named objects are of, its own when none is named. */
export function vcenterOf(
  own: Connection,
  named: readonly (TypedObject<Item<Identified>> | undefined)[],
): Result<Connection, Fault> {
  const [first = own, ...others] = named.flatMap((object) => (object ? [object.data.connection] : []));
  if (others.every(({ datacenter }) => datacenter === first.datacenter)) return ok(first);
  return fail({
    kind: 'InvalidArgument',
    parameter: 'Destination',
    rule: 'Host, datastore and folder are of different servers.',
    remedy: 'Take all of them from one server: Get-VMHost -Server $other, Get-Datastore -Server $other',
  });
}

/** What -Destination means: a host, a cluster, a resource pool, a folder, or a datacenter’s VM folder. */
export function destinationOf(
  datacenter: Datacenter,
  destination: TypedObject<Item<Identified>>,
): Result<Omit<MoveRequest, 'vmId'>, Fault> {
  const { id, name } = destination.data.row;
  const kind = id.slice(0, id.indexOf('-'));
  switch (kind) {
    case 'host':
      return ok({ hostId: id });
    case 'domain':
      return ok({ clusterId: id });
    case 'resgroup':
      return ok({ resourcePoolId: id });
    case 'group':
      return ok({ folderId: id });
    case 'datacenter': {
      const row = datacenter.get('datacenters', id);
      return row === undefined
        ? fail({ kind: 'NotFound', type: 'Datacenter', name })
        : ok({ folderId: row.vmFolderId });
    }
    default:
      return fail({
        kind: 'InvalidArgument',
        parameter: 'Destination',
        rule: `A VM moves to a host, cluster, resource pool, folder or datacenter; ${name} is none of these.`,
        remedy: 'Get-VMHost',
      });
  }
}
