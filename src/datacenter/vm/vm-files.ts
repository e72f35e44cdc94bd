import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import { MiB } from '../../base/units.ts';
import { randomBytes } from '../../crypto/random.ts';
import type { SecretKey } from '../../crypto/secret-key.ts';
import type { KeyEncryptionKey } from '../../storage/disk-key.ts';
import { copyAnew, readSmallFile, replaceFile } from '../../storage/durable-file.ts';
import { readHomeFile, writeHomeFile } from '../../storage/home-file.ts';
import { attempt } from '../../storage/storage-fault.ts';
import {
  generateHomeKey,
  openHomeKey,
  openVmxSecrets,
  readVmx,
  rewriteVmxSettings,
  vmUuidOf,
  writeVmx,
} from '../../storage/vm-home.ts';
import { type VmxDictionary, vmxValue } from '../../storage/vmx.ts';
import { type Caller, type Datacenter, whileNobodyCommits } from '../datacenter.ts';
import { controllerOf, positionOf } from '../disks/disk-device.ts';
import type { Fault } from '../faults.ts';
import { fileOf, folderOf, fromStorage, siblingOf } from '../places.ts';
import type { VmRow } from '../rows.ts';
import { guestLines } from './guest-settings.ts';
import { deviceSettings } from './vm-device-lines.ts';

/**
 * A VM's home: the VMX, and the NVRAM that the firmware keeps. The VMX repeats what the state says of the VM, so
 * that the VM can be registered elsewhere from its files alone; what is secret in it is sealed when VM Home is.
 */

/** The hidden line of the seed that guest memory is made from. */
export const SEED = 'guestMemory.seed';
const NVRAM_BYTES = 8684;
/** What a plain NVRAM file begins with. */
export const NVRAM_MAGIC = 'MRVN';
export const LIMIT_NVRAM_BYTES = 16 * MiB;

export interface HomeFiles {
  readonly vmx: string;
  readonly nvram: string;
  /** The names under which a changed home is written before it takes the old one's place. */
  readonly next: readonly string[];
  readonly renames: readonly { readonly from: string; readonly to: string }[];
}

export function homeFilesOf(vm: Pick<VmRow, 'vmxPath'>): HomeFiles {
  const vmx = vm.vmxPath;
  const nvram = vmx.replace(/\.vmx$/, '.nvram');
  const renames = [vmx, nvram].map((to) => ({ from: `${to}~`, to }));
  return { vmx, nvram, next: renames.map(({ from }) => from), renames };
}

/** Writes the home of a new VM; sealed from its first byte when there is a key. */
export function createHome(
  datacenter: Datacenter,
  vm: VmRow,
  kek: KeyEncryptionKey | undefined,
): Result<void, Fault> {
  const files = homeFilesOf(vm);
  const homeKey = kek && generateHomeKey();
  return writeHome(
    datacenter,
    vm,
    { vmx: files.vmx, nvram: files.nvram },
    {
      nvram: newNvram(),
      secrets: secretSettings(vm),
      ...(kek && homeKey && { kek, homeKey }),
      generation: 1,
    },
  );
}

/**
 * Writes the home anew under its next names: sealed under `to`, or plain without it. `from` opens what the VM has
 * now when its home is encrypted. A `seed` of the row takes the place of what the home has.
 */
export function writeNextHome(
  datacenter: Datacenter,
  vm: VmRow,
  keys: { readonly from: KeyEncryptionKey | undefined; readonly to: KeyEncryptionKey | undefined },
): Result<void, Fault> {
  const files = homeFilesOf(vm);
  const now = readHome(datacenter, vm, keys.from);
  if (!now.ok) return now;
  const homeKey = keys.to && generateHomeKey();
  const [nextVmx = '', nextNvram = ''] = files.next;
  return writeHome(
    datacenter,
    vm,
    { vmx: nextVmx, nvram: nextNvram },
    {
      nvram: now.value.nvram,
      secrets: vm.seed === undefined ? now.value.secrets : secretSettings(vm),
      ...(keys.to && homeKey && { kek: keys.to, homeKey }),
      generation: now.value.generation + 1,
    },
  );
}

