import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import {
  type ConversionPlan,
  type ConversionProgress,
  planConversion,
  startConversion,
} from '../../storage/conversion.ts';
import { createVmFolder, removeFolderIfEmpty } from '../../storage/datastore.ts';
import { inspectDisk } from '../../storage/disk-file.ts';
import { conversionTo, type DiskFormat } from '../../storage/disk-format.ts';
import { readSmallFile, replaceFile } from '../../storage/durable-file.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { refuseLinkedRelocation } from '../disks/linked-clones.ts';
import { vmsdPathOf } from '../disks/snapshot-files.ts';
import { checkpointPathOf } from '../disks/vm-checkpoint.ts';
import type { Fault } from '../faults.ts';
import { beginFileOperation, type FileOperation } from '../file-operations.ts';
import type { Waiting } from '../keys/key-service.ts';
import { keysForZeros } from '../keys/vm-keys.ts';
import { lockPathOf } from '../lock-path.ts';
import { waitFor } from '../operation.ts';
import { datastoreOf, datastoreSpace, fileOf, folderOf, fromStorage, siblingOf } from '../places.ts';
import type { DatastoreRow, VmRow } from '../rows.ts';
import { homeFilesOf, writeSettings } from '../vm/vm-files.ts';
import { renewSwap, swapPathOf } from '../vm/vm-swap.ts';

/**
 * A VM's files on their way to another datastore (storage vMotion): a copy under new names, one commit that points
 * the VM at it, and then the old files go. An encrypted disk is copied as the ciphertext that it is, with the
 * wrapped data key in its descriptor; no key is needed, and none is asked for, unless zeros are written out.
 */
export interface Relocation {
  readonly files: FileOperation;
  /** The VM with its paths on the new datastore. */
  readonly relocated: (vm: VmRow) => VmRow;
  /** Old files, as datastore paths: what goes once the new ones are committed. */
  readonly removes: readonly string[];
  readonly copies: readonly ConversionPlan[];
  readonly maxBytesPerSecond: number | undefined;
  /** Folders to take away: the new one before the commit, the old one after it. */
  readonly folders: { readonly from: string; readonly to: string };
}

const LIMIT_HOME_FILE_BYTES = 16 * 1024 * 1024;

interface RelocationTarget {
  readonly datastore: DatastoreRow;
  readonly format: DiskFormat | undefined;
  readonly maxBytesPerSecond: number | undefined;
}

/** Takes the VM's lock and plans every file; changes nothing but the new, empty folder. */
export function beginRelocation(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
  target: RelocationTarget,
): Result<Relocation, Fault> {
  let planned: Omit<Relocation, 'files'> | undefined;
  const files = beginFileOperation(datacenter, caller, vm, 'move the files of', (current) => {
    // Clones are made under the lock, too: what has come meanwhile counts.
    const alone = refuseLinkedRelocation(datacenter, current);
    if (!alone.ok) return alone;
    const plan = planFiles({ from: datacenter, to: datacenter }, current, target);
    if (!plan.ok) return plan;
    planned = plan.value;
    const newFiles = homeMoves(datacenter, current, plan.value.relocated(current)).map(({ to }) => to);
    return ok({ diskFolders: [plan.value.folders.to], newFiles, isPlannedAnew: true });
  });
  if (!files.ok) return files;
  if (planned === undefined) throw new Error('the file operation did not plan');
  return ok({ ...planned, files: files.value });
}

/** The vCenters whose datastores files leave and arrive at; the same one unless a VM changes its vCenter. */
export interface Route {
  readonly from: Datacenter;
  readonly to: Datacenter;
}

