import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import { inspectDisk } from '../../storage/disk-file.ts';
import { readSmallFile, replaceFile } from '../../storage/durable-file.ts';
import { readHomeFile, writeHomeFile } from '../../storage/home-file.ts';
import { attempt } from '../../storage/storage-fault.ts';
import { formatVmx, parseVmx, type VmxDictionary, vmxValue } from '../../storage/vmx.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { fileOf, folderOf, fromStorage, siblingOf } from '../places.ts';
import type { SnapshotRow, VmRow } from '../rows.ts';
import { homeFilesOf, type OpenHome, plainSettings, seedOf, syncVmx, writeAsRow } from '../vm/vm-files.ts';
import { factsOfVmx, type VmxFacts } from '../vm/vmx-facts.ts';

/**
 * The files of a VM's snapshots. Each has a state file (`.vmsn`): the settings and the NVRAM as they were and, of one
 * taken with memory, what makes the guest's memory again; of an encrypted VM it is sealed. The list of snapshots
 * (`.vmsd`) names them in clear, as VMware's does, so that a VM is registered with its snapshots from its files alone.
 */

const ROLE = 'vmsn';
const LIMIT_STATE_BYTES = 64 * 1024 ** 2;
const LIMIT_LIST_BYTES = 1024 ** 2;
const LIMIT_SNAPSHOTS = 496;

/** What a state file keeps. */
export interface SnapshotState {
  readonly settings: VmxFacts;
  readonly nvram: Uint8Array;
  /** The seed that guest memory is made from; undefined of a snapshot without memory. */
  readonly memorySeed: number | undefined;
}

export function vmsdPathOf(vm: Pick<VmRow, 'vmxPath'>): string {
  return vm.vmxPath.replace(/\.vmx$/, '.vmsd');
}

/** The datastore path of the VM's next state file: `app-01-Snapshot3.vmsn`. */
export function nextStatePath(datacenter: Datacenter, vm: VmRow): Result<string, Fault> {
  const folder = fileOf(datacenter, folderOf(vm.vmxPath));
  if (!folder.ok) return folder;
  const names = attempt(folder.value, 'list', () => readdirSync(folder.value));
  if (!names.ok) return fail(fromStorage(names.fault));
  const numbers = names.value.map((name) => Number(/-Snapshot(\d+)\.vmsn$/.exec(name)?.[1] ?? 0));
  const base = basename(vm.vmxPath, '.vmx');
  return ok(siblingOf(vm.vmxPath, `${base}-Snapshot${Math.max(0, ...numbers) + 1}.vmsn`));
}

export function writeSnapshotState(
  datacenter: Datacenter,
  vm: VmRow,
  home: OpenHome,
  target: { readonly path: string; readonly withMemory: boolean },
): Result<void, Fault> {
  const file = fileOf(datacenter, target.path);
  if (!file.ok) return file;
  const content = Buffer.from(
    JSON.stringify({
      vm: vm.uuid,
      vmx: formatVmx(plainSettings(vm, home.secrets)),
      nvram: Buffer.from(home.nvram).toString('base64'),
      ...(target.withMemory && { memorySeed: seedOf(home.secrets) }),
    }),
  );
  const { homeKey } = home;
  const written =
    homeKey === undefined
      ? replaceFile(file.value, content)
      : writeHomeFile(file.value, content, { homeKey, vmUuid: sealIdOf(vm), role: ROLE, generation: 1 });
  return written.ok ? ok(undefined) : fail(fromStorage(written.fault));
}

/** Opens a snapshot's state; that of another VM, or one that was tampered with, is refused. */
export function openSnapshotState(
  datacenter: Datacenter,
  vm: VmRow,
  { homeKey }: OpenHome,
  path: string,
): Result<SnapshotState, Fault> {
  const file = fileOf(datacenter, path);
  if (!file.ok) return file;
  const opened =
    homeKey === undefined
      ? readSmallFile(file.value, LIMIT_STATE_BYTES)
      : readHomeFile(file.value, { homeKey, vmUuid: sealIdOf(vm), role: ROLE });
  if (!opened.ok) return fail(fromStorage(opened.fault));
  const content = 'content' in opened.value ? opened.value.content : opened.value;
  return parseState(vm, content, path);
}

function parseState(vm: VmRow, content: Uint8Array, path: string): Result<SnapshotState, Fault> {
  const wrong = (detail: string): Result<SnapshotState, Fault> =>
    fail({
      kind: 'DiskFault',
      file: path,
      detail,
      remedy: `Remove the snapshot: Get-Snapshot ${vm.name} | Remove-Snapshot`,
    });
  let state: { vm?: unknown; vmx?: unknown; nvram?: unknown; memorySeed?: unknown };
  try {
    state = JSON.parse(Buffer.from(content).toString('utf8')) as typeof state;
  } catch {
    return wrong('It is no state of a snapshot.');
  }
  const { vmx, nvram, memorySeed } = state;
  if (state.vm !== vm.uuid) return wrong('It is not the state of a snapshot of this VM.');
  if (typeof vmx !== 'string' || typeof nvram !== 'string') return wrong('It is no state of a snapshot.');
  const settings = parseVmx(Buffer.from(vmx), path);
  if (!settings.ok) return fail(fromStorage(settings.fault));
  const facts = factsOfVmx(settings.value, path);
  if (!facts.ok) return facts;
  return ok({
    settings: facts.value,
    nvram: Buffer.from(nvram, 'base64'),
    memorySeed: typeof memorySeed === 'number' ? memorySeed >>> 0 : undefined,
  });
}

