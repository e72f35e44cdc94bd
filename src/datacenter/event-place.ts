import { ancestry } from './access/authorization.ts';
import type { Transaction } from './datacenter.ts';
import type { EntityReference, NewEvent } from './events.ts';
import { datastoreNameOf } from './indexes.ts';

/** Where a VM or a host was when something happened to it: it may lie elsewhere when the event is read. */
export interface EventPlace {
  readonly datacenter?: EntityReference;
  readonly computeResource?: EntityReference;
  readonly host?: EntityReference;
  /** The name of the datastore that a VM's VMX lay on. */
  readonly datastoreName?: string;
}

/** Undefined for an event that is about neither a VM nor a host. */
export function placeOf(reader: Pick<Transaction, 'get'>, event: NewEvent): EventPlace | undefined {
  const vm = event.vm && reader.get('vms', event.vm.id);
  const hostId = event.host?.id ?? vm?.hostId;
  if (hostId === undefined) return undefined;
  const host = reader.get('hosts', hostId);
  const above = ancestry(reader, hostId);
  return {
    ...(host && { host: referenceTo(host) }),
    ...first(above, 'computeResource', (id) => reader.get('clusters', id)),
    ...first(above, 'datacenter', (id) => reader.get('datacenters', id)),
    ...(vm && { datastoreName: datastoreNameOf(vm.vmxPath) }),
  };
}

const referenceTo = ({ id, name }: EntityReference): EntityReference => ({ id, name });

function first(
  ids: readonly string[],
  name: 'computeResource' | 'datacenter',
  find: (id: string) => EntityReference | undefined,
): Partial<EventPlace> {
  const found = ids.flatMap((id) => find(id) ?? [])[0];
  return found === undefined ? {} : { [name]: referenceTo(found) };
}