export function planFiles(
  { from, to: there }: Route,
  vm: VmRow,
  { datastore, format, maxBytesPerSecond }: RelocationTarget,
): Result<Omit<Relocation, 'files'>, Fault> {
  const store = datastoreOf(there, datastore);
  const made = createVmFolder(store, vm.name);
  if (!made.ok) return fail(fromStorage(made.fault, datastore.name));
  const to = `[${datastore.name}] ${made.value.name}`;
  const abandon = <T>(fault: Fault): Result<T, Fault> => {
    const folder = fileOf(there, to);
    if (folder.ok) removeFolderIfEmpty(folder.value);
    return fail(fault);
  };
  const folder = fileOf(there, to);
  if (!folder.ok) return folder;
  const disks = planDisks(from, vm, folder.value, format);
  if (!disks.ok) return abandon(disks.fault);
  const neededBytes = disks.value.reduce((sum, { plan }) => sum + plan.neededBytes, LIMIT_HOME_FILE_BYTES);
  const { freeBytes } = datastoreSpace(there, datastore);
  if (freeBytes < neededBytes)
    return abandon({ kind: 'InsufficientStorageSpace', datastore: datastore.name, neededBytes, freeBytes });
  const names = new Map(disks.value.map(({ from: path, plan }) => [path, `${to}/${basename(plan.target)}`]));
  const relocated = (current: VmRow): VmRow => withPaths(current, to, names, format);
  return ok({
    relocated,
    removes: [
      ...disks.value.flatMap((disk) => disk.files),
      ...homeMoves(from, vm, relocated(vm)).map((move) => move.from),
      swapPathOf(vm),
      lockPathOf(vm),
    ],
    copies: disks.value.map(({ plan }) => plan),
    maxBytesPerSecond,
    folders: { from: folderOf(vm.vmxPath), to },
  });
}

interface PlannedCopy {
  /** Datastore path of the descriptor as it is. */
  readonly from: string;
  readonly plan: ConversionPlan;
  /** Its files, as datastore paths. */
  readonly files: readonly string[];
}

/** Every disk and every disk that a snapshot keeps; parents before what was written on top of them. */
function planDisks(
  datacenter: Datacenter,
  vm: VmRow,
  targetFolder: string,
  format: DiskFormat | undefined,
): Result<PlannedCopy[], Fault> {
  const descriptors = [
    ...new Set([
      ...vm.snapshots.flatMap((snapshot) => snapshot.disks.map(({ fileName }) => fileName)),
      ...vm.disks.map(({ fileName }) => fileName),
    ]),
  ];
  const reserved = new Set<string>();
  const newNames = new Map<string, string>();
  const copies: PlannedCopy[] = [];
  for (const from of descriptors) {
    const source = fileOf(datacenter, from);
    if (!source.ok) return source;
    const info = inspectDisk(source.value);
    if (!info.ok) return fail(fromStorage(info.fault));
    const parentName = info.value.parentPath && newNames.get(info.value.parentPath);
    const name = basename(source.value);
    const plan = planConversion({
      kind: 'copy',
      source: source.value,
      targetFolder,
      reserved,
      replacesSource: true,
      ...(!reserved.has(name) && { targetName: name }),
      ...(parentName !== undefined && { parentName }),
      ...(format !== undefined && info.value.parentPath === undefined && conversionTo(format)),
    });
    if (!plan.ok) return fail(fromStorage(plan.fault));
    reserved.add(basename(plan.value.target));
    newNames.set(source.value, basename(plan.value.target));
    const files = info.value.files
      .filter((file) => dirname(file) === dirname(source.value))
      .map((file) => siblingOf(from, basename(file)));
    copies.push({ from, plan: plan.value, files: [...new Set([from, ...files])] });
  }
  return ok(copies);
}

function withPaths(
  vm: VmRow,
  folder: string,
  names: ReadonlyMap<string, string>,
  format: DiskFormat | undefined,
): VmRow {
  const renamed = (fileName: string): string => names.get(fileName) ?? fileName;
  return {
    ...vm,
    vmxPath: `${folder}/${basename(vm.vmxPath)}`,
    disks: vm.disks.map((disk) => ({
      ...disk,
      fileName: renamed(disk.fileName),
      ...(format !== undefined && { thin: format === 'thin' }),
    })),
    snapshots: vm.snapshots.map((snapshot) => ({
      ...snapshot,
      ...(snapshot.stateFile !== undefined && { stateFile: `${folder}/${basename(snapshot.stateFile)}` }),
      disks: snapshot.disks.map((disk) => ({ ...disk, fileName: renamed(disk.fileName) })),
    })),
  };
}

