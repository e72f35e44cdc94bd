import { basename } from 'node:path';
import { faultPoint } from '../../base/fault-point.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { randomUuid } from '../../crypto/random.ts';
import { planConversion, startConversion } from '../../storage/conversion.ts';
import { createVmFolder, removeFolderIfEmpty } from '../../storage/datastore.ts';
import { conversionTo } from '../../storage/disk-format.ts';
import { flatExtentName } from '../../storage/disk-name.ts';
import { removeIfPresent } from '../../storage/durable-file.ts';
import { startPieces } from '../../storage/file-pieces.ts';
import { requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { partOf } from '../disks/disk-rewrite.ts';
import { makeDisk } from '../disks/new-disk.ts';
import type { Fault } from '../faults.ts';
import { beginNewVm, type FileOperation } from '../file-operations.ts';
import type { Waiting } from '../keys/key-service.ts';
import { type Operation, waitFor } from '../operation.ts';
import {
  datastoreOf,
  datastoreSpace,
  fileOf,
  folderOf,
  fromStorage,
  fromStorageWork,
  siblingOf,
} from '../places.ts';
import type { DatastoreRow, DiskRow, VmRow } from '../rows.ts';
import { DATASTORE_DEFAULT_POLICY_ID } from '../vcenter.ts';
import { newGuestSeed } from '../vm/guest-seed.ts';
import { checkNewVm, checkUnique, newDiskRow, rootPoolOf } from '../vm/vm-create.ts';
import { createHome, homeFilesOf } from '../vm/vm-files.ts';
import type { OvfDrive } from './ovf-hardware.ts';
import type { PackagePart } from './ovf-package.ts';
import { wrongPackage } from './ovf-package.ts';
import { checkDisk, type OvfImportPlan } from './ovf-plan.ts';

/**
 * Makes a VM of an OVF package. The files' digests are checked first; then the disks are written into the VM's folder
 * under the note of a file operation, and one commit puts the VM into the inventory. Cut before it, nothing is left.
 */
export function* importOvf(datacenter: Datacenter, caller: Caller, plan: OvfImportPlan): Operation<VmRow> {
  const checked = checkNewVm(datacenter, caller, plan.wanted);
  if (!checked.ok) return checked;
  const whole = yield* checkDigests(plan);
  if (!whole.ok) return whole;
  const { datastore } = checked.value;
  const folder = createVmFolder(datastoreOf(datacenter, datastore), plan.wanted.name);
  if (!folder.ok) return fail(fromStorage(folder.fault, datastore.name));
  const home = `[${datastore.name}] ${folder.value.name}`;
  const draft = draftOf(datacenter, plan, home, checked.value.host.id);
  const { vmx, nvram } = homeFilesOf(draft);
  const files = beginNewVm(datacenter, caller, draft, 'import', {
    diskFolders: [home],
    newFiles: [vmx, nvram, unpackedFile(draft), ...emptyDiskFiles(plan, draft)],
  });
  const imported = files.ok ? yield* writeVm(datacenter, caller, plan, { draft, files: files.value }) : files;
  if (!imported.ok) removeFolderIfEmpty(folder.value.folder);
  return imported;
}

/** How much of the work checking the digests is. */
const CHECKED_PART = 0.1;

function* checkDigests({ ovf, descriptor }: OvfImportPlan): Waiting<void> {
  const { manifest = [], ovfName, source } = ovf;
  const names = [ovfName, ...descriptor.files.map(({ name }) => name)];
  for (const algorithm of ['SHA1', 'SHA256', 'SHA512'] as const) {
    const lines = manifest.filter((line) => line.algorithm === algorithm && names.includes(line.name));
    const pieces = lines.flatMap(({ name }) => {
      const part = ovf.find(name);
      return part.ok ? [name === ovfName ? { bytes: ovf.ovf } : part.value] : [];
    });
    if (pieces.length < lines.length) return wrongPackage(source, 'a file of it is gone');
    if (pieces.length === 0) continue;
    const started = startPieces({ pieces, algorithm });
    const hashes = yield* waitFor(started, (progress) => CHECKED_PART * partOf(progress));
    if (!hashes.ok) return fail(fromStorageWork(hashes.fault, basename(source)));
    const wrong = lines.find(({ digest }, index) => hashes.value[index] !== digest);
    if (wrong === undefined) continue;
    const reason = `the ${algorithm} digest of ${wrong.name} is not the one in its manifest: the file was changed or is damaged`;
    return wrongPackage(source, reason, 'Take the package anew from where it came.');
  }
  return ok(undefined);
}

function draftOf(
  datacenter: Datacenter,
  { wanted, descriptor, extraConfig }: OvfImportPlan,
  home: string,
  hostId: string,
): Omit<VmRow, 'id'> {
  const base = home.slice(home.indexOf('] ') + 2);
  const host = datacenter.get('hosts', hostId);
  const ideDisks = descriptor.hardware.disks.filter(({ controller }) => controller === 'ide').slice(0, 2);
  let scsi = 0;
  const disks = descriptor.hardware.disks.map((drive, index): DiskRow => {
    const row = newDiskRow(home, base, index, drive.disk.capacityBytes, wanted.diskFormat === 'thin');
    const ide = ideDisks.indexOf(drive);
    return { ...row, key: ide >= 0 ? 3000 + ide : 2000 + scsi++ };
  });
  return {
    name: wanted.name,
    folderId: wanted.folderId,
    hostId,
    resourcePoolId: wanted.resourcePoolId ?? (host === undefined ? '' : rootPoolOf(datacenter, host)),
    isTemplate: false,
    powerState: 'PoweredOff',
    uuid: randomUuid(),
    vmxPath: `${home}/${base}.vmx`,
    numCpu: wanted.numCpu,
    coresPerSocket: wanted.coresPerSocket,
    memoryBytes: wanted.memoryBytes,
    guestId: wanted.guestId,
    hardwareVersion: wanted.hardwareVersion ?? 'vmx-13',
    notes: wanted.notes,
    networkIds: wanted.networkIds,
    migrateEncryption: 'opportunistic',
    keyId: null,
    locked: false,
    storagePolicyId: DATASTORE_DEFAULT_POLICY_ID,
    disks,
    snapshots: [],
    currentSnapshotId: null,
    role: null,
    workload: 'idle',
    seed: newGuestSeed(),
    createdMs: datacenter.clock.nowMs(),
    ...(Object.keys(extraConfig).length > 0 && { extraConfig }),
  };
}

/** A disk of an archive, while it is read. */
function unpackedFile(vm: Pick<VmRow, 'vmxPath'>): string {
  return vm.vmxPath.replace(/\.vmx$/, '.unpacked');
}

function emptyDiskFiles({ descriptor }: OvfImportPlan, { disks }: Pick<VmRow, 'disks'>): string[] {
  const empty = disks.filter((_, index) => descriptor.hardware.disks[index]?.disk.file === undefined);
  return empty.flatMap(({ fileName }) => [fileName, siblingOf(fileName, flatExtentName(basename(fileName)))]);
}

interface Making {
  readonly draft: Omit<VmRow, 'id'>;
  readonly files: FileOperation;
}

function* writeVm(
  datacenter: Datacenter,
  caller: Caller,
  plan: OvfImportPlan,
  { draft, files }: Making,
): Operation<VmRow> {
  const vm: VmRow = { ...draft, id: files.vmId };
  const written = yield* writeDisks(datacenter, plan, vm);
  const home = written.ok ? createHome(datacenter, vm, undefined) : written;
  faultPoint('ovf-import.written');
  const created = home.ok ? commitImport(datacenter, caller, plan, vm, files) : home;
  const ended = created.ok ? files.finish() : files.abandon();
  if (!created.ok) return created;
  return ended.ok ? created : ended;
}

function* writeDisks(datacenter: Datacenter, plan: OvfImportPlan, vm: VmRow): Waiting<void> {
  const { disks } = plan.descriptor.hardware;
  for (const [index, drive] of disks.entries()) {
    const row = vm.disks[index];
    if (row === undefined) continue;
    const share = (progress: unknown): number =>
      CHECKED_PART + ((1 - CHECKED_PART) * (index + partOf(progress))) / disks.length;
    const written = yield* writeDisk(datacenter, plan, { vm, row, drive, share });
    if (!written.ok) return written;
    faultPoint('ovf-import.disk-written');
  }
  return ok(undefined);
}

interface OneDisk {
  readonly vm: VmRow;
  readonly row: DiskRow;
  readonly drive: OvfDrive;
  readonly share: (progress: unknown) => number;
}

function* writeDisk(datacenter: Datacenter, plan: OvfImportPlan, one: OneDisk): Waiting<void> {
  const { row, drive } = one;
  const { capacityBytes, file } = drive.disk;
  const target = fileOf(datacenter, row.fileName);
  if (!target.ok) return target;
  if (file === undefined) {
    const disk = { path: target.value, capacityBytes };
    const made = yield* makeDisk(disk, plan.wanted.diskFormat, one.share);
    return made.ok ? ok(undefined) : fail(fromStorageWork(made.fault, one.vm.name));
  }
  const part = plan.ovf.find(file.name);
  if (!part.ok) return wrongPackage(plan.source, part.fault);
  return plan.ovf.isArchive
    ? yield* writeUnpacked(datacenter, plan, one, part.value)
    : yield* convert(datacenter, plan, one, part.value.path);
}

/** Takes the disk out of the archive, beside the one that is made of it. */
function* writeUnpacked(
  datacenter: Datacenter,
  plan: OvfImportPlan,
  one: OneDisk,
  part: PackagePart,
): Waiting<void> {
  const unpacked = fileOf(datacenter, unpackedFile(one.vm));
  if (!unpacked.ok) return unpacked;
  const room = requireRoom(datacenter, plan, part.lengthBytes);
  if (!room.ok) return room;
  const started = startPieces({ pieces: [part], algorithm: 'SHA256', target: unpacked.value });
  const taken = yield* waitFor(started);
  if (!taken.ok) return fail(fromStorageWork(taken.fault, one.vm.name));
  const fits = checkDisk(unpacked.value, one.drive.disk, plan.ovf, plan.descriptor.files);
  const converted = fits.ok ? yield* convert(datacenter, plan, one, unpacked.value) : fits;
  const removed = removeIfPresent(unpacked.value);
  return removed.ok ? converted : fail(fromStorage(removed.fault));
}

/** With the capacity that the descriptor says, which may be more than the package's disk has. */
function* convert(
  datacenter: Datacenter,
  plan: OvfImportPlan,
  { vm, row, drive, share }: OneDisk,
  source: string,
): Waiting<void> {
  const folder = fileOf(datacenter, folderOf(row.fileName));
  if (!folder.ok) return folder;
  const conversion = planConversion({
    kind: 'clone',
    source,
    targetFolder: folder.value,
    targetName: basename(row.fileName),
    capacityBytes: drive.disk.capacityBytes,
    ...conversionTo(plan.wanted.diskFormat),
    replacesSource: false,
  });
  if (!conversion.ok) return fail(fromStorage(conversion.fault));
  const room = requireRoom(datacenter, plan, conversion.value.neededBytes);
  if (!room.ok) return room;
  const written = yield* waitFor(startConversion(conversion.value, {}), share);
  return written.ok ? ok(undefined) : fail(fromStorageWork(written.fault, vm.name));
}

function requireRoom(
  datacenter: Datacenter,
  { wanted }: OvfImportPlan,
  neededBytes: number,
): Result<DatastoreRow, Fault> {
  const row = datacenter.get('datastores', wanted.datastoreId);
  if (row === undefined) return fail({ kind: 'NotFound', type: 'Datastore', name: wanted.datastoreId });
  const { freeBytes } = datastoreSpace(datacenter, row);
  return freeBytes >= neededBytes
    ? ok(row)
    : fail({ kind: 'InsufficientStorageSpace', datastore: row.name, neededBytes, freeBytes });
}

function commitImport(
  datacenter: Datacenter,
  caller: Caller,
  { source, wanted }: OvfImportPlan,
  vm: VmRow,
  files: FileOperation,
): Result<VmRow, Fault> {
  return datacenter.commit(caller, 'import a VM', (tx) => {
    const folder = tx.get('folders', vm.folderId);
    if (folder === undefined) return fail({ kind: 'NotFound', type: 'Folder', name: vm.folderId });
    const allowed = requirePrivilege(datacenter, caller, 'VirtualMachine.Inventory.Create', folder);
    if (!allowed.ok) return allowed;
    const host = tx.get('hosts', vm.hostId);
    if (host === undefined) return fail({ kind: 'NoHost', entity: vm.name });
    const unique = checkUnique(datacenter, wanted);
    if (!unique.ok) return unique;
    tx.put('vms', vm);
    files.decide(tx, {});
    tx.event({
      eventTypeId: 'VmCreatedEvent',
      message: `Created virtual machine ${vm.name} on ${host.name} from ${basename(source)}`,
      vm: { id: vm.id, name: vm.name },
      host: { id: host.id, name: host.name },
    });
    return ok(vm);
  });
}