/** Writes the VMX's clear lines anew under its next name, for disks that got other names; what is sealed stays. */
export function writeNextSettings(datacenter: Datacenter, vm: VmRow): Result<void, Fault> {
  const vmx = fileOf(datacenter, vm.vmxPath);
  if (!vmx.ok) return vmx;
  const next = `${vmx.value}~`;
  const copied = attempt(next, 'copy', () => copyAnew(vmx.value, next));
  return copied.ok ? updateNextSettings(datacenter, vm) : fail(fromStorage(copied.fault));
}

/** Brings the clear lines of the VMX under its next name to what the VM is to be. */
export function updateNextSettings(datacenter: Datacenter, vm: VmRow): Result<void, Fault> {
  const next = fileOf(datacenter, `${vm.vmxPath}~`);
  if (!next.ok) return next;
  const written = rewriteVmxSettings(next.value, wholeSettings(datacenter, vm));
  return written.ok ? written : fail(fromStorage(written.fault));
}

/** Brings the clear lines of the VMX to what the state says; the sealed part stays as it is. */
export function syncVmx(datacenter: Datacenter, caller: Caller, vm: VmRow): Result<void, Fault> {
  return writeAsRow(datacenter, caller, vm, (current) => writeSettings(datacenter, current));
}

/**
 * Writes a file that repeats what the state says of the VM, while nobody commits and from the row as it is then: the
 * VM's holder may be another, and put a home in place that is sealed, or that names other disks (`renew` in
 * file-operations.ts). Writes nothing of a VM that is gone.
 */
export function writeAsRow(
  datacenter: Datacenter,
  caller: Caller,
  { id }: Pick<VmRow, 'id'>,
  write: (current: VmRow) => Result<void, Fault>,
): Result<void, Fault> {
  return whileNobodyCommits(datacenter, caller, (rows) => {
    const current = rows.get('vms', id);
    return current === undefined ? ok(undefined) : write(current);
  });
}

/** Brings the clear lines of a VMX to what `vm` says, which need not be its row yet. */
export function writeSettings(datacenter: Datacenter, vm: VmRow): Result<void, Fault> {
  const file = fileOf(datacenter, vm.vmxPath);
  if (!file.ok) return file;
  const written = rewriteVmxSettings(file.value, wholeSettings(datacenter, vm));
  return written.ok ? written : fail(fromStorage(written.fault));
}

/**
 * Writes a clone's home: the source's NVRAM, or what is made of it, sealed under a home key of the clone's own when it
 * has a KEK.
 */
export function copyHome(
  datacenter: Datacenter,
  source: VmRow,
  clone: VmRow,
  keys: { readonly from: KeyEncryptionKey | undefined; readonly to: KeyEncryptionKey | undefined },
  nvramOf: (nvram: Uint8Array) => Uint8Array = (nvram) => nvram,
): Result<void, Fault> {
  const home = readHome(datacenter, source, keys.from);
  if (!home.ok) return home;
  const homeKey = keys.to && generateHomeKey();
  const { vmx, nvram } = homeFilesOf(clone);
  return writeHome(
    datacenter,
    clone,
    { vmx, nvram },
    {
      nvram: nvramOf(home.value.nvram),
      secrets: secretSettings(clone),
      ...(keys.to && homeKey && { kek: keys.to, homeKey }),
      generation: 1,
    },
  );
}

export interface OpenHome {
  readonly nvram: Uint8Array;
  readonly secrets: VmxDictionary;
  readonly generation: number;
  readonly homeKey: SecretKey | undefined;
}

