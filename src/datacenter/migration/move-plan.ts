import { fail, ok, type Result } from '../../base/result.ts';
import type { DiskFormat } from '../../storage/disk-format.ts';
import { demandPrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { RewriteOptions } from '../disks/disk-rewrite.ts';
import { refuseLinkedRelocation } from '../disks/linked-clones.ts';
import { refuseSharedDisks } from '../disks/shared-disks.ts';
import type { Fault } from '../faults.ts';
import { brokenRules, isMandatory, ruleViolation } from '../hosts/drs-rules.ts';
import { refusePending } from '../hosts/host-crypto-off.ts';
import { admit } from '../hosts/reservations.ts';
import { datastoreNameOf } from '../indexes.ts';
import { checkInDatacenterOf, datacenterAbove } from '../inventory/datacenter-above.ts';
import { ownerOfPool } from '../inventory/resource-pools.ts';
import type { DatastoreRow, DrsRuleRow, FolderRow, HostRow, VmRow } from '../rows.ts';
import { decideEncryption, type EncryptionDecision } from './vmotion-encryption.ts';

/** Where a VM should go; what is not named stays. */
export interface MoveRequest {
  readonly vmId: string;
  readonly hostId?: string;
  /** Any host of the cluster will do. */
  readonly clusterId?: string;
  readonly resourcePoolId?: string;
  /** The folder of the VM in the inventory. */
  readonly folderId?: string;
  readonly datastoreId?: string;
  /** Of the disks on the new datastore; as they are unless given. */
  readonly format?: DiskFormat;
  readonly priority?: 'default' | 'high';
  /** How fast the files are copied. */
  readonly rewrite?: Pick<RewriteOptions, 'maxBytesPerSecond'>;
}

/** What a move would do: shown by -WhatIf, and the basis of the work itself. */
export interface MovePlan {
  readonly vm: VmRow;
  readonly source: HostRow;
  readonly destination: HostRow;
  readonly resourcePoolId: string;
  readonly folderId: string;
  /** Undefined when the files stay. */
  readonly datastore: DatastoreRow | undefined;
  /** Memory moves: the VM is on and gets another host. */
  readonly isLive: boolean;
  readonly encryption: EncryptionDecision;
  /** The host whose encryption mode has to be turned on first. */
  readonly hostToEnable: HostRow | undefined;
  /** DRS rules that it breaks, which a user may. */
  readonly brokenRules: readonly DrsRuleRow[];
}

/** Everything that must hold before a VM moves. Nothing has been sent when this refuses. */
export function planMove(
  datacenter: Datacenter,
  caller: Caller,
  request: MoveRequest,
): Result<MovePlan, Fault> {
  const vm = datacenter.get('vms', request.vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: request.vmId });
  const source = datacenter.get('hosts', vm.hostId);
  if (source === undefined) return fail({ kind: 'NoHost', entity: vm.name });
  if (vm.locked) return fail({ kind: 'InvalidState', reason: 'Locked', entity: vm.name });
  const place = placeOf(datacenter, vm, source, request);
  if (!place.ok) return place;
  const { destination, datastore } = place.value;
  const isLive = vm.powerState === 'PoweredOn' && destination.id !== source.id;
  const allowed = checkRights(datacenter, caller, vm, request, { ...place.value, source });
  if (!allowed.ok) return allowed;
  const fits = checkDestination(datacenter, vm, { source, destination, datastore, isLive });
  if (!fits.ok) return fits;
  const admitted =
    vm.powerState === 'PoweredOn'
      ? admit(datacenter, {
          vm: { ...vm, resourcePoolId: place.value.resourcePoolId },
          host: destination,
          spendsFailoverRoom: destination.parentId === source.parentId,
        })
      : ok(undefined);
  if (!admitted.ok) return admitted;
  const broken = isLive ? brokenRules(datacenter, vm, destination) : [];
  const violation = ruleViolation(broken, isMandatory, { vm, host: destination }, datacenter);
  if (violation !== undefined) return fail(violation);
  const own = datastore === undefined ? ok(undefined) : refuseSharedDisks(datacenter, vm, vm.disks);
  if (!own.ok) return own;
  const alone = datastore === undefined ? ok(undefined) : refuseLinkedRelocation(datacenter, vm);
  if (!alone.ok) return alone;
  const encryption = isLive ? decideEncryption(vm, source, destination) : ok(notCovered(vm, datastore));
  if (!encryption.ok) return encryption;
  const needsSafety = isEncrypted(vm) && destination.id !== source.id && destination.cryptoState !== 'safe';
  return ok({
    vm,
    source,
    ...place.value,
    isLive,
    encryption: encryption.value,
    hostToEnable: needsSafety ? destination : undefined,
    brokenRules: broken,
  });
}

