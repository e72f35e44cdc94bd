import { fail, ok, type Result } from '../../base/result.ts';
import { requirePrivilege } from '../access/authorization.ts';
import { vcenterRelease } from '../capabilities.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import { quote } from '../faults/fault-text.ts';
import type { Fault } from '../faults.ts';
import { datacenterAbove } from '../inventory/datacenter-above.ts';
import { forgetInRules, removeEntity } from '../inventory/entity-remove.ts';
import { addHost as addHostRow, checkName } from '../inventory/inventory-tree.ts';
import { removePoolsOf } from '../inventory/resource-pools.ts';
import { dropHeldKeys } from '../keys/held-keys.ts';
import { type PlannedChange, planChange } from '../planned-change.ts';
import { ESXI_6_0, isSince, RELEASE_FACTS, type Release } from '../releases.ts';
import type { HostRow, VmRow } from '../rows.ts';
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
export function addHost(datacenter: Datacenter, caller: Caller, wanted: NewHost): PlannedChange<HostRow> {
  const { name, parentId } = wanted;
  const add = (tx: Transaction): Result<HostRow, Fault> => {
    const valid = checkHostName(name);
    if (!valid.ok) return valid;
    const parent = placeOf(tx, parentId);
    if (!parent.ok) return parent;
    const held = requirePrivilege(datacenter, caller, parent.value.privilege, parent.value);
    if (!held.ok) return held;
    const installed = installedOf(tx, wanted);
    if (!installed.ok) return installed;
    if (datacenter.find('hosts', 'name', name.toLowerCase()).length > 0)
      return fail({ kind: 'DuplicateName', type: 'VMHost', name });
    const datastoreIds = datastoresAround(datacenter, parentId);
    const id = addHostRow(tx, { name, parentId, datastoreIds, ...installed.value });
    const host = tx.get('hosts', id);
    if (host === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name });
    rootPoolFor(datacenter, tx, host);
    tx.event({
      eventTypeId: 'HostAddedEvent',
      message: `Added host ${name} to ${parent.value.name}`,
      host: { id, name },
    });
    return ok(host);
  };
  return planChange(datacenter, caller, { operation: 'add a host', change: add });
}

/** It names a folder of the host's datastore, too. */
function checkHostName(name: string): Result<string, Fault> {
  if (!/^[A-Za-z0-9][\w.:-]*$/.test(name)) {
    const rule =
      'A host has a DNS name or an address: letters, digits, dots, dashes, underscores and colons.';
    return fail({ kind: 'InvalidName', name, rule });
  }
  return checkName(name);
}

/** The host's software and what its processor makes of it. */
function installedOf(
  reader: Pick<Datacenter, 'get'>,
  { name, version, aesNi = true }: NewHost,
): Result<Partial<HostRow>, Fault> {
  const vcenter = vcenterRelease(reader);
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

/** Moves a host into a cluster or a folder; one of a cluster must be in maintenance mode. What it holds it keeps. */
export function moveHost(
  datacenter: Datacenter,
  caller: Caller,
  { hostId, parentId }: { readonly hostId: string; readonly parentId: string },
): PlannedChange<HostRow> {
  const move = (tx: Transaction): Result<HostRow, Fault> => {
    const parent = placeOf(tx, parentId);
    if (!parent.ok) return parent;
    const host = tx.get('hosts', hostId);
    if (host === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: hostId });
    const held = requirePrivilege(datacenter, caller, 'Host.Inventory.MoveHost', host);
    if (!held.ok) return held;
    const there = requirePrivilege(datacenter, caller, parent.value.privilege, parent.value);
    if (!there.ok) return there;
    if (parentId === host.parentId) return ok(host);
    if (isInCluster(host) && host.connectionState !== 'Maintenance')
      return fail({ kind: 'InvalidState', reason: 'HostNotInMaintenance', entity: host.name });
    const vms = datacenter.find('vms', 'host', hostId);
    const together = checkVmsStayTogether(datacenter, host, vms, parentId);
    if (!together.ok) return together;
    for (const vm of vms) forgetInRules(tx, 'vms', vm.id);
    forgetInRules(tx, 'hosts', hostId);
    const after: HostRow = { ...host, parentId };
    tx.put('hosts', after);
    removePoolsOf(datacenter, tx, hostId);
    const resourcePoolId = rootPoolFor(datacenter, tx, after);
    for (const vm of vms) tx.put('vms', { ...vm, resourcePoolId });
    tx.event({
      eventTypeId: 'HostMovedEvent',
      message: `Moved ${host.name} to ${parent.value.name}`,
      host: { id: hostId, name: host.name },
    });
    return ok(after);
  };
  return planChange(datacenter, caller, { operation: 'move a host', change: move });
}

function isInCluster(host: HostRow): boolean {
  return host.parentId.startsWith('domain-');
}

/** The VMs of a host lie in folders of its datacenter. */
function checkVmsStayTogether(
  datacenter: Datacenter,
  host: HostRow,
  [vm]: readonly VmRow[],
  parentId: string,
): Result<void, Fault> {
  const center = datacenterAbove(datacenter, host.id);
  if (vm === undefined || center?.id === datacenterAbove(datacenter, parentId)?.id) return ok(undefined);
  return fail({
    kind: 'InvalidArgument',
    parameter: 'Destination',
    rule: `${vm.name} is registered on ${host.name}, and cannot leave the datacenter ${center?.name ?? ''} with it.`,
    remedy: `Get-VMHost ${quote(host.name)} | Get-VM | Move-VM -Destination (Get-VMHost OTHER)`,
  });
}

/** Takes a host out of the inventory, and the VMs that are registered on it with it; their files stay. */
export function removeHost(datacenter: Datacenter, caller: Caller, hostId: string): PlannedChange<void> {
  const remove = (tx: Transaction): Result<void, Fault> => {
    const host = tx.get('hosts', hostId);
    if (host === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: hostId });
    const held = requirePrivilege(datacenter, caller, 'Host.Inventory.RemoveHostFromCluster', host);
    if (!held.ok) return held;
    if (isInCluster(host) && host.connectionState === 'Connected')
      return fail({ kind: 'InvalidState', reason: 'HostNotInMaintenance', entity: host.name });
    for (const vm of datacenter.find('vms', 'host', hostId)) {
      removeEntity(datacenter, tx, 'vms', vm.id);
      tx.event({
        eventTypeId: 'VmRemovedEvent',
        message: `Removed ${vm.name} on ${host.name} from the inventory`,
        vm: { id: vm.id, name: vm.name },
      });
    }
    removePoolsOf(datacenter, tx, hostId);
    removeEntity(datacenter, tx, 'hosts', hostId);
    dropHeldKeys(datacenter, tx, hostId);
    tx.event({
      eventTypeId: 'HostRemovedEvent',
      message: `Removed host ${host.name}`,
      host: { id: hostId, name: host.name },
    });
    return ok(undefined);
  };
  const forgetKeys = (): Result<void, Fault> => {
    datacenter.hostKeys.clear(hostId);
    return ok(undefined);
  };
  return planChange(datacenter, caller, { operation: 'remove a host', change: remove, follow: forgetKeys });
}