/** Opens the home as it is: what power-on does, and what proves that the key is the right one. */
export function readHome(
  datacenter: Datacenter,
  vm: VmRow,
  kek: KeyEncryptionKey | undefined,
): Result<OpenHome, Fault> {
  const files = homeFilesOf(vm);
  const vmxFile = fileOf(datacenter, files.vmx);
  if (!vmxFile.ok) return vmxFile;
  const nvramFile = fileOf(datacenter, files.nvram);
  if (!nvramFile.ok) return nvramFile;
  const vmx = readVmx(vmxFile.value);
  if (!vmx.ok) return fail(fromStorage(vmx.fault));
  if (kek === undefined) {
    const nvram = readSmallFile(nvramFile.value, LIMIT_NVRAM_BYTES);
    if (!nvram.ok) return fail(fromStorage(nvram.fault));
    return ok({ nvram: nvram.value, secrets: secretSettings(vm), generation: 0, homeKey: undefined });
  }
  const homeKey = openHomeKey(vmx.value, kek.key, vmxFile.value);
  if (!homeKey.ok) return fail(fromStorage(homeKey.fault));
  const secrets = openVmxSecrets(vmx.value, homeKey.value, vmxFile.value);
  if (!secrets.ok) return fail(fromStorage(secrets.fault));
  const vmUuid = vmUuidOf(vmx.value.settings, vmxFile.value);
  if (!vmUuid.ok) return fail(fromStorage(vmUuid.fault));
  const nvram = readHomeFile(nvramFile.value, {
    homeKey: homeKey.value,
    vmUuid: vmUuid.value,
    role: 'nvram',
  });
  if (!nvram.ok) return fail(fromStorage(nvram.fault));
  return ok({
    nvram: nvram.value.content,
    secrets: secrets.value,
    generation: Math.max(vmx.value.encryption?.generation ?? 0, nvram.value.generation),
    homeKey: homeKey.value,
  });
}

interface HomeContent {
  readonly nvram: Uint8Array;
  readonly secrets: VmxDictionary;
  readonly kek?: KeyEncryptionKey;
  readonly homeKey?: SecretKey;
  readonly generation: number;
}

function writeHome(
  datacenter: Datacenter,
  vm: VmRow,
  paths: { readonly vmx: string; readonly nvram: string },
  content: HomeContent,
): Result<void, Fault> {
  const vmxFile = fileOf(datacenter, paths.vmx);
  if (!vmxFile.ok) return vmxFile;
  const nvramFile = fileOf(datacenter, paths.nvram);
  if (!nvramFile.ok) return nvramFile;
  const settings = homeSettings(datacenter, vm);
  const { kek, homeKey, secrets, generation } = content;
  if (kek === undefined || homeKey === undefined) {
    const nvram = replaceFile(nvramFile.value, content.nvram, { syncsFolder: false });
    if (!nvram.ok) return fail(fromStorage(nvram.fault));
    const vmx = writeVmx(vmxFile.value, new Map([...settings, ...secrets]));
    return vmx.ok ? vmx : fail(fromStorage(vmx.fault));
  }
  const vmUuid = vmUuidOf(settings, vmxFile.value);
  if (!vmUuid.ok) return fail(fromStorage(vmUuid.fault));
  const seal = { homeKey, vmUuid: vmUuid.value, role: 'nvram', generation };
  const nvram = writeHomeFile(nvramFile.value, content.nvram, seal, { syncsFolder: false });
  if (!nvram.ok) return fail(fromStorage(nvram.fault));
  const vmx = writeVmx(vmxFile.value, settings, { kek, homeKey, secrets, generation });
  return vmx.ok ? vmx : fail(fromStorage(vmx.fault));
}