export function isEncrypted(vm: VmRow): boolean {
  return vm.keyId !== null || vm.disks.some((disk) => disk.keyId !== null);
}

/** The mode is about memory on the wire; what else moves is told apart in the result. */
export function notCovered(vm: VmRow, datastore: DatastoreRow | undefined): EncryptionDecision {
  if (datastore === undefined) {
    return {
      encrypted: false,
      reason: 'No memory moved: the encrypted vMotion setting covers live migrations only.',
    };
  }
  const disks = isEncrypted(vm) ? 'encrypted disks travel as ciphertext' : 'the disks travel as they are';
  return {
    encrypted: false,
    reason: `Only files move, which the encrypted vMotion setting does not cover; ${disks}.`,
  };
}

type Place = Pick<MovePlan, 'destination' | 'resourcePoolId' | 'folderId' | 'datastore'>;

function placeOf(
  datacenter: Datacenter,
  vm: VmRow,
  source: HostRow,
  request: MoveRequest,
): Result<Place, Fault> {
  const { hostId, clusterId, resourcePoolId, folderId, datastoreId } = request;
  const named = [hostId, clusterId, resourcePoolId, folderId, datastoreId];
  if (named.every((id) => id === undefined)) return fail({ kind: 'NothingToMove', entity: vm.name });
  const wanted = datastoreId === undefined ? undefined : datacenter.get('datastores', datastoreId);
  if (datastoreId !== undefined && wanted === undefined)
    return fail({ kind: 'NotFound', type: 'Datastore', name: datastoreId });
  const isThere = datastoresOf(datacenter, vm, undefined).every(({ id }) => id === datastoreId);
  const datastore = isThere ? undefined : wanted;
  const folder = folderId === undefined ? undefined : datacenter.get('folders', folderId);
  if (folderId !== undefined && folder?.type !== 'VM')
    return fail({ kind: 'NotFound', type: 'Folder', name: folder?.name ?? folderId });
  const owner = resourcePoolId === undefined ? clusterId : ownerOfPool(datacenter, resourcePoolId);
  const destination =
    hostId === undefined ? hostWithin(datacenter, source, owner) : datacenter.get('hosts', hostId);
  if (destination === undefined) return fail({ kind: 'NoHost', entity: vm.name });
  const inFolder = folderOfMove(datacenter, vm, destination, folder);
  if (!inFolder.ok) return inFolder;
  const stays = destination.parentId === source.parentId;
  const rootPool = datacenter.find('resourcePools', 'parent', destination.parentId)[0]?.id;
  return ok({
    destination,
    datastore,
    folderId: inFolder.value,
    resourcePoolId:
      resourcePoolId ??
      (clusterId === undefined && stays ? vm.resourcePoolId : (rootPool ?? vm.resourcePoolId)),
  });
}

/** A VM lies in the datacenter of its host: in another one it gets the folder of VMs that is there. */
function folderOfMove(
  datacenter: Datacenter,
  vm: VmRow,
  destination: HostRow,
  wanted: FolderRow | undefined,
): Result<string, Fault> {
  const center = datacenterAbove(datacenter, destination.id);
  const named = wanted?.id ?? vm.folderId;
  const isInIt = datacenterAbove(datacenter, named)?.id === center?.id;
  const together =
    wanted === undefined
      ? ok(undefined)
      : checkInDatacenterOf(datacenter, destination, wanted, {
          parameter: 'InventoryLocation',
          hostParameter: 'Destination',
        });
  if (!together.ok) return together;
  const folderId = isInIt ? named : (center?.vmFolderId ?? named);
  const isTaken = datacenter
    .find('vms', 'name', vm.name.toLowerCase())
    .some((other) => other.id !== vm.id && other.folderId === folderId);
  return isTaken ? fail({ kind: 'DuplicateName', type: 'VM', name: vm.name }) : ok(folderId);
}

/** Host, pool and folder for a VM that comes from elsewhere; undefined when no host there was named or is connected. */
export function placeIn(
  there: Datacenter,
  { hostId, clusterId, resourcePoolId, folderId }: Omit<MoveRequest, 'vmId'>,
): Omit<Place, 'datastore'> | undefined {
  const owner = resourcePoolId === undefined ? clusterId : ownerOfPool(there, resourcePoolId);
  const destination = hostId === undefined ? emptiestHost(there, owner) : there.get('hosts', hostId);
  if (destination === undefined) return undefined;
  const rootPool = there.find('resourcePools', 'parent', destination.parentId)[0]?.id;
  const center = datacenterAbove(there, destination.id);
  return {
    destination,
    resourcePoolId: resourcePoolId ?? rootPool ?? destination.parentId,
    folderId: folderId ?? center?.vmFolderId ?? '',
  };
}