/** Writes the NVRAM of a snapshot under its next name; gives the rename that puts it in place. */
export function writeNextNvram(
  datacenter: Datacenter,
  vm: VmRow,
  home: OpenHome,
  nvram: Uint8Array,
): Result<{ readonly from: string; readonly to: string }, Fault> {
  const to = homeFilesOf(vm).nvram;
  const file = fileOf(datacenter, `${to}~`);
  if (!file.ok) return file;
  const { homeKey, generation } = home;
  const written =
    homeKey === undefined
      ? replaceFile(file.value, nvram)
      : writeHomeFile(file.value, nvram, {
          homeKey,
          vmUuid: sealIdOf(vm),
          role: 'nvram',
          generation: generation + 1,
        });
  return written.ok ? ok({ from: `${to}~`, to }) : fail(fromStorage(written.fault));
}

/** Brings the clear lines of the VMX and the list of snapshots to what the state says; repeating it is harmless. */
export function syncHome(datacenter: Datacenter, caller: Caller, vm: VmRow): Result<void, Fault> {
  const written = syncVmx(datacenter, caller, vm);
  return written.ok ? syncVmsd(datacenter, caller, vm) : written;
}

/** Brings the list of snapshots to what the state says. A VM that never had one has no list. */
export function syncVmsd(datacenter: Datacenter, caller: Caller, vm: VmRow): Result<void, Fault> {
  return writeAsRow(datacenter, caller, vm, (current) => writeVmsd(datacenter, current));
}

function writeVmsd(datacenter: Datacenter, vm: VmRow): Result<void, Fault> {
  const file = fileOf(datacenter, vmsdPathOf(vm));
  if (!file.ok) return file;
  if (vm.snapshots.length === 0 && !existsSync(file.value)) return ok(undefined);
  const written = replaceFile(file.value, Buffer.from(formatVmx(listOf(vm))));
  return written.ok ? ok(undefined) : fail(fromStorage(written.fault));
}

function listOf(vm: VmRow): VmxDictionary {
  const uids = new Map(vm.snapshots.map(({ id }, index) => [id, String(index + 1)]));
  const uidOf = (id: string | null): string => (id === null ? '0' : (uids.get(id) ?? '0'));
  const lines = new Map([
    ['.encoding', 'UTF-8'],
    ['snapshot.lastUID', String(vm.snapshots.length)],
    ['snapshot.current', uidOf(vm.currentSnapshotId)],
    ['snapshot.numSnapshots', String(vm.snapshots.length)],
  ]);
  for (const [index, snapshot] of vm.snapshots.entries()) {
    const prefix = `snapshot${index}`;
    lines.set(`${prefix}.uid`, uidOf(snapshot.id));
    if (snapshot.parentId !== null) lines.set(`${prefix}.parent`, uidOf(snapshot.parentId));
    if (snapshot.stateFile !== undefined) lines.set(`${prefix}.filename`, basename(snapshot.stateFile));
    lines.set(`${prefix}.displayName`, snapshot.name);
    lines.set(`${prefix}.description`, snapshot.description);
    // Bit 0: the VM ran and its memory is kept; as microseconds in two halves, as VMware writes a time.
    lines.set(`${prefix}.type`, snapshot.hasMemory === true ? '1' : '0');
    const microseconds = BigInt(snapshot.createdMs) * 1000n;
    lines.set(`${prefix}.createTimeHigh`, String(BigInt.asIntN(32, microseconds >> 32n)));
    lines.set(`${prefix}.createTimeLow`, String(BigInt.asIntN(32, microseconds)));
    if (snapshot.quiesced) lines.set(`${prefix}.quiesced`, 'TRUE');
    lines.set(`${prefix}.numDisks`, String(snapshot.disks.length));
    for (const [number, disk] of snapshot.disks.entries()) {
      const isBeside = siblingOf(vm.vmxPath, basename(disk.fileName)) === disk.fileName;
      const name = isBeside ? basename(disk.fileName) : disk.fileName;
      lines.set(`${prefix}.disk${number}.fileName`, name);
      lines.set(`${prefix}.disk${number}.key`, String(disk.key));
    }
  }
  return lines;
}