/** The clear lines of the VMX. */
export function vmxSettings(vm: VmRow): Map<string, string> {
  const settings = new Map<string, string>([
    ['.encoding', 'UTF-8'],
    ['config.version', '8'],
    ['virtualHW.version', vm.hardwareVersion.replace(/^vmx-0*/, '')],
    ['displayName', vm.name],
    ['guestOS', vm.guestId],
    ['uuid.bios', vmxUuid(vm.uuid)],
    ['memSize', String(vm.memoryBytes / MiB)],
    ['numvcpus', String(vm.numCpu)],
    ['cpuid.coresPerSocket', String(vm.coresPerSocket)],
    ['nvram', basename(homeFilesOf(vm).nvram)],
    ['migrate.encryptionMode', vm.migrateEncryption],
    ['scsi0.present', 'TRUE'],
    ['scsi0.virtualDev', 'pvscsi'],
  ]);
  if (vm.alternateGuestName !== undefined) settings.set('guestOSAltName', vm.alternateGuestName);
  if (vm.notes !== '') settings.set('annotation', vm.notes);
  for (const disk of vm.disks) {
    const unit = positionOf(disk);
    settings.set(`${unit}.present`, 'TRUE');
    settings.set(`${unit}.fileName`, diskReference(vm, disk.fileName));
    settings.set(`${unit}.deviceType`, controllerOf(disk) === 'ide' ? 'ata-hardDisk' : 'scsi-hardDisk');
  }
  for (const [name, value] of [...deviceSettings(vm), ...guestLines(vm)]) settings.set(name, value);
  vm.networkIds.forEach((_, index) => {
    settings.set(`ethernet${index}.present`, 'TRUE');
    settings.set(`ethernet${index}.virtualDev`, 'vmxnet3');
  });
  for (const [name, value] of Object.entries(vm.extraConfig ?? {})) settings.set(name, value);
  return settings;
}

/** The clear lines of a VM's own VMX: what only this inventory can say is among them, so that the VM comes back as it was. */
function homeSettings(datacenter: Datacenter, vm: VmRow): Map<string, string> {
  const settings = vmxSettings(vm);
  vm.networkIds.forEach((id, index) => {
    const network = datacenter.get('networks', id);
    if (network !== undefined) settings.set(`ethernet${index}.networkName`, network.name);
  });
  // In microseconds, as VMware writes it.
  settings.set('vm.createDate', String(vm.createdMs * 1000));
  if (vm.role !== null) settings.set('vseal.role', vm.role);
  return settings;
}

/** The lines of a VM's own VMX; with the secret ones where VM Home is not encrypted. */
function wholeSettings(datacenter: Datacenter, vm: VmRow): Map<string, string> {
  const settings = homeSettings(datacenter, vm);
  return vm.keyId === null ? new Map([...settings, ...secretSettings(vm)]) : settings;
}

/** The settings of a VM with their secrets in clear. */
export function plainSettings(vm: VmRow, secrets: VmxDictionary): Map<string, string> {
  return new Map([...vmxSettings(vm), ...secrets]);
}

/** A disk beside the VMX goes by its file name, another by its datastore path. */
function diskReference(vm: VmRow, fileName: string): string {
  const inHome = siblingOf(vm.vmxPath, basename(fileName)) === fileName;
  return inHome ? basename(fileName) : fileName;
}

/** `564d2b3c-…` as a VMX writes it: `56 4d 2b 3c … - …`. */
function vmxUuid(uuid: string): string {
  const pairs = uuid.replaceAll('-', '').match(/../g) ?? [];
  return `${pairs.slice(0, 8).join(' ')}-${pairs.slice(8).join(' ')}`;
}

/** What nobody without the key should read: the seed that guest memory is made from. */
function secretSettings({ seed }: Pick<VmRow, 'seed'>): VmxDictionary {
  return new Map(seed === undefined ? [] : [[SEED, String(seed)]]);
}

/** The seed in an opened home's secrets. */
export function seedOf(secrets: VmxDictionary): number | undefined {
  const seed = Number(vmxValue(secrets, SEED));
  return Number.isInteger(seed) && seed >= 0 && seed <= 0xffff_ffff ? seed : undefined;
}

export function newNvram(): Uint8Array {
  const nvram = randomBytes(NVRAM_BYTES);
  nvram.write(NVRAM_MAGIC, 0, 'latin1');
  return nvram;
}

/** Bytes that the files of the VM's folder take on the datastore. */
export function allocatedBytesOf(datacenter: Datacenter, vm: VmRow): number {
  const folder = fileOf(datacenter, folderOf(vm.vmxPath));
  if (!folder.ok) return 0;
  const sizes = attempt(folder.value, 'list', () =>
    readdirSync(folder.value).map(
      (name) => statSync(join(folder.value, name), { throwIfNoEntry: false })?.blocks ?? 0,
    ),
  );
  return sizes.ok ? sizes.value.reduce((sum, blocks) => sum + blocks * 512, 0) : 0;
}
