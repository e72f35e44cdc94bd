import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { KiB } from '../../src/base/units.ts';
import type { Datacenter } from '../../src/datacenter/datacenter.ts';
import { vmsdPathOf } from '../../src/datacenter/disks/snapshot-files.ts';
import { checkpointPathOf } from '../../src/datacenter/disks/vm-checkpoint.ts';
import { fileOf } from '../../src/datacenter/places.ts';
import type { VmRow } from '../../src/datacenter/rows.ts';
import { homeFilesOf, readHome } from '../../src/datacenter/vm/vm-files.ts';
import { swapPathOf } from '../../src/datacenter/vm/vm-swap.ts';
import { type Disk, openDisk } from '../../src/storage/disk.ts';
import { readChain } from '../../src/storage/disk-chain.ts';
import { filesOf } from '../../src/storage/disk-file.ts';
import { diskKeyId, type KeyEncryptionKey, keyRing } from '../../src/storage/disk-key.ts';
import { sameKeyId } from '../../src/storage/key-id.ts';
import { readVmx } from '../../src/storage/vm-home.ts';
import { withState } from '../datacenter/opened-state.ts';
import { keysOf } from '../main-job/keys.ts';
import { dataOf, filesUnder, type State } from '../main-job/vseal.ts';
import { must } from '../storage/fixtures.ts';

/** What a state holds when nobody works on it, read from its rows and files alone; and what is wrong with it by itself. */

/** Where guests' marks stand. */
export const SLOT_BYTES = 64 * KiB;
/** The slot that a guest writes over NBD while shells work; the others change between phases alone. */
export const NBD_SLOT = 31;
export const MARK = 'SOAKMARK';
const ZEROS = Buffer.alloc(SLOT_BYTES);

export interface SeenDisk {
  readonly key: number;
  /** The descriptor's file. */
  readonly path: string;
  /** What its guest finds in all slots that are not zero but one. */
  readonly content: string;
  /** What it finds in the slot that NBD guests write. */
  readonly nbd: string;
}

export interface SeenVm {
  readonly id: string;
  readonly name: string;
  readonly isOn: boolean;
  readonly disks: readonly SeenDisk[];
  readonly snapshots: ReadonlyMap<string, readonly SeenDisk[]>;
}

export interface Seen {
  readonly vms: ReadonlyMap<string, SeenVm>;
  /** Disks that hang at no VM, by the files of their descriptors. */
  readonly loose: ReadonlyMap<string, SeenDisk>;
  /** VMX files of VMs that are not in the inventory, as datastore paths. */
  readonly unregistered: readonly string[];
  /** Keys that the server has and nothing needs. */
  readonly spareKeys: readonly string[];
  readonly wrong: readonly string[];
}

export function observe(state: State): Seen {
  const keys = keysOf(state);
  return withState(state, (datacenter) => observeIn(datacenter, state, keys));
}