/** Copies disks and home; afterwards the new files are durable and nobody points at them yet. */
export function* copyFiles(
  route: Route,
  caller: Caller,
  vm: VmRow,
  { copies, relocated, maxBytesPerSecond }: Omit<Relocation, 'files'>,
): Waiting<{ readonly copiedBytes: number }> {
  const source = copies.some(({ needsKeys }) => needsKeys)
    ? yield* keysForZeros(route.from, caller, vm)
    : ok([]);
  if (!source.ok) return source;
  const totalBytes = copies.reduce((sum, { dataBytes }) => sum + dataBytes, 0);
  const options = maxBytesPerSecond === undefined ? {} : { maxBytesPerSecond };
  let doneBytes = 0;
  for (const plan of copies) {
    const before = doneBytes;
    const copied = yield* waitFor(startConversion(plan, { source: source.value }, options), (progress) =>
      totalBytes === 0 ? 0 : (before + (progress as ConversionProgress).doneBytes) / totalBytes,
    );
    if (!copied.ok) {
      const cancelled = copied.fault.kind === 'Cancelled';
      return fail(cancelled ? { kind: 'RequestCanceled', entity: vm.name } : fromStorage(copied.fault));
    }
    doneBytes += plan.dataBytes;
  }
  const after = relocated(vm);
  for (const { from, to } of homeMoves(route.from, vm, after)) {
    const copied = copyHomeFile(route, from, to);
    if (!copied.ok) return copied;
  }
  // The VMX names disks that lay elsewhere by their paths.
  const written = writeSettings(route.to, after);
  return written.ok ? ok({ copiedBytes: totalBytes }) : written;
}

/** The files beside the disks that the VM has, where they are and where they go: the VMX last. */
export function homeMoves(
  datacenter: Datacenter,
  vm: VmRow,
  after: VmRow,
): { readonly from: string; readonly to: string }[] {
  const optional = [
    [checkpointPathOf(vm), checkpointPathOf(after)],
    [vmsdPathOf(vm), vmsdPathOf(after)],
  ] as const;
  const moves = optional.filter(([from]) => {
    const file = fileOf(datacenter, from);
    return file.ok && existsSync(file.value);
  });
  const states = vm.snapshots.flatMap(({ stateFile }, index) => {
    const to = after.snapshots[index]?.stateFile;
    return stateFile === undefined || to === undefined ? [] : [[stateFile, to] as const];
  });
  const [old, next] = [homeFilesOf(vm), homeFilesOf(after)];
  const home = [
    [old.nvram, next.nvram],
    [old.vmx, next.vmx],
  ] as const;
  return [...moves, ...states, ...home].map(([from, to]) => ({ from, to }));
}

function copyHomeFile(route: Route, from: string, to: string): Result<void, Fault> {
  const source = fileOf(route.from, from);
  if (!source.ok) return source;
  const target = fileOf(route.to, to);
  if (!target.ok) return target;
  const content = readSmallFile(source.value, LIMIT_HOME_FILE_BYTES);
  if (!content.ok) return fail(fromStorage(content.fault));
  const written = replaceFile(target.value, content.value);
  return written.ok ? ok(undefined) : fail(fromStorage(written.fault));
}

/** Ends it one way or the other: the old files go after the commit, the new ones without it. */
export function endRelocation(
  datacenter: Datacenter,
  { files, folders }: Relocation,
  committed: boolean,
): Result<void, Fault> {
  const ended = committed ? files.finish() : files.abandon();
  const vm = datacenter.get('vms', files.vmId);
  // A running VM pages into a new file on its new datastore.
  const swap = committed && vm?.powerState === 'PoweredOn' ? renewSwap(datacenter, vm) : ok(undefined);
  const folder = fileOf(datacenter, committed ? folders.from : folders.to);
  if (folder.ok) removeFolderIfEmpty(folder.value);
  return ended.ok ? swap : ended;
}
