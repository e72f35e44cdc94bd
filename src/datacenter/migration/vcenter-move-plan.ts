import { fail, ok, type Result } from '../../base/result.ts';
import { demandPrivilege } from '../access/authorization.ts';
import { requireCapability } from '../capabilities.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { refuseLinkedClone, requireNoLinkedClones } from '../disks/linked-clones.ts';
import type { Fault } from '../faults.ts';
import { refusePending } from '../hosts/host-crypto-off.ts';
import { admit } from '../hosts/reservations.ts';
import { keyProvider } from '../keys/key-providers.ts';
import type { DatastoreRow, HostRow, VmRow } from '../rows.ts';
import { VCENTER_ID } from '../rows.ts';
import {
  freeMemoryBytes,
  isEncrypted,
  type MovePlan,
  type MoveRequest,
  notCovered,
  placeIn,
} from './move-plan.ts';
import { decideEncryption } from './vmotion-encryption.ts';

/** A session with one vCenter. */
export interface Side {
  readonly datacenter: Datacenter;
  readonly caller: Caller;
}

/** Where a VM goes in another vCenter; the ids are that one's. */
export interface VCenterMoveRequest extends Omit<MoveRequest, 'vmId'> {
  readonly there: Side;
  /** Of its adapters, in order: the network there that an adapter connects to; without one, that of the same name. */
  readonly networkIds?: readonly (string | undefined)[];
}

/** A move between vCenters: the destination's host, pool, folder and datastore are rows of the other state. */
export interface VCenterMovePlan extends MovePlan {
  readonly datastore: DatastoreRow;
  /** Of its adapters, in order: networks there. */
  readonly networkIds: readonly string[];
}

/** Everything that must hold before a VM leaves for another vCenter. Nothing has been sent when this refuses. */
export function planVCenterMove(
  here: Side,
  vmId: string,
  { there, ...request }: VCenterMoveRequest,
): Result<VCenterMovePlan, Fault> {
  const vm = here.datacenter.get('vms', vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vmId });
  const source = here.datacenter.get('hosts', vm.hostId);
  if (source === undefined) return fail({ kind: 'NoHost', entity: vm.name });
  const free = checkFree(here.datacenter, there.datacenter, vm);
  if (!free.ok) return free;
  const place = placeIn(there.datacenter, request);
  if (place === undefined) return fail({ kind: 'NoHost', entity: vm.name });
  const datastore = there.datacenter.get('datastores', request.datastoreId ?? '');
  if (datastore === undefined) {
    return fail({
      kind: 'CannotChangeVCenter',
      entity: vm.name,
      vcenter: nameOf(there.datacenter),
      why: 'Its files go along, and no datastore of that vCenter was named.',
      remedy: 'Get-Datastore -Server $other, then: Move-VM … -Datastore $datastore',
    });
  }
  const allowed = checkRights(here, there, vm, { ...place, datastore });
  if (!allowed.ok) return allowed;
  const isLive = vm.powerState === 'PoweredOn';
  const fits = checkPlace(there.datacenter, vm, { ...place, source, datastore, isLive });
  if (!fits.ok) return fits;
  const keys = checkKeys(here.datacenter, there.datacenter, vm);
  if (!keys.ok) return keys;
  const networkIds = networksThere(here.datacenter, there.datacenter, vm, request.networkIds);
  if (!networkIds.ok) return networkIds;
  const encryption = isLive ? decideEncryption(vm, source, place.destination) : ok(notCovered(vm, datastore));
  if (!encryption.ok) return encryption;
  const needsSafety = isEncrypted(vm) && place.destination.cryptoState !== 'safe';
  return ok({
    vm,
    source,
    ...place,
    datastore,
    networkIds: networkIds.value,
    isLive,
    encryption: encryption.value,
    hostToEnable: needsSafety ? place.destination : undefined,
    brokenRules: [],
  });
}

export function nameOf(datacenter: Datacenter): string {
  return datacenter.get('vcenter', VCENTER_ID)?.name ?? datacenter.statePath;
}

/** What ties a VM to the vCenter that it is in. */
function checkFree(here: Datacenter, there: Datacenter, vm: VmRow): Result<void, Fault> {
  const refuse = (why: string, remedy: string): Result<void, Fault> =>
    fail({ kind: 'CannotChangeVCenter', entity: vm.name, vcenter: nameOf(there), why, remedy });
  if (vm.locked) return fail({ kind: 'InvalidState', reason: 'Locked', entity: vm.name });
  if (vm.isTemplate) return refuse('It is a template.', `Set-Template '${vm.name}' -ToVM`);
  if (vm.role !== null)
    return refuse('It is the vCenter or the key management server of this datacenter.', 'Set-VMRole');
  if (vm.faultTolerance !== undefined)
    return refuse('Its Fault Tolerance is on.', `Disable-VMFaultTolerance '${vm.name}'`);
  if (vm.replication !== undefined)
    return refuse('It is replicated from here.', `Disable-VMReplication '${vm.name}'`);
  if (vm.disks.some((disk) => disk.isShared === true || disk.rawDevice !== undefined))
    return refuse('A disk of it is shared or a raw device.', `Get-HardDisk '${vm.name}'`);
  const linked = refuseLinkedClone(here, vm);
  return linked.ok ? requireNoLinkedClones(here, vm) : linked;
}

