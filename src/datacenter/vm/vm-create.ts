import { basename } from 'node:path';
import { faultPoint } from '../../base/fault-point.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { GiB, MiB } from '../../base/units.ts';
import { randomUuid } from '../../crypto/random.ts';
import { createVmFolder, removeFolderIfEmpty } from '../../storage/datastore.ts';
import type { DiskFormat } from '../../storage/disk-format.ts';
import type { KeyEncryptionKey } from '../../storage/disk-key.ts';
import { flatExtentName } from '../../storage/disk-name.ts';
import { demandPrivilege, requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import { partOf } from '../disks/disk-rewrite.ts';
import { makeDisk } from '../disks/new-disk.ts';
import type { Fault } from '../faults.ts';
import { beginNewVm, type FileOperation, type NewFiles } from '../file-operations.ts';
import { checkInDatacenterOf } from '../inventory/datacenter-above.ts';
import { checkName } from '../inventory/inventory-tree.ts';
import { recordHeldKey } from '../keys/held-keys.ts';
import type { Waiting } from '../keys/key-service.ts';
import { settleNewKey } from '../keys/new-keys.ts';
import type { Operation } from '../operation.ts';
import { datastoreOf, fileOf, fromStorage, fromStorageWork, siblingOf } from '../places.ts';
import { newestHardwareOf } from '../releases.ts';
import type { DatastoreRow, DiskRow, FolderRow, HostRow, VmRow } from '../rows.ts';
import { DATASTORE_DEFAULT_POLICY_ID } from '../vcenter.ts';
import { checkGuestId } from './guest-ids.ts';
import { newGuestSeed } from './guest-seed.ts';
import { createHome, homeFilesOf } from './vm-files.ts';
import { checkHardware, wrongSize } from './vm-hardware.ts';

export interface NewVm {
  readonly name: string;
  readonly folderId: string;
  readonly hostId: string;
  readonly datastoreId: string;
  readonly diskBytes: readonly number[];
  /** Of all its disks. */
  readonly diskFormat: DiskFormat;
  readonly memoryBytes: number;
  readonly numCpu: number;
  readonly coresPerSocket: number;
  readonly guestId: string;
  readonly notes: string;
  readonly networkIds: readonly string[];
  /** A policy that does not encrypt; Datastore Default unless given. */
  readonly policyId?: string;
  /** The newest that vSphere 6.5 knows unless given. */
  readonly hardwareVersion?: string;
  /** The root pool of the host's cluster unless given. */
  readonly resourcePoolId?: string;
  /** The BIOS uuid; a random one unless given. */
  readonly uuid?: string;
  /** What only the maker of a lab sets. */
  readonly lab?: Partial<Pick<VmRow, 'role' | 'workload' | 'seed'>>;
}

/** vSphere 6.5's limits for one VM. */
const LIMITS = {
  disks: 60,
  diskBytes: 62 * 1024 * GiB,
};

/** What a VM is encrypted with from its first byte. */
export interface NewVmEncryption {
  readonly kek: KeyEncryptionKey;
  /** The hosts that hold the key. */
  readonly hosts: readonly HostRow[];
  readonly policyId: string;
  readonly skipHardDisks: boolean;
}

/**
 * Makes a VM: folder, VMX, NVRAM and empty disks on the datastore, under the note of a file operation; then one commit
 * puts it into the inventory. Cut before that, nothing is left. Waits only for disks that are written out with zeros.
 */
export function* createVm(
  datacenter: Datacenter,
  caller: Caller,
  wanted: NewVm,
  encryption?: NewVmEncryption,
): Operation<VmRow> {
  const checked = checkNewVm(datacenter, caller, wanted);
  if (!checked.ok) return checked;
  const { host, datastore } = checked.value;
  const store = datastoreOf(datacenter, datastore);
  const folder = createVmFolder(store, wanted.name);
  if (!folder.ok) return fail(fromStorage(folder.fault, datastore.name));
  const home = `[${datastore.name}] ${folder.value.name}`;
  const ofHome = encryption && { keyId: encryption.kek.id, storagePolicyId: encryption.policyId };
  const disks = wanted.diskBytes.map((capacityBytes, index) => ({
    ...newDiskRow(home, folder.value.name, index, capacityBytes, wanted.diskFormat === 'thin'),
    ...(wanted.policyId !== undefined && { storagePolicyId: wanted.policyId }),
    ...(encryption?.skipHardDisks === false && ofHome),
  }));
  const draft: Omit<VmRow, 'id'> = {
    name: wanted.name,
    folderId: wanted.folderId,
    hostId: host.id,
    resourcePoolId: wanted.resourcePoolId ?? rootPoolOf(datacenter, host),
    isTemplate: false,
    powerState: 'PoweredOff',
    uuid: wanted.uuid ?? randomUuid(),
    vmxPath: `${home}/${folder.value.name}.vmx`,
    numCpu: wanted.numCpu,
    coresPerSocket: wanted.coresPerSocket,
    memoryBytes: wanted.memoryBytes,
    guestId: wanted.guestId,
    hardwareVersion: wanted.hardwareVersion ?? 'vmx-13',
    notes: wanted.notes,
    networkIds: wanted.networkIds,
    migrateEncryption: encryption === undefined ? 'opportunistic' : 'required',
    keyId: null,
    locked: false,
    storagePolicyId: wanted.policyId ?? DATASTORE_DEFAULT_POLICY_ID,
    ...ofHome,
    disks,
    snapshots: [],
    currentSnapshotId: null,
    role: null,
    workload: 'idle',
    seed: newGuestSeed(),
    createdMs: datacenter.clock.nowMs(),
    ...wanted.lab,
  };
  const begun = beginNewVm(datacenter, caller, draft, 'create', filesOf(home, draft, wanted.diskFormat));
  const created = begun.ok
    ? yield* writeAndCommit({ datacenter, caller, wanted, draft, host, encryption }, begun.value)
    : begun;
  if (!created.ok) removeFolderIfEmpty(folder.value.folder);
  return created;
}

function filesOf(home: string, draft: Omit<VmRow, 'id'>, format: DiskFormat): NewFiles {
  const { vmx, nvram } = homeFilesOf(draft);
  const ofDisks = draft.disks.flatMap(({ fileName }) => [
    siblingOf(fileName, flatExtentName(basename(fileName))),
    fileName,
  ]);
  return {
    newFiles: [...ofDisks, vmx, nvram],
    // Storage's own notes of disks that are being written out lie there.
    ...(format === 'eagerZeroedThick' && { diskFolders: [home] }),
  };
}

interface Making {
  readonly datacenter: Datacenter;
  readonly caller: Caller;
  readonly wanted: NewVm;
  readonly draft: Omit<VmRow, 'id'>;
  readonly host: HostRow;
  readonly encryption: NewVmEncryption | undefined;
}

function* writeAndCommit(making: Making, files: FileOperation): Operation<VmRow> {
  const vm: VmRow = { ...making.draft, id: files.vmId };
  const written = yield* writeFiles(making, vm);
  faultPoint('vm-create.written');
  const created = written.ok ? commitNewVm(making, vm, files) : written;
  const ended = created.ok ? files.finish() : files.abandon();
  return created.ok && !ended.ok ? ended : created;
}

/** What must hold before anything of a new VM is written. */
/** As New-VM and New-Template name the place of what they make. */
export const NEW_VM_PLACES = { parameter: 'Location', hostParameter: 'VMHost' } as const;

export function checkNewVm(
  datacenter: Datacenter,
  caller: Caller,
  wanted: NewVm,
): Result<{ folder: FolderRow; host: HostRow; datastore: DatastoreRow }, Fault> {
  const name = checkName(wanted.name);
  if (!name.ok) return name;
  const folder = datacenter.get('folders', wanted.folderId);
  if (folder === undefined) return fail({ kind: 'NotFound', type: 'Folder', name: wanted.folderId });
  const allowed = demandPrivilege(datacenter, caller, 'VirtualMachine.Inventory.Create', folder);
  if (!allowed.ok) return allowed;
  const host = datacenter.get('hosts', wanted.hostId);
  if (host === undefined) return fail({ kind: 'NoHost', entity: wanted.name });
  const together = checkInDatacenterOf(datacenter, host, folder, NEW_VM_PLACES);
  if (!together.ok) return together;
  const datastore = datacenter.get('datastores', wanted.datastoreId);
  if (datastore === undefined) return fail({ kind: 'NotFound', type: 'Datastore', name: wanted.datastoreId });
  const space = demandPrivilege(datacenter, caller, 'Datastore.AllocateSpace', datastore);
  if (!space.ok) return space;
  const placed = checkPlacement(datacenter, caller, wanted, host);
  if (!placed.ok) return placed;
  const sized = checkSizes(wanted);
  if (!sized.ok) return sized;
  const guest = checkGuestId(datacenter, wanted.guestId);
  if (!guest.ok) return guest;
  const hardware = checkNewHardware(host, wanted.hardwareVersion);
  if (!hardware.ok) return hardware;
  const unique = checkUnique(datacenter, wanted);
  return unique.ok ? ok({ folder, host, datastore }) : unique;
}

/** A VM goes into a pool and onto networks: each is its owner's to give. */
function checkPlacement(
  datacenter: Datacenter,
  caller: Caller,
  { resourcePoolId, networkIds }: NewVm,
  host: HostRow,
): Result<void, Fault> {
  const pool = datacenter.get('resourcePools', resourcePoolId ?? rootPoolOf(datacenter, host));
  const assigned =
    pool === undefined ? ok(undefined) : demandPrivilege(datacenter, caller, 'Resource.AssignVMToPool', pool);
  if (!assigned.ok) return assigned;
  for (const id of networkIds) {
    const network = datacenter.get('networks', id);
    if (network === undefined) return fail({ kind: 'NotFound', type: 'Network', name: id });
    const attached = demandPrivilege(datacenter, caller, 'Network.Assign', network);
    if (!attached.ok) return attached;
  }
  return ok(undefined);
}

function checkSizes(wanted: NewVm): Result<void, Fault> {
  const hardware = checkHardware(wanted);
  if (!hardware.ok) return hardware;
  const { diskBytes } = wanted;
  if (diskBytes.length > LIMITS.disks) return wrongSize('DiskGB', `A VM has at most ${LIMITS.disks} disks.`);
  for (const bytes of diskBytes) {
    if (bytes < MiB || bytes > LIMITS.diskBytes || bytes % 512 !== 0) {
      return wrongSize('DiskGB', 'A disk has 1 MB to 62 TB, in whole sectors of 512 bytes.');
    }
  }
  return ok(undefined);
}

function checkNewHardware(host: HostRow, version: string | undefined): Result<void, Fault> {
  const newest = newestHardwareOf(host);
  const number = Number(/^vmx-(\d{2})$/.exec(version ?? 'vmx-04')?.[1] ?? Number.NaN);
  if (number >= 4 && number <= newest) return ok(undefined);
  return fail({
    kind: 'InvalidArgument',
    parameter: 'HardwareVersion',
    rule: `${host.name} runs hardware vmx-04 to vmx-${newest}, not ${version}.`,
    remedy: 'Leave it out: the VM gets vmx-13.',
  });
}

/** A name is taken once in a folder. */
export function checkUnique(
  reader: Pick<Datacenter, 'find'>,
  { name, folderId }: Pick<NewVm, 'name' | 'folderId'>,
): Result<void, Fault> {
  const taken = reader.find('vms', 'name', name.toLowerCase()).some((vm) => vm.folderId === folderId);
  return taken ? fail({ kind: 'DuplicateName', type: 'VM', name }) : ok(undefined);
}

/** A disk of a VM, named as vSphere does: `app-01.vmdk`, `app-01_1.vmdk`, … */
export function newDiskRow(
  home: string,
  baseName: string,
  index: number,
  capacityBytes: number,
  isThin: boolean,
): DiskRow {
  return {
    key: 2000 + index,
    label: `Hard disk ${index + 1}`,
    fileName: `${home}/${baseName}${index === 0 ? '' : `_${index}`}.vmdk`,
    capacityBytes,
    thin: isThin,
    persistence: 'Persistent',
    storagePolicyId: DATASTORE_DEFAULT_POLICY_ID,
    keyId: null,
  };
}

export function rootPoolOf(datacenter: Datacenter, host: HostRow): string {
  for (const owner of [host.parentId, host.id]) {
    const [pool] = datacenter.find('resourcePools', 'parent', owner);
    if (pool !== undefined) return pool.id;
  }
  return host.parentId;
}

function* writeFiles({ datacenter, wanted, encryption }: Making, vm: VmRow): Waiting<void> {
  for (const [index, { fileName, capacityBytes, keyId }] of vm.disks.entries()) {
    const file = fileOf(datacenter, fileName);
    if (!file.ok) return file;
    const kek = keyId === null ? undefined : encryption?.kek;
    const disk = { path: file.value, capacityBytes, ...(kek && { kek }) };
    const share = (progress: unknown): number => (index + partOf(progress)) / vm.disks.length;
    const made = yield* makeDisk(disk, wanted.diskFormat, share);
    if (!made.ok) return fail(fromStorageWork(made.fault, vm.name));
  }
  return createHome(datacenter, vm, encryption?.kek);
}

function commitNewVm(
  { datacenter, caller, host, encryption }: Making,
  vm: VmRow,
  files: FileOperation,
): Result<VmRow, Fault> {
  return datacenter.commit(caller, 'create a VM', (tx: Transaction) => {
    const folder = tx.get('folders', vm.folderId);
    if (folder === undefined) return fail({ kind: 'NotFound', type: 'Folder', name: vm.folderId });
    const allowed = requirePrivilege(datacenter, caller, 'VirtualMachine.Inventory.Create', folder);
    if (!allowed.ok) return allowed;
    const unique = checkUnique(datacenter, vm);
    if (!unique.ok) return unique;
    if (encryption !== undefined) {
      const may = requirePrivilege(datacenter, caller, 'Cryptographer.EncryptNew', folder);
      if (!may.ok) return may;
      settleNewKey(tx, encryption.kek.id);
      recordHeldKey(
        tx,
        encryption.hosts.map(({ id }) => id),
        encryption.kek.id,
      );
    }
    tx.put('vms', vm);
    files.decide(tx, {});
    tx.event({
      eventTypeId: 'VmCreatedEvent',
      message: `Created virtual machine ${vm.name} on ${host.name}`,
      vm: { id: vm.id, name: vm.name },
      host: { id: host.id, name: host.name },
    });
    return ok(vm);
  });
}