function observeIn(datacenter: Datacenter, state: State, keys: readonly KeyEncryptionKey[]): Seen {
  const wrong: string[] = [];
  const needed = new Set<string>();
  const plainExtents = new Set<string>();
  const seenDisk = (path: string, key: number): SeenDisk => {
    const disk = must(openDisk(path, { access: 'read', keys: keyRing(keys) }));
    const slots = slotsOf(disk);
    disk.close();
    for (const { path: link, descriptor } of must(readChain(path))) {
      const files = filesOf(link, descriptor);
      for (const file of files) needed.add(file);
      if (descriptor.encryptionKeys === undefined) for (const file of files) plainExtents.add(file);
    }
    return { key, path, ...slots };
  };
  const attempt = <T>(what: string, body: () => T): T | undefined => {
    try {
      return body();
    } catch (error) {
      wrong.push(`${what}: ${(error as Error).message}`);
      return undefined;
    }
  };
  const file = (path: string): string => {
    const found = fileOf(datacenter, path);
    if (!found.ok) throw new Error(`no file ${path}`);
    return found.value;
  };

  const vms = new Map<string, SeenVm>();
  for (const vm of datacenter.rows('vms')) {
    const seen = (disks: readonly { readonly key: number; readonly fileName: string }[]): SeenDisk[] =>
      disks.flatMap(
        (disk) => attempt(`${vm.name} ${disk.fileName}`, () => seenDisk(file(disk.fileName), disk.key)) ?? [],
      );
    const snapshots = new Map(vm.snapshots.map(({ id, disks }) => [id, seen(disks)] as const));
    vms.set(vm.id, {
      id: vm.id,
      name: vm.name,
      isOn: vm.powerState === 'PoweredOn',
      disks: seen(vm.disks),
      snapshots,
    });
    attempt(`home of ${vm.name}`, () => checkHome(datacenter, vm, keys));
    for (const path of homeFilesNamed(vm)) needed.add(file(path));
    // A running VM whose move to another datastore is killed once it was decided has no swap file until it starts again.
    for (const path of [vmsdPathOf(vm), swapPathOf(vm)]) if (existsSync(file(path))) needed.add(file(path));
  }
  for (const host of datacenter.rows('hosts'))
    for (const dump of host.coreDumps ?? []) if (typeof dump.file === 'string') needed.add(file(dump.file));

  const datastores = join(state.folder, 'datastores');
  const present = filesUnder(datastores);
  const unregistered = present.filter((path) => path.endsWith('.vmx') && !needed.has(path));
  for (const vmx of unregistered) for (const path of present) if (isHomeFile(path, vmx)) needed.add(path);
  const loose = new Map<string, SeenDisk>();
  for (const path of present) {
    if (needed.has(path) || !path.endsWith('.vmdk') || /-(?:flat|delta)\.vmdk$/.test(path)) continue;
    const disk = attempt(`loose ${relative(datastores, path)}`, () => seenDisk(path, 0));
    if (disk !== undefined) loose.set(path, disk);
  }
  for (const path of needed) if (!existsSync(path)) wrong.push(`missing: ${relative(datastores, path)}`);
  for (const path of present)
    if (!needed.has(path) && !isHarmless(path, needed)) wrong.push(`nobody's: ${relative(datastores, path)}`);
  for (const path of present)
    if (!plainExtents.has(path) && dataOf(path).some((bytes) => bytes.includes(MARK)))
      wrong.push(`in clear: ${relative(datastores, path)}`);
  for (const row of datacenter.rows('fileOperations')) wrong.push(`noted still: ${JSON.stringify(row)}`);
  const used = usedKeys(datacenter);
  return {
    vms,
    loose,
    unregistered: unregistered.map((path) => relative(datastores, path).replace('/', '] ').replace(/^/, '[')),
    spareKeys: keys.map(({ id }) => id.keyId).filter((id) => !used.has(id)),
    wrong,
  };
}

/**
 * What a kill leaves before anything is noted: a lock file, which the next holder takes, or one in a folder that was to
 * be a VM's; a checkpoint, which the next stop of the VM removes; and what of a VMX was written
 * when settings changed, which goes with the next work on the VM's disks.
 */
function isHarmless(path: string, needed: ReadonlySet<string>): boolean {
  if (path.endsWith('.lck'))
    return needed.has(path.replace(/\.lck$/, '.vmx')) || readdirSync(dirname(path)).length === 1;
  if (/\/\.[^/]+\.vmx\.\w+\.tmp$/.test(path)) return true;
  return path.endsWith('.vmss') && needed.has(path.replace(/\.\w+$/, '.vmx'));
}

function usedKeys(datacenter: Datacenter): Set<string> {
  const used = new Set<string>();
  for (const { keyId, disks } of datacenter.rows('vms'))
    for (const key of [keyId, ...disks.map((disk) => disk.keyId)]) if (key !== null) used.add(key.keyId);
  for (const { hostKey } of datacenter.rows('hosts')) if (hostKey !== null) used.add(hostKey.keyId);
  for (const { keyId } of datacenter.rows('newKeys')) used.add(keyId.keyId);
  return used;
}

/** What a VM's home must consist of. */
function homeFilesNamed(vm: VmRow): string[] {
  const { vmx, nvram } = homeFilesOf(vm);
  const files = [vmx, nvram];
  if (vm.snapshots.length > 0) files.push(vmsdPathOf(vm));
  for (const { stateFile } of vm.snapshots) if (stateFile !== undefined) files.push(stateFile);
  if (vm.powerState === 'Suspended') files.push(checkpointPathOf(vm));
  return files;
}