/** Adapters connect to the named networks, else to those of the same names; where one is missing, nothing is guessed. */
function networksThere(
  here: Datacenter,
  there: Datacenter,
  vm: VmRow,
  wanted: VCenterMoveRequest['networkIds'] = [],
): Result<string[], Fault> {
  const byName = new Map([...there.rows('networks')].map(({ name, id }) => [name.toLowerCase(), id]));
  const known = [...there.rows('networks')][0]?.name;
  const ids: string[] = [];
  for (const [index, networkId] of vm.networkIds.entries()) {
    const name = here.get('networks', networkId)?.name ?? networkId;
    const id = wanted[index] ?? byName.get(name.toLowerCase());
    if (id === undefined) {
      return fail({
        kind: 'CannotChangeVCenter',
        entity: vm.name,
        vcenter: nameOf(there),
        why: `It is connected to the network ${name}, which does not exist there.`,
        remedy:
          known === undefined
            ? `Get-NetworkAdapter '${vm.name}' | Remove-NetworkAdapter`
            : `Move-VM … -PortGroup (Get-VirtualPortGroup -Name '${known}' -Server $other)`,
      });
    }
    ids.push(id);
  }
  return ok(ids);
}

type Place = NonNullable<ReturnType<typeof placeIn>>;

function checkRights(
  here: Side,
  there: Side,
  vm: VmRow,
  { resourcePoolId, folderId, datastore }: Place & { readonly datastore: DatastoreRow },
): Result<void, Fault> {
  const isOn = vm.powerState === 'PoweredOn';
  const pool = there.datacenter.get('resourcePools', resourcePoolId);
  const folder = there.datacenter.get('folders', folderId);
  const demands: [side: Side, privilege: string, entity: { id: string; name: string } | undefined][] = [
    [here, isOn ? 'Resource.HotMigrate' : 'Resource.ColdMigrate', vm],
    [there, 'Resource.AssignVMToPool', pool],
    [there, 'Datastore.AllocateSpace', datastore],
  ];
  if (isEncrypted(vm)) {
    demands.push([here, 'Cryptographer.Migrate', vm], [there, 'Cryptographer.RegisterVM', folder]);
  }
  for (const [{ datacenter, caller }, privilege, entity] of demands) {
    const held = demandPrivilege(
      datacenter,
      caller,
      privilege,
      entity ?? { id: '', name: 'the destination' },
    );
    if (!held.ok) return held;
  }
  return ok(undefined);
}

function checkPlace(
  there: Datacenter,
  vm: VmRow,
  {
    source,
    destination,
    datastore,
    folderId,
    resourcePoolId,
    isLive,
  }: Place & {
    readonly source: HostRow;
    readonly datastore: DatastoreRow;
    readonly isLive: boolean;
  },
): Result<void, Fault> {
  for (const host of isLive ? [source, destination] : [destination]) {
    if (host.connectionState !== 'Connected' && !(host === source && host.connectionState === 'Maintenance'))
      return fail({ kind: 'InvalidState', reason: 'HostNotConnected', entity: host.name });
  }
  const open = isEncrypted(vm) ? refusePending(destination) : ok(undefined);
  if (!open.ok) return open;
  if (isEncrypted(vm) && destination.cryptoState === 'incapable')
    return fail({ kind: 'HostNotCryptoCapable', host: destination.name, entity: vm.name });
  const about = { entity: vm.name, host: destination.name };
  if (!destination.datastoreIds.includes(datastore.id))
    return fail({ kind: 'DatastoreNotAccessible', ...about, datastore: datastore.name });
  const namesakes = there.find('vms', 'name', vm.name.toLowerCase());
  if (namesakes.some((other) => other.folderId === folderId))
    return fail({ kind: 'DuplicateName', type: 'VM', name: vm.name, isMoved: true });
  const freeBytes = freeMemoryBytes(there, destination);
  if (!isLive) return ok(undefined);
  if (freeBytes < vm.memoryBytes)
    return fail({ kind: 'InsufficientMemory', ...about, neededBytes: vm.memoryBytes, freeBytes });
  return admit(there, { vm: { ...vm, id: '', resourcePoolId }, host: destination });
}

/** An encrypted VM goes where both vCenters can and the key provider of its keys is known by the same name. */
function checkKeys(here: Datacenter, there: Datacenter, vm: VmRow): Result<void, Fault> {
  if (!isEncrypted(vm)) return ok(undefined);
  for (const side of [here, there]) {
    const able = requireCapability(side, 'EncryptedCrossVCenterMigration', vm);
    if (!able.ok) return able;
  }
  for (const keyId of [vm.keyId, ...vm.disks.map((disk) => disk.keyId)]) {
    if (keyId === null || keyProvider(there, keyId.providerId).ok) continue;
    return fail({
      kind: 'CannotChangeVCenter',
      entity: vm.name,
      vcenter: nameOf(there),
      why: `Its keys come from the key provider ${keyId.providerId}, which does not exist there.`,
      remedy: `Add its servers there under this very name: Add-KeyManagementServer -Server $other -KeyProvider ${keyId.providerId} …`,
    });
  }
  return ok(undefined);
}