/** The snapshots that a VM's list names, for its registration; none where there is no list. */
export function readVmsd(
  datacenter: Datacenter,
  vmxPath: string,
): Result<Pick<VmRow, 'snapshots' | 'currentSnapshotId'>, Fault> {
  const none = { snapshots: [], currentSnapshotId: null };
  const path = vmsdPathOf({ vmxPath });
  const file = fileOf(datacenter, path);
  if (!file.ok) return file;
  const content = readSmallFile(file.value, LIMIT_LIST_BYTES);
  if (!content.ok) return content.fault.kind === 'FileNotFound' ? ok(none) : fail(fromStorage(content.fault));
  const lines = parseVmx(content.value, file.value);
  if (!lines.ok) return fail(fromStorage(lines.fault));
  const count = Number(vmxValue(lines.value, 'snapshot.numSnapshots') ?? '0');
  if (!Number.isInteger(count) || count < 0 || count > LIMIT_SNAPSHOTS) {
    return fail({
      kind: 'DiskFault',
      file: path,
      detail: `It names ${count} snapshots; a VM has at most ${LIMIT_SNAPSHOTS}.`,
      remedy: 'Restore the file, or remove it to register the VM without its snapshots.',
    });
  }
  const snapshots = Array.from({ length: count }, (_, index) => snapshotOf(lines.value, index, vmxPath));
  const known = new Set(snapshots.map(({ id }) => id));
  const orphan = snapshots.some(({ parentId }) => parentId !== null && !known.has(parentId));
  const currentSnapshotId = vmxValue(lines.value, 'snapshot.current') ?? '0';
  if (orphan || known.size !== count || snapshots.some(({ disks }) => disks.some(({ key }) => !(key >= 0)))) {
    return fail({
      kind: 'DiskFault',
      file: path,
      detail: 'Its snapshots do not hang together.',
      remedy: 'Restore the file, or remove it to register the VM without its snapshots.',
    });
  }
  return ok({ snapshots, currentSnapshotId: known.has(currentSnapshotId) ? currentSnapshotId : null });
}

/** One snapshot of a list; its id is the list's own number until the registration gives it one of the inventory. */
function snapshotOf(lines: VmxDictionary, index: number, vmxPath: string): SnapshotRow {
  const text = (name: string): string | undefined => vmxValue(lines, `snapshot${index}.${name}`);
  const pathOf = (name: string): string => (name.startsWith('[') ? name : siblingOf(vmxPath, name));
  const half = (name: string): bigint => BigInt(Number.parseInt(text(name) ?? '0', 10) || 0);
  const diskCount = Math.min(Number(text('numDisks') ?? '0') || 0, 64);
  const stateFile = text('filename');
  const parentId = text('parent') ?? '0';
  const hasMemory = text('type') === '1';
  const microseconds = (half('createTimeHigh') << 32n) | BigInt.asUintN(32, half('createTimeLow'));
  return {
    id: text('uid') ?? '',
    name: text('displayName') ?? '',
    description: text('description') ?? '',
    createdMs: Number(microseconds / 1000n),
    powerState: hasMemory ? 'PoweredOn' : 'PoweredOff',
    parentId: parentId === '0' ? null : parentId,
    quiesced: text('quiesced') === 'TRUE',
    disks: Array.from({ length: diskCount }, (_, number) => ({
      key: Number(text(`disk${number}.key`) ?? '-1'),
      fileName: pathOf(text(`disk${number}.fileName`) ?? ''),
    })),
    ...(stateFile !== undefined && { stateFile: pathOf(stateFile) }),
    ...(hasMemory && { hasMemory }),
  };
}

/** Bytes that a snapshot takes on the datastore: its state, and its disks with their extents. */
export function snapshotBytesOf(datacenter: Datacenter, snapshot: SnapshotRow): number {
  const descriptors = snapshot.disks.flatMap(({ fileName }) => {
    const file = fileOf(datacenter, fileName);
    const info = file.ok ? inspectDisk(file.value) : file;
    return info.ok ? info.value.files : [];
  });
  const state = snapshot.stateFile === undefined ? undefined : fileOf(datacenter, snapshot.stateFile);
  const files = new Set([...descriptors, ...(state?.ok === true ? [state.value] : [])]);
  return [...files].reduce(
    (sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.blocks ?? 0) * 512,
    0,
  );
}

/** The identity that is bound into the seals of the VM's home files. */
function sealIdOf(vm: Pick<VmRow, 'uuid'>): string {
  return vm.uuid.replaceAll('-', '').toLowerCase();
}

/** The settings that a snapshot keeps; names, notes and what is no hardware stay. */
export function asInState(vm: VmRow, state: SnapshotState | undefined): VmRow {
  if (state === undefined) return vm;
  const { numCpu, coresPerSocket, memoryBytes, guestId, hardwareVersion, vtpm } = state.settings;
  return {
    ...vm,
    numCpu,
    coresPerSocket,
    memoryBytes,
    guestId,
    hardwareVersion,
    // The certificates lie in the NVRAM too, which comes back with the snapshot.
    ...(vtpm !== undefined && { vtpm }),
    ...(state.memorySeed !== undefined && { seed: state.memorySeed }),
  };
}
