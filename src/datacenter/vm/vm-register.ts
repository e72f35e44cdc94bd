import { fail, ok, type Result } from '../../base/result.ts';
import { readChain } from '../../storage/disk-chain.ts';
import { inspectDisk } from '../../storage/disk-file.ts';
import { readVmx } from '../../storage/vm-home.ts';
import type { VmxDictionary } from '../../storage/vmx.ts';
import { demandPrivilege, requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import { readVmsd } from '../disks/snapshot-files.ts';
import { checkComesEncrypted } from '../encryption/encryption-conflicts.ts';
import { lockForMissingKey } from '../encryption/vm-lock.ts';
import type { Fault } from '../faults.ts';
import { bringKeyToHost } from '../hosts/host-encryption.ts';
import { datastoreNameOf } from '../indexes.ts';
import { checkInDatacenterOf } from '../inventory/datacenter-above.ts';
import { checkName } from '../inventory/inventory-tree.ts';
import type { Operation } from '../operation.ts';
import { fileOf, fromStorage } from '../places.ts';
import type { CryptoKeyId, DiskRow, FolderRow, HostRow, VmRow } from '../rows.ts';
import { DATASTORE_DEFAULT_POLICY_ID, VM_ENCRYPTION_POLICY_ID } from '../vcenter.ts';
import { newGuestSeed } from './guest-seed.ts';
import { extraConfigOf } from './vm-advanced.ts';
import { NEW_VM_PLACES, rootPoolOf } from './vm-create.ts';
import { readHome, seedOf, syncVmx } from './vm-files.ts';
import { type DiskOfVmx, factsOfVmx } from './vmx-facts.ts';
import { linkTo, networksNamed, replicaOf, secondaryOf } from './vmx-places.ts';

/**
 * Registering: a VM comes into the inventory from its files alone. An encrypted one names key provider and key in
 * its VMX; when the key can be had it starts as before, else it is registered and locked.
 */
export interface Registration {
  /** Datastore path of the VMX. */
  readonly vmxPath: string;
  /** The name in the inventory; the one in the VMX unless given. */
  readonly name?: string;
  readonly folderId: string;
  readonly hostId: string;
}

export interface Registered {
  readonly vm: VmRow;
  /** Why its key could not be had. */
  readonly missingKey: Fault | undefined;
}

const PRIVILEGE = 'VirtualMachine.Inventory.Register';

export function* registerVm(
  datacenter: Datacenter,
  caller: Caller,
  request: Registration,
): Operation<Registered> {
  const read = readRegistration(datacenter, caller, request);
  if (!read.ok) return read;
  const registered = commitRegistration(datacenter, caller, read.value);
  if (!registered.ok) return registered;
  const vm = registered.value;
  const written = request.name === undefined ? ok(undefined) : syncVmx(datacenter, caller, vm);
  if (!written.ok) return written;
  if (vm.keyId === null) return ok({ vm, missingKey: undefined });
  const key = yield* bringKeyToHost(datacenter, caller, read.value.host, vm.keyId, vm.name);
  if (key.ok) {
    const home = readHome(datacenter, vm, key.value);
    return home.ok ? ok({ vm, missingKey: undefined }) : home;
  }
  const locked = lockForMissingKey(datacenter, caller, vm, key.fault);
  return locked.ok ? ok({ vm: locked.value, missingKey: key.fault }) : locked;
}

export interface RegistrationDraft {
  readonly vm: Omit<VmRow, 'id'>;
  readonly host: HostRow;
  readonly folder: FolderRow;
}

function readRegistration(
  datacenter: Datacenter,
  caller: Caller,
  request: Registration,
): Result<RegistrationDraft, Fault> {
  const place = registrationPlace(datacenter, caller, request);
  if (!place.ok) return place;
  const { folder, host, file } = place.value;
  const vmx = readVmx(file);
  if (!vmx.ok) return fail(fromStorage(vmx.fault));
  if (vmx.value.encryption !== undefined) {
    const crypto = demandPrivilege(datacenter, caller, 'Cryptographer.RegisterVM', folder);
    if (!crypto.ok) return crypto;
  }
  const { settings, encryption } = vmx.value;
  const vm = draftRegistration(datacenter, request, host, { settings, keyId: encryption?.keyId ?? null });
  return vm.ok ? ok({ vm: vm.value, host, folder }) : vm;
}

/** Where the VM is to be, and its VMX on this machine. */
export function registrationPlace(
  datacenter: Datacenter,
  caller: Caller,
  request: Registration,
): Result<Omit<RegistrationDraft, 'vm'> & { readonly file: string }, Fault> {
  const folder = datacenter.get('folders', request.folderId);
  if (folder === undefined) return fail({ kind: 'NotFound', type: 'Folder', name: request.folderId });
  const allowed = demandPrivilege(datacenter, caller, PRIVILEGE, folder);
  if (!allowed.ok) return allowed;
  const host = datacenter.get('hosts', request.hostId);
  if (host === undefined) return fail({ kind: 'NoHost', entity: request.vmxPath });
  const together = checkInDatacenterOf(datacenter, host, folder, NEW_VM_PLACES);
  if (!together.ok) return together;
  const file = fileOf(datacenter, request.vmxPath);
  return file.ok ? ok({ folder, host, file: file.value }) : file;
}

/** The row of a VM from its VMX's lines and the key of its home; its disks and snapshot list are read too. */
export function draftRegistration(
  datacenter: Datacenter,
  request: Registration,
  host: HostRow,
  { settings: lines, keyId }: { readonly settings: VmxDictionary; readonly keyId: CryptoKeyId | null },
): Result<RegistrationDraft['vm'], Fault> {
  const facts = factsOfVmx(lines, request.vmxPath);
  if (!facts.ok) return facts;
  const {
    networkNames,
    disks: named,
    vtpm,
    isFaultTolerant,
    createdMs = datacenter.clock.nowMs(),
    ...settings
  } = facts.value;
  const name = checkName(request.name ?? settings.name);
  if (!name.ok) return name;
  const disks: DiskRow[] = [];
  for (const [index, device] of named.entries()) {
    const disk = diskRowOf(datacenter, device, index + 1);
    if (!disk.ok) return disk;
    if (disk.value.keyId !== null && keyId === null)
      return fail({ kind: 'InvalidState', reason: 'EncryptedDiskOnPlainVm', entity: name.value });
    disks.push(disk.value);
  }
  const listed = readVmsd(datacenter, request.vmxPath);
  if (!listed.ok) return listed;
  const row = {
    ...settings,
    ...listed.value,
    // Only a sealed home can hold what the line promises.
    ...(vtpm !== undefined && keyId !== null && { vtpm }),
    // An encrypted VM always moves encrypted, whatever somebody has written into its VMX.
    ...(keyId !== null && { migrateEncryption: 'required' as const }),
    name: name.value,
    folderId: request.folderId,
    hostId: host.id,
    resourcePoolId: rootPoolOf(datacenter, host),
    isTemplate: false,
    powerState: 'PoweredOff',
    vmxPath: request.vmxPath,
    networkIds: networksNamed(datacenter, networkNames),
    keyId,
    locked: false,
    storagePolicyId: policyFor(keyId),
    disks,
    replication: replicaOf(datacenter, facts.value),
    ...(keyId === null && { seed: seedOf(lines) ?? newGuestSeed() }),
    createdMs,
  } satisfies RegistrationDraft['vm'];
  const faultTolerance = isFaultTolerant ? secondaryOf(datacenter, { ...row, id: '' }) : undefined;
  const vm = { ...row, ...(faultTolerance !== undefined && { faultTolerance }) };
  const supported = checkComesEncrypted(datacenter, { ...vm, id: '' });
  return supported.ok ? ok({ ...vm, extraConfig: extraConfigOf(vm, lines) }) : supported;
}

function diskRowOf(
  datacenter: Datacenter,
  { key, fileName, rawDevice, isRawPhysical, ...mode }: DiskOfVmx,
  number: number,
): Result<DiskRow, Fault> {
  const file = fileOf(datacenter, fileName);
  if (!file.ok) return file;
  const info = inspectDisk(file.value);
  if (!info.ok) return fail(fromStorage(info.fault));
  const { capacityBytes, keyId = null, files } = info.value;
  // A delta is as thin as the disk that it is over.
  const chain = readChain(file.value);
  const base = chain.ok ? inspectDisk(chain.value.at(-1)?.path ?? file.value) : info;
  const isThin = base.ok && base.value.isThin;
  const isRaw = rawDevice !== undefined && files.some((path) => path.endsWith('-rdm.vmdk'));
  return ok({
    key,
    label: `Hard disk ${number}`,
    fileName,
    capacityBytes,
    thin: isThin,
    ...mode,
    ...(isRaw && { rawDevice, ...(isRawPhysical === true && { isRawPhysical }) }),
    storagePolicyId: policyFor(keyId),
    keyId,
  });
}

export function policyFor(keyId: CryptoKeyId | null): string {
  return keyId === null ? DATASTORE_DEFAULT_POLICY_ID : VM_ENCRYPTION_POLICY_ID;
}

function commitRegistration(
  datacenter: Datacenter,
  caller: Caller,
  { vm: draft, host, folder }: RegistrationDraft,
): Result<VmRow, Fault> {
  return datacenter.commit(caller, 'register a VM', (tx: Transaction) => {
    const held = requirePrivilege(datacenter, caller, PRIVILEGE, folder);
    if (!held.ok) return held;
    const free = checkUnregistered(datacenter, draft);
    if (!free.ok) return free;
    const others = datacenter.find('vms', 'datastore', datastoreNameOf(draft.vmxPath));
    const linkedTo = linkTo(datacenter, draft, others);
    const vm: VmRow = {
      ...withSnapshotIds(tx, draft),
      id: tx.newId('vm'),
      ...(linkedTo !== undefined && { linkedTo }),
    };
    tx.put('vms', vm);
    // Its linked clones may have come before it.
    for (const other of vm.snapshots.length > 0 ? others : []) {
      const link = other.linkedTo === undefined ? linkTo(datacenter, other, [vm]) : undefined;
      if (link !== undefined) tx.put('vms', { ...other, linkedTo: link });
    }
    tx.event({
      eventTypeId: 'VmRegisteredEvent',
      message: `Registered ${vm.name} on ${host.name} from ${vm.vmxPath}`,
      vm: { id: vm.id, name: vm.name },
      host: { id: host.id, name: host.name },
    });
    return ok(vm);
  });
}

/** Refuses a VMX that is in the inventory, and a name that its folder has. */
export function checkUnregistered(
  datacenter: Datacenter,
  { vmxPath, name, folderId }: Pick<VmRow, 'vmxPath' | 'name' | 'folderId'>,
): Result<void, Fault> {
  const [present] = datacenter.find('vms', 'vmx', vmxPath);
  if (present !== undefined) return fail({ kind: 'AlreadyRegistered', vmx: vmxPath, vm: present.name });
  const namesakes = datacenter.find('vms', 'name', name.toLowerCase());
  return namesakes.some((other) => other.folderId === folderId)
    ? fail({ kind: 'DuplicateName', type: 'VM', name })
    : ok(undefined);
}

/** The numbers of the VM's own list become ids of this inventory. */
function withSnapshotIds(tx: Transaction, draft: RegistrationDraft['vm']): RegistrationDraft['vm'] {
  const ids = new Map(draft.snapshots.map(({ id }) => [id, tx.newId('snapshot')]));
  const idOf = (id: string | null): string | null => (id === null ? null : (ids.get(id) ?? null));
  return {
    ...draft,
    snapshots: draft.snapshots.map((snapshot) => ({
      ...snapshot,
      id: ids.get(snapshot.id) ?? snapshot.id,
      parentId: idOf(snapshot.parentId),
    })),
    currentSnapshotId: idOf(draft.currentSnapshotId),
  };
}
