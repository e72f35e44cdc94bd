import { fail, ok, type Result } from '../../base/result.ts';
import { demandPrivilege, requirePrivilege } from '../access/authorization.ts';
import { vcenterRelease } from '../capabilities.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { removeEntity } from '../inventory/entity-remove.ts';
import { addHost as addHostRow, checkName } from '../inventory/inventory-tree.ts';
import { dropHeldKeys } from '../keys/held-keys.ts';
import { ESXI_6_0, isSince, RELEASE_FACTS, type Release } from '../releases.ts';
import type { HostRow } from '../rows.ts';
import { checkHostNotNewer } from '../server-version.ts';

/** Hosts come and go: a new one is neither safe nor has it any key; one that is removed takes no key with it. */

export interface NewHost {
  readonly name: string;
  /** A cluster or a host folder. */
  readonly parentId: string;
  /** The vCenter's own unless given. */
  readonly version?: '6.0' | Release;
  /** False: a processor without AES-NI, or one where the firmware hides it. */
  readonly aesNi?: boolean;
}

/** Adds a host. It sees the datastores that the other hosts beside it see. */
export function addHost(datacenter: Datacenter, caller: Caller, wanted: NewHost): Result<HostRow, Fault> {
  const name = checkName(wanted.name);
  if (!name.ok) return name;
  const parent = placeOf(datacenter, wanted.parentId);
  if (!parent.ok) return parent;
  const allowed = demandPrivilege(datacenter, caller, parent.value.privilege, parent.value);
  if (!allowed.ok) return allowed;
  const installed = installedOf(datacenter, wanted);
  if (!installed.ok) return installed;
  return datacenter.commit<HostRow>(caller, 'add a host', (tx) => {
    const held = requirePrivilege(datacenter, caller, parent.value.privilege, parent.value);
    if (!held.ok) return held;
    if (datacenter.find('hosts', 'name', wanted.name.toLowerCase()).length > 0)
      return fail({ kind: 'DuplicateName', type: 'VMHost', name: wanted.name });
    const id = addHostRow(tx, {
      name: wanted.name,
      parentId: wanted.parentId,
      datastoreIds: datastoresAround(datacenter, wanted.parentId),
      ...installed.value,
    });
    const host = tx.get('hosts', id);
    if (host === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: wanted.name });
    rootPoolFor(datacenter, tx, host);
    tx.event({
      eventTypeId: 'HostAddedEvent',
      message: `Added host ${host.name} to ${parent.value.name}`,
      host: { id, name: host.name },
    });
    return ok(host);
  });
}

/** The host's software and what its processor makes of it. */
function installedOf(
  datacenter: Datacenter,
  { name, version, aesNi = true }: NewHost,
): Result<Partial<HostRow>, Fault> {
  const vcenter = vcenterRelease(datacenter);
  const processor = aesNi ? {} : { aesNi, cryptoState: 'incapable' as const };
  if (version === undefined) return ok(processor);
  if (version === '6.0') {
    if (isSince(vcenter, '7.0')) {
      return fail({
        kind: 'InvalidArgument',
        parameter: 'EsxiVersion',
        rule: `A vCenter ${vcenter} manages no hosts of 6.0.`,
        remedy: `Add-VMHost ${name} -EsxiVersion 6.5`,
      });
    }
    return ok({ ...processor, ...ESXI_6_0, cryptoState: 'incapable' });
  }
  const fits = checkHostNotNewer(name, version, vcenter);
  return fits.ok ? ok({ ...processor, ...RELEASE_FACTS[version].host }) : fits;
}

/** A stand-alone host has a root resource pool of its own, a cluster's host shares the cluster's. */
function rootPoolFor(datacenter: Datacenter, tx: Transaction, host: HostRow): string {
  const shared = datacenter.find('resourcePools', 'parent', host.parentId)[0]?.id;
  if (shared !== undefined) return shared;
  const id = tx.newId('resgroup');
  tx.put('resourcePools', { id, name: 'Resources', parentId: host.id });
  return id;
}

interface HostPlace {
  readonly id: string;
  readonly name: string;
  /** What adding a host there needs. */
  readonly privilege: string;
}

