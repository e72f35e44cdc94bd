import { fail, ok, type Result } from '../../base/result.ts';
import { ancestry, type Entity } from '../access/authorization.ts';
import type { Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import type { DatacenterRow } from '../rows.ts';

/** The datacenter that an entity lies in, however deep; undefined for the root folder and what lies beside datacenters. */
export function datacenterAbove(datacenter: Datacenter, id: string): DatacenterRow | undefined {
  return ancestry(datacenter, id)
    .flatMap((above) => datacenter.get('datacenters', above) ?? [])
    .at(0);
}

/** A VM lies in the datacenter of its host; the parameters are those that the cmdlet names folder and host by. */
export function checkInDatacenterOf(
  datacenter: Datacenter,
  host: Entity,
  folder: Entity,
  { parameter, hostParameter }: { readonly parameter: string; readonly hostParameter: string },
): Result<void, Fault> {
  const center = datacenterAbove(datacenter, host.id);
  if (datacenterAbove(datacenter, folder.id)?.id === center?.id) return ok(undefined);
  return fail({
    kind: 'InvalidArgument',
    parameter,
    rule: `${folder.name} does not lie in ${center?.name ?? 'its datacenter'}, as the host ${host.name} does.`,
    remedy: `Name a host of the other datacenter, too: -${hostParameter}`,
  });
}
