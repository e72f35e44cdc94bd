import { basename } from 'node:path';
import { faultPoint } from '../../base/fault-point.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { DiskFormat } from '../../storage/disk-format.ts';
import type { KeyEncryptionKey } from '../../storage/disk-key.ts';
import { flatExtentName, freeDiskPath } from '../../storage/disk-name.ts';
import { demandPrivilege, requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { checkWithEncryption } from '../encryption/encryption-conflicts.ts';
import { encrypts } from '../encryption/policy-rules.ts';
import { refuseLocked } from '../encryption/vm-lock.ts';
import type { Fault } from '../faults.ts';
import { beginFileOperation, type FileOperation } from '../file-operations.ts';
import { giveKeyToHosts, keyForNewData, safeHostsAround } from '../hosts/host-encryption.ts';
import { datastoreNameOf } from '../indexes.ts';
import { createKey } from '../keys/create-key.ts';
import { recordHeldKey } from '../keys/held-keys.ts';
import { keyProvider } from '../keys/key-providers.ts';
import type { Waiting } from '../keys/key-service.ts';
import { settleNewKey } from '../keys/new-keys.ts';
import type { Operation } from '../operation.ts';
import {
  datastoreByName,
  fileOf,
  folderOf,
  fromStorage,
  pathIn,
  removeEmptied,
  siblingOf,
} from '../places.ts';
import type { DiskRow, HostRow, StoragePolicyRow, VmRow } from '../rows.ts';
import { DATASTORE_DEFAULT_POLICY_ID } from '../vcenter.ts';
import { type DiskController, nextDevice } from './disk-device.ts';
import { makeFolderOn } from './disk-folder.ts';
import { makeDisk } from './new-disk.ts';

const LIMIT_DISKS = 60;

export interface NewDisk {
  readonly vmId: string;
  readonly capacityBytes: number;
  readonly format: DiskFormat;
  /** The VM's own datastore unless given. */
  readonly datastoreName?: string;
  readonly controller?: DiskController;
  readonly persistence?: DiskRow['persistence'];
  /** On an encrypted VM a disk is encrypted unless its policy says otherwise. */
  readonly policyId?: string;
  /** The key provider of a key of its own; VM Home's key unless given. */
  readonly providerName?: string;
}

export interface DiskOfVm {
  readonly vm: VmRow;
  readonly disk: DiskRow;
}

/** What a new disk will be, once everything that must hold holds. */
export interface NewDiskPlan {
  readonly vm: VmRow;
  readonly policy: StoragePolicyRow;
  readonly isEncrypted: boolean;
}

export function planNewDisk(
  datacenter: Datacenter,
  caller: Caller,
  request: NewDisk,
): Result<NewDiskPlan, Fault> {
  const checked = checkVm(datacenter, caller, request.vmId, 'VirtualMachine.Config.AddNewDisk');
  if (!checked.ok) return checked;
  const vm = checked.value;
  const policy = policyFor(datacenter, vm, request.policyId);
  if (!policy.ok) return policy;
  const isEncrypted = encrypts(policy.value);
  if ((isEncrypted || request.providerName !== undefined) && vm.keyId === null)
    return fail({ kind: 'DiskNeedsEncryptedHome', entity: vm.name, disks: ['the new disk'] });
  return ok({ vm, policy: policy.value, isEncrypted });
}

/** A new, empty disk. On an encrypted VM it is encrypted from its first byte, under the VM's key. */
export function* addDisk(datacenter: Datacenter, caller: Caller, request: NewDisk): Operation<DiskOfVm> {
  const planned = planNewDisk(datacenter, caller, request);
  if (!planned.ok) return planned;
  const begun = beginNewDisk(datacenter, caller, planned.value, request);
  if (!begun.ok) return begun;
  const { files } = begun.value;
  const written = yield* writeNewDisk(datacenter, caller, request, { ...planned.value, ...begun.value });
  if (!written.ok) files.abandon();
  const attachment = { vm: planned.value.vm, files, controller: request.controller };
  const added = written.ok ? attach(datacenter, caller, attachment, written.value) : written;
  if (added.ok) return added;
  removeEmptied(datacenter, [folderOf(begun.value.fileName)]);
  // What cannot be destroyed now is destroyed when the server next makes a key.
  if (request.providerName !== undefined) yield* datacenter.keys.discardNew(planned.value.vm.uuid);
  return added;
}

interface BegunDisk {
  readonly files: FileOperation;
  /** Of the descriptor, as a datastore path and on this machine. */
  readonly fileName: string;
  readonly file: string;
}

function beginNewDisk(
  datacenter: Datacenter,
  caller: Caller,
  { vm, isEncrypted }: NewDiskPlan,
  { datastoreName, providerName }: NewDisk,
): Result<BegunDisk, Fault> {
  let place = { fileName: '', file: '' };
  const files = beginFileOperation(datacenter, caller, vm, 'add a disk to', (current) => {
    const path = newDiskPath(datacenter, current, datastoreName);
    if (!path.ok) return path;
    place = path.value;
    const { fileName } = place;
    return ok({
      diskFolders: [folderOf(fileName)],
      newFiles: [siblingOf(fileName, flatExtentName(basename(fileName))), fileName],
      // The note of its own key.
      commitsBefore: isEncrypted && providerName !== undefined,
    });
  });
  return files.ok ? ok({ ...place, files: files.value }) : files;
}

function* writeNewDisk(
  datacenter: Datacenter,
  caller: Caller,
  request: NewDisk,
  { vm, policy, isEncrypted, fileName, file, files }: NewDiskPlan & BegunDisk,
): Operation<NewDiskRow> {
  const { capacityBytes, format } = request;
  const kek = isEncrypted ? yield* keyForDisk(datacenter, caller, vm, request.providerName) : undefined;
  if (kek?.ok === false) return kek;
  const made = yield* makeDisk({ path: file, capacityBytes, ...(kek && { kek: kek.value }) }, format);
  if (!made.ok) {
    if (made.fault.kind === 'FileAlreadyExists') files.disown();
    return fail(fromStorage(made.fault, vm.name));
  }
  faultPoint('disk-add.written');
  return ok({
    fileName,
    capacityBytes: made.value.capacityBytes,
    thin: format === 'thin',
    persistence: request.persistence ?? 'Persistent',
    keyId: kek?.value.id ?? null,
    storagePolicyId: policy.id,
  });
}

/** VM Home's key, or one of the disk's own from another provider. */
function* keyForDisk(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
  providerName: string | undefined,
): Waiting<KeyEncryptionKey> {
  const host = datacenter.get('hosts', vm.hostId);
  if (host === undefined || vm.keyId === null) return fail({ kind: 'NoHost', entity: vm.name });
  const allowed = demandPrivilege(datacenter, caller, 'Cryptographer.AddDisk', vm);
  if (!allowed.ok) return allowed;
  if (providerName === undefined) return yield* keyForNewData(datacenter, caller, host, vm.keyId, vm.name);
  return yield* makeKey(datacenter, caller, vm, host, providerName);
}

function* makeKey(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
  host: HostRow,
  providerName: string,
): Waiting<KeyEncryptionKey> {
  const provider = keyProvider(datacenter, providerName);
  if (!provider.ok) return provider;
  const made = yield* createKey(datacenter, caller, provider.value, {
    component: 'Virtual Machine',
    name: vm.name,
    identifier: vm.uuid,
  });
  if (!made.ok) return made;
  const hosts = safeHostsAround(datacenter, host);
  giveKeyToHosts(datacenter, hosts, made.value);
  const recorded = datacenter.commit(caller, 'hand a key to hosts', (tx) => {
    recordHeldKey(
      tx,
      hosts.map(({ id }) => id),
      made.value.id,
    );
    return ok(undefined);
  });
  return recorded.ok ? made : recorded;
}

/** The policy that was asked for, else the one that the VM's new disks have. */
export function policyFor(
  datacenter: Datacenter,
  vm: VmRow,
  policyId: string | undefined,
): Result<StoragePolicyRow, Fault> {
  const id = policyId ?? (vm.keyId === null ? DATASTORE_DEFAULT_POLICY_ID : vm.storagePolicyId);
  const policy = datacenter.get('storagePolicies', id);
  return policy === undefined ? fail({ kind: 'NotFound', type: 'SpbmStoragePolicy', name: id }) : ok(policy);
}

export function checkVm(
  datacenter: Datacenter,
  caller: Caller,
  vmId: string,
  privilege: string,
): Result<VmRow, Fault> {
  const vm = datacenter.get('vms', vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vmId });
  if (vm.isTemplate) return fail({ kind: 'InvalidState', reason: 'IsTemplate', entity: vm.name });
  const allowed = demandPrivilege(datacenter, caller, privilege, vm);
  if (!allowed.ok) return allowed;
  const open = refuseLocked(vm);
  return open.ok ? ok(vm) : open;
}