/** The VM's own host where that is in the cluster, else the emptiest of it. */
function hostWithin(
  datacenter: Datacenter,
  source: HostRow,
  clusterId: string | undefined,
): HostRow | undefined {
  if (clusterId === undefined || clusterId === source.parentId || clusterId === source.id) return source;
  return emptiestHost(datacenter, clusterId);
}

/** The connected host of the cluster with the fewest VMs, or the host that stands by itself under this id. */
function emptiestHost(datacenter: Datacenter, ownerId: string | undefined): HostRow | undefined {
  if (ownerId === undefined) return undefined;
  const vmsOn = (host: HostRow): number => datacenter.find('vms', 'host', host.id).length;
  const [emptiest] = datacenter
    .find('hosts', 'parent', ownerId)
    .filter((host) => host.connectionState === 'Connected')
    .sort((a, b) => vmsOn(a) - vmsOn(b));
  return emptiest ?? datacenter.get('hosts', ownerId);
}

function checkRights(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
  request: MoveRequest,
  place: Place & { readonly source: HostRow },
): Result<void, Fault> {
  const isOn = vm.powerState === 'PoweredOn';
  const demands: [privilege: string, entity: { id: string; name: string } | undefined][] = [];
  if (place.destination.id !== place.source.id) {
    demands.push([isOn ? 'Resource.HotMigrate' : 'Resource.ColdMigrate', vm]);
    if (isEncrypted(vm)) demands.push(['Cryptographer.Migrate', vm]);
  }
  if (place.resourcePoolId !== vm.resourcePoolId)
    demands.push(['Resource.AssignVMToPool', datacenter.get('resourcePools', place.resourcePoolId)]);
  if (place.datastore !== undefined) {
    demands.push(['Resource.ColdMigrate', vm], ['Datastore.AllocateSpace', place.datastore]);
  }
  if (request.folderId !== undefined || place.folderId !== vm.folderId)
    demands.push(['VirtualMachine.Inventory.Move', vm]);
  for (const [privilege, entity] of demands) {
    const held = demandPrivilege(datacenter, caller, privilege, entity ?? vm);
    if (!held.ok) return held;
  }
  return ok(undefined);
}

function checkDestination(
  datacenter: Datacenter,
  vm: VmRow,
  {
    source,
    destination,
    datastore,
    isLive,
  }: Pick<MovePlan, 'source' | 'destination' | 'datastore' | 'isLive'>,
): Result<void, Fault> {
  for (const host of isLive ? [source, destination] : [destination]) {
    if (host.connectionState !== 'Connected' && !(host === source && host.connectionState === 'Maintenance'))
      return fail({ kind: 'InvalidState', reason: 'HostNotConnected', entity: host.name });
  }
  const open = destination.id !== source.id && isEncrypted(vm) ? refusePending(destination) : ok(undefined);
  if (!open.ok) return open;
  if (destination.id !== source.id && isEncrypted(vm) && destination.cryptoState === 'incapable')
    return fail({ kind: 'HostNotCryptoCapable', host: destination.name, entity: vm.name });
  const unreachable = datastoresOf(datacenter, vm, datastore).find(
    ({ id }) => !destination.datastoreIds.includes(id),
  );
  if (unreachable !== undefined) {
    return fail({
      kind: 'DatastoreNotAccessible',
      entity: vm.name,
      host: destination.name,
      datastore: unreachable.name,
    });
  }
  if (!isLive) return ok(undefined);
  const freeBytes = freeMemoryBytes(datacenter, destination);
  if (freeBytes >= vm.memoryBytes) return ok(undefined);
  return fail({
    kind: 'InsufficientMemory',
    entity: vm.name,
    host: destination.name,
    neededBytes: vm.memoryBytes,
    freeBytes,
  });
}

/** The datastores that the VM needs where it runs after the move. */
function datastoresOf(
  datacenter: Datacenter,
  vm: VmRow,
  datastore: DatastoreRow | undefined,
): DatastoreRow[] {
  if (datastore !== undefined) return [datastore];
  const names = new Set([vm.vmxPath, ...vm.disks.map((disk) => disk.fileName)].map(datastoreNameOf));
  return [...names].flatMap((name) => datacenter.find('datastores', 'name', name.toLowerCase()));
}

export function freeMemoryBytes(datacenter: Datacenter, host: HostRow): number {
  return datacenter
    .find('vms', 'host', host.id)
    .filter((vm) => vm.powerState === 'PoweredOn')
    .reduce((free, vm) => free - vm.memoryBytes, host.memoryBytes);
}
