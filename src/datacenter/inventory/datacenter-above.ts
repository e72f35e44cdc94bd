import { ancestry } from '../access/authorization.ts';
import type { Datacenter } from '../datacenter.ts';
import type { DatacenterRow } from '../rows.ts';

/** The datacenter that an entity lies in, however deep; undefined for the root folder and what lies beside datacenters. */
export function datacenterAbove(datacenter: Datacenter, id: string): DatacenterRow | undefined {
  return ancestry(datacenter, id)
    .flatMap((above) => datacenter.get('datacenters', above) ?? [])
    .at(0);
}