export function newDiskPath(
  datacenter: Datacenter,
  vm: VmRow,
  datastoreName: string | undefined,
): Result<{ readonly file: string; readonly fileName: string }, Fault> {
  const name = datastoreName ?? datastoreNameOf(vm.vmxPath);
  const store = datastoreByName(datacenter, name);
  if (!store.ok) return store;
  const folder = makeFolderOn(datacenter, vm, store.value);
  if (!folder.ok) return folder;
  const folderFile = fileOf(datacenter, folder.value);
  if (!folderFile.ok) return folderFile;
  const file = freeDiskPath(folderFile.value, `${basename(vm.vmxPath, '.vmx')}.vmdk`);
  return ok({ file, fileName: pathIn(datacenter, store.value, file) });
}

export type NewDiskRow = Omit<DiskRow, 'key' | 'label'>;

interface Attachment {
  readonly vm: VmRow;
  readonly files: FileOperation;
  /** SCSI unless given. */
  readonly controller?: DiskController | undefined;
}

/** Puts a disk whose files are there into the VM's row and VMX, and ends the operation that made them. */
export function attach(
  datacenter: Datacenter,
  caller: Caller,
  { vm, files, controller = 'scsi' }: Attachment,
  disk: NewDiskRow,
): Result<DiskOfVm, Fault> {
  const attached = datacenter.commit<DiskOfVm>(caller, 'add a disk', (tx) => {
    const current = tx.get('vms', vm.id);
    if (current === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vm.name });
    const allowed = requirePrivilege(datacenter, caller, 'VirtualMachine.Config.AddExistingDisk', current);
    if (!allowed.ok) return allowed;
    const owner = ownerOf(datacenter, disk.fileName);
    const isShared = owner?.disks.some((each) => each.fileName === disk.fileName && each.isShared === true);
    if (owner !== undefined && isShared !== true) {
      return fail({
        kind: 'ResourceInUse',
        entity: disk.fileName,
        holder: owner.name,
        purpose: 'use it as a disk',
      });
    }
    const supported = checkKind(tx, current, { ...disk, ...(isShared === true && { isShared }) });
    if (!supported.ok) return supported;
    const device = current.disks.length < LIMIT_DISKS ? nextDevice(current, controller) : undefined;
    if (device === undefined) {
      return fail({
        kind: 'InvalidArgument',
        parameter: 'HardDisk',
        rule: `A VM has at most ${LIMIT_DISKS} disks, two of them on IDE 0.`,
        remedy: 'Remove a disk first, or use another VM.',
      });
    }
    const row: DiskRow = { ...disk, ...device, ...(isShared === true && { isShared }) };
    const after: VmRow = { ...current, disks: [...current.disks, row] };
    tx.put('vms', after);
    files.decide(tx, { syncsHome: true });
    if (row.keyId !== null) settleNewKey(tx, row.keyId);
    tx.event({
      eventTypeId: 'VmReconfiguredEvent',
      message: `Added ${row.label} (${row.fileName}) to ${vm.name}`,
      vm: { id: vm.id, name: vm.name },
    });
    return ok({ vm: after, disk: row });
  });
  const ended = attached.ok ? files.finish() : files.abandon();
  return attached.ok && !ended.ok ? ended : attached;
}

/** An encrypted VM has neither raw devices nor disks that others write to, where its release says so. */
function checkKind(
  reader: Pick<Datacenter, 'get'>,
  vm: VmRow,
  disk: Pick<DiskRow, 'rawDevice' | 'isShared'>,
): Result<void, Fault> {
  const raw =
    disk.rawDevice === undefined ? ok(undefined) : checkWithEncryption(reader, vm, 'EncryptedRawDevice');
  if (!raw.ok) return raw;
  return disk.isShared === true ? checkWithEncryption(reader, vm, 'EncryptedSharedDisk') : ok(undefined);
}

/** The VM that has a disk of this path already. */
function ownerOf(datacenter: Datacenter, fileName: string): VmRow | undefined {
  const inStore = datacenter.find('vms', 'datastore', datastoreNameOf(fileName));
  return inStore.find((vm) => vm.disks.some((disk) => disk.fileName === fileName));
}