/** A file of the home of a VM that is not in the inventory. */
function isHomeFile(path: string, vmx: string): boolean {
  const base = vmx.slice(0, -'.vmx'.length);
  return (
    path.startsWith(base) && /^(?:\.(?:vmx|nvram|vmsd)|-Snapshot\d+\.vmsn)$/.test(path.slice(base.length))
  );
}

/** Home and disks are under the keys that the VM's row names, and the VMX says what the row says. */
function checkHome(datacenter: Datacenter, vm: VmRow, keys: readonly KeyEncryptionKey[]): void {
  const keyOf = (id: VmRow['keyId']): KeyEncryptionKey | undefined =>
    id === null ? undefined : keys.find((key) => sameKeyId(key.id, id));
  const home = readHome(datacenter, vm, keyOf(vm.keyId));
  if (!home.ok) throw new Error(JSON.stringify(home.fault));
  const vmxFile = fileOf(datacenter, vm.vmxPath);
  if (!vmxFile.ok) throw new Error('no VMX');
  const vmx = must(readVmx(vmxFile.value));
  if ((vmx.encryption === undefined) !== (vm.keyId === null))
    throw new Error('the VMX is not sealed as the row says');
  const named = [...vmx.settings]
    .filter(([name]) => /^(?:scsi|ide)\d+:\d+\.filename$/i.test(name))
    .map(([, value]) => value);
  const wanted = vm.disks.map(({ fileName }) =>
    dirname(fileName) === dirname(vm.vmxPath) ? fileName.slice(fileName.lastIndexOf('/') + 1) : fileName,
  );
  if (named.sort().join() !== wanted.sort().join())
    throw new Error(`the VMX names ${named.join()}, the row ${wanted.join()}`);
  for (const disk of vm.disks) {
    const path = fileOf(datacenter, disk.fileName);
    if (!path.ok) throw new Error(`no ${disk.fileName}`);
    const [{ descriptor }] = must(readChain(path.value));
    const id = must(diskKeyId(descriptor, path.value)) ?? null;
    if (id?.keyId !== disk.keyId?.keyId)
      throw new Error(`${disk.fileName} is under ${id?.keyId}, its row says ${disk.keyId?.keyId}`);
  }
}

function slotsOf(disk: Disk): { content: string; nbd: string } {
  const ranges = must(disk.dataRanges());
  const numbers = new Set<number>();
  for (const { offset, lengthBytes } of ranges) {
    const last = Math.floor((offset + lengthBytes - 1) / SLOT_BYTES);
    for (let slot = Math.floor(offset / SLOT_BYTES); slot <= last; slot++) numbers.add(slot);
  }
  const slots: string[] = [];
  let nbd = '';
  for (const slot of [...numbers].sort((one, other) => one - other)) {
    const bytes = Buffer.alloc(Math.min(SLOT_BYTES, disk.capacityBytes - slot * SLOT_BYTES));
    must(disk.read(bytes, slot * SLOT_BYTES));
    const name = bytes.equals(ZEROS.subarray(0, bytes.length)) ? '' : nameOf(bytes);
    if (slot === NBD_SLOT) nbd = name;
    else if (name !== '') slots.push(`${slot}:${name}`);
  }
  return { content: slots.join(' '), nbd };
}

/** A slot is one mark throughout, or something that nobody wrote. */
function nameOf(slot: Buffer): string {
  const name = slot.toString('latin1', 0, slot.indexOf(0));
  if (name.startsWith(MARK) && markBytes(name).equals(slot)) return name.slice(MARK.length);
  return `?${createHash('sha256').update(slot).digest('hex').slice(0, 8)}`;
}

/** A slot that says throughout which mark it is: a NUL ends the name at its beginning. */
export function markBytes(name: string): Buffer {
  const bytes = Buffer.alloc(SLOT_BYTES, `${name} `);
  bytes[name.length] = 0;
  return bytes;
}