function placeOf(reader: Pick<Datacenter, 'get'>, id: string): Result<HostPlace, Fault> {
  const cluster = reader.get('clusters', id);
  if (cluster !== undefined)
    return ok({ id, name: cluster.name, privilege: 'Host.Inventory.AddHostToCluster' });
  const folder = reader.get('folders', id);
  if (folder?.type === 'HostAndCluster')
    return ok({ id, name: folder.name, privilege: 'Host.Inventory.AddStandaloneHost' });
  return fail({
    kind: 'InvalidArgument',
    parameter: 'Location',
    rule: `A host lies in a cluster or in a folder for hosts; ${folder?.name ?? id} is neither.`,
    remedy: 'Get-Cluster; Get-Folder -Type HostAndCluster',
  });
}

function datastoresAround(datacenter: Datacenter, parentId: string): string[] {
  const beside = datacenter.find('hosts', 'parent', parentId).flatMap((host) => host.datastoreIds);
  return beside.length > 0
    ? [...new Set(beside)]
    : [...datacenter.rows('datastores')].map((datastore) => datastore.id);
}

/** Moves a host into a cluster or a folder; it must be in maintenance mode. What it holds it keeps. */
export function moveHost(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly hostId: string; readonly parentId: string },
): Result<HostRow, Fault> {
  const parent = placeOf(datacenter, request.parentId);
  if (!parent.ok) return parent;
  return datacenter.commit<HostRow>(caller, 'move a host', (tx) => {
    const host = tx.get('hosts', request.hostId);
    if (host === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: request.hostId });
    const held = requirePrivilege(datacenter, caller, 'Host.Inventory.MoveHost', host);
    if (!held.ok) return held;
    const there = requirePrivilege(datacenter, caller, parent.value.privilege, parent.value);
    if (!there.ok) return there;
    if (host.connectionState !== 'Maintenance')
      return fail({ kind: 'InvalidState', reason: 'HostNotInMaintenance', entity: host.name });
    const after: HostRow = { ...host, parentId: request.parentId };
    tx.put('hosts', after);
    for (const pool of datacenter.find('resourcePools', 'parent', host.id))
      removeEntity(datacenter, tx, 'resourcePools', pool.id);
    const resourcePoolId = rootPoolFor(datacenter, tx, after);
    for (const vm of datacenter.find('vms', 'host', host.id)) tx.put('vms', { ...vm, resourcePoolId });
    tx.event({
      eventTypeId: 'HostMovedEvent',
      message: `Moved ${host.name} to ${parent.value.name}`,
      host: { id: host.id, name: host.name },
    });
    return ok(after);
  });
}

/** Takes a host out of the inventory, and the VMs that are registered on it with it; their files stay. */
export function removeHost(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly hostId: string },
): Result<void, Fault> {
  const removed = datacenter.commit(caller, 'remove a host', (tx) => {
    const host = tx.get('hosts', request.hostId);
    if (host === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: request.hostId });
    const held = requirePrivilege(datacenter, caller, 'Host.Inventory.RemoveHostFromCluster', host);
    if (!held.ok) return held;
    const inCluster = host.parentId.startsWith('domain-');
    if (inCluster && host.connectionState === 'Connected')
      return fail({ kind: 'InvalidState', reason: 'HostNotInMaintenance', entity: host.name });
    const vms = datacenter.find('vms', 'host', host.id);
    for (const vm of vms) {
      removeEntity(datacenter, tx, 'vms', vm.id);
      tx.event({
        eventTypeId: 'VmRemovedEvent',
        message: `Removed ${vm.name} on ${host.name} from the inventory`,
        vm: { id: vm.id, name: vm.name },
      });
    }
    for (const pool of datacenter.find('resourcePools', 'parent', host.id))
      removeEntity(datacenter, tx, 'resourcePools', pool.id);
    removeEntity(datacenter, tx, 'hosts', host.id);
    dropHeldKeys(datacenter, tx, host.id);
    tx.event({
      eventTypeId: 'HostRemovedEvent',
      message: `Removed host ${host.name}`,
      host: { id: host.id, name: host.name },
    });
    return ok(undefined);
  });
  if (removed.ok) datacenter.hostKeys.clear(request.hostId);
  return removed;
}
