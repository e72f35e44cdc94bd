import { fail, ok, type Result } from '../../base/result.ts';
import type { Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { allocationOf } from '../inventory/resource-allocation.ts';
import type { HostRow, ResourcePoolRow, VmRow } from '../rows.ts';
import { type VmResource, vmAllocationOf } from '../vm/vm-allocation.ts';

/**
 * Admission control: what running VMs have reserved is theirs, on their host and in their resource pool, and vSphere
 * HA keeps room for what runs on hosts that may fail. Amounts are MHz of CPU and bytes of memory.
 */

type Reader = Pick<Datacenter, 'get' | 'find'>;

const RESOURCES = ['cpu', 'memory'] as const satisfies readonly VmResource[];

export interface Admission {
  /** As it is to run: with the reservations and the resource pool that it is to have. */
  readonly vm: VmRow;
  readonly host: HostRow;
  /** HA itself, which restarts VMs, uses the room that it kept. */
  readonly spendsFailoverRoom?: boolean;
}

/** Whether a VM can run on a host: its reservations are to be had there, in its pool, and beside what HA keeps free. */
export function admit(reader: Reader, { vm, host, spendsFailoverRoom }: Admission): Result<void, Fault> {
  for (const resource of RESOURCES) {
    const { reservation } = vmAllocationOf(vm, resource);
    if (reservation === 0) continue;
    const refusal =
      refuseOnHost(reader, vm, host, resource) ??
      refuseInPool(reader, vm, resource) ??
      (spendsFailoverRoom === true ? undefined : refuseForFailover(reader, vm, host, resource));
    if (refusal !== undefined) return fail(refusal);
  }
  return ok(undefined);
}

/** What of a host's CPU or memory no running VM but `except` has reserved. */
export function unreservedOn(reader: Reader, host: HostRow, resource: VmResource, exceptId = ''): number {
  return capacityOf(host, resource) - reservedBy(reader.find('vms', 'host', host.id), resource, exceptId);
}

function capacityOf(host: HostRow, resource: VmResource): number {
  return resource === 'cpu' ? host.numCpu * host.cpuMhz : host.memoryBytes;
}

function reservedBy(vms: readonly VmRow[], resource: VmResource, exceptId: string): number {
  return vms
    .filter((vm) => vm.powerState === 'PoweredOn' && vm.id !== exceptId)
    .reduce((sum, vm) => sum + vmAllocationOf(vm, resource).reservation, 0);
}

function refuseOnHost(reader: Reader, vm: VmRow, host: HostRow, resource: VmResource): Fault | undefined {
  const { reservation } = vmAllocationOf(vm, resource);
  const free = unreservedOn(reader, host, resource, vm.id);
  if (reservation <= free) return undefined;
  return {
    kind: 'InsufficientHostCapacity',
    resource,
    entity: vm.name,
    host: host.name,
    needed: reservation,
    free: Math.max(0, free),
  };
}

function refuseInPool(reader: Reader, vm: VmRow, resource: VmResource): Fault | undefined {
  const pool = reader.get('resourcePools', vm.resourcePoolId);
  if (pool === undefined) return undefined;
  const { reservation } = vmAllocationOf(vm, resource);
  const free = unreservedIn(reader, pool, resource, vm.id);
  if (reservation <= free) return undefined;
  return {
    kind: 'InsufficientPoolResources',
    resource,
    entity: vm.name,
    pool: pool.name,
    needed: reservation,
    free: Math.max(0, free),
  };
}

/** What can still be reserved in a pool: of its own reservation, and of its parent's where it may expand. */
function unreservedIn(reader: Reader, pool: ResourcePoolRow, resource: VmResource, exceptId: string): number {
  const used = usedIn(reader, pool, resource, exceptId);
  const parent = reader.get('resourcePools', pool.parentId);
  if (parent === undefined) return rootCapacity(reader, pool, resource) - used;
  const { reservation, isExpandable, limit } = allocationOf(pool, resource);
  const own = reservation - used;
  const borrowed = isExpandable ? unreservedIn(reader, parent, resource, exceptId) : 0;
  const free = isExpandable ? Math.max(0, own) + borrowed : own;
  return limit === null ? free : Math.min(free, limit - used);
}

/** What the running VMs and the pools within a pool hold of it. */
function usedIn(reader: Reader, pool: ResourcePoolRow, resource: VmResource, exceptId: string): number {
  const vms = reservedBy(reader.find('vms', 'resourcePool', pool.id), resource, exceptId);
  return reader
    .find('resourcePools', 'parent', pool.id)
    .reduce(
      (sum, child) =>
        sum + Math.max(allocationOf(child, resource).reservation, usedIn(reader, child, resource, exceptId)),
      vms,
    );
}

/** A root pool has what the connected hosts have that it is of. */
function rootCapacity(reader: Reader, { parentId }: ResourcePoolRow, resource: VmResource): number {
  const alone = reader.get('hosts', parentId);
  const hosts = alone === undefined ? connectedHosts(reader, parentId) : [alone];
  return hosts.reduce((sum, host) => sum + capacityOf(host, resource), 0);
}

function connectedHosts(reader: Reader, clusterId: string): HostRow[] {
  return reader.find('hosts', 'parent', clusterId).filter((host) => host.connectionState === 'Connected');
}

/** HA's admission control: the reservations must still be had when as many hosts fail as the cluster tolerates, the largest. */
function refuseForFailover(
  reader: Reader,
  vm: VmRow,
  host: HostRow,
  resource: VmResource,
): Fault | undefined {
  const cluster = reader.get('clusters', host.parentId);
  if (cluster?.haEnabled !== true || cluster.haAdmissionControlEnabled === false) return undefined;
  const hosts = connectedHosts(reader, cluster.id);
  const left = hosts
    .map((each) => capacityOf(each, resource))
    .sort((a, b) => a - b)
    .slice(0, Math.max(0, hosts.length - cluster.haFailoverLevel))
    .reduce((sum, capacity) => sum + capacity, 0);
  const others = hosts.reduce(
    (sum, each) => sum + reservedBy(reader.find('vms', 'host', each.id), resource, vm.id),
    0,
  );
  const { reservation } = vmAllocationOf(vm, resource);
  if (others + reservation <= left) return undefined;
  return {
    kind: 'InsufficientFailoverResources',
    resource,
    entity: vm.name,
    cluster: cluster.name,
    failures: cluster.haFailoverLevel,
    needed: reservation,
    free: Math.max(0, left - others),
  };
}

/** Whether the pools above can give what a pool's reservation is to be. */
export function admitPool(
  reader: Reader,
  pool: Pick<ResourcePoolRow, 'name' | 'parentId' | 'cpu' | 'memory'> & { readonly id?: string },
): Result<void, Fault> {
  const parent = reader.get('resourcePools', pool.parentId);
  if (parent === undefined) return ok(undefined);
  const now = pool.id === undefined ? undefined : reader.get('resourcePools', pool.id);
  for (const resource of RESOURCES) {
    const wanted = pool[resource]?.reservation ?? 0;
    const held = now === undefined ? 0 : heldBy(reader, now, resource);
    const growth = wanted - held;
    const free = unreservedIn(reader, parent, resource, '');
    if (growth <= 0 || growth <= free) continue;
    return fail({
      kind: 'InsufficientPoolResources',
      resource,
      entity: pool.name,
      pool: parent.name,
      needed: growth,
      free: Math.max(0, free),
    });
  }
  return ok(undefined);
}

function heldBy(reader: Reader, pool: ResourcePoolRow, resource: VmResource): number {
  return Math.max(allocationOf(pool, resource).reservation, usedIn(reader, pool, resource, ''));
}
