import { basename } from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import { MiB } from '../../base/units.ts';
import { type VmxDictionary, vmxValue } from '../../storage/vmx.ts';
import type { Fault } from '../faults.ts';
import { siblingOf } from '../places.ts';
import type { DiskRow, MigrateEncryption, VmRow } from '../rows.ts';
import { guestIn } from './guest-settings.ts';
import { vmAllocationsIn } from './vm-allocation.ts';
import {
  type DiskMode,
  diskModeIn,
  isFaultTolerantIn,
  portsIn,
  type ReplicationFacts,
  replicationIn,
  swapfilePolicyIn,
} from './vm-device-lines.ts';
import { vtpmIn } from './vtpm-lines.ts';

/** What a VMX says of its VM. The file may be anybody's: what is no sensible value is refused or left out. */
export interface VmxFacts
  extends Pick<
    VmRow,
    | 'name'
    | 'uuid'
    | 'numCpu'
    | 'coresPerSocket'
    | 'memoryBytes'
    | 'guestId'
    | 'hardwareVersion'
    | 'notes'
    | 'migrateEncryption'
    | 'vtpm'
    | 'ports'
    | 'alternateGuestName'
    | 'swapfilePolicy'
    | 'cpuAllocation'
    | 'memoryAllocation'
    | 'guestLoad'
  > {
  readonly workload: VmRow['workload'];
  /** What its adapters connect to, by name; undefined where that is not said. */
  readonly networkNames: readonly (string | undefined)[];
  /** Its disks by device key: datastore paths of their descriptors. */
  readonly disks: readonly DiskOfVmx[];
  readonly replication: ReplicationFacts | undefined;
  readonly isFaultTolerant: boolean;
  readonly role: VmRow['role'];
  readonly createdMs: number | undefined;
}

export type DiskOfVmx = Pick<DiskRow, 'key' | 'fileName'> & DiskMode;

const LIMIT_NETWORKS = 10;
/** Device keys: where each kind of controller begins, and how many a controller has. */
const CONTROLLERS = { scsi: { first: 2000, units: 16 }, ide: { first: 3000, units: 2 } } as const;
const ROLES = ['vcenter', 'kms'] as const;
const MODES: readonly string[] = ['disabled', 'opportunistic', 'required'] satisfies MigrateEncryption[];

export function factsOfVmx(settings: VmxDictionary, vmxPath: string): Result<VmxFacts, Fault> {
  const text = (name: string): string | undefined => vmxValue(settings, name);
  const wrong = (reason: string): Result<VmxFacts, Fault> =>
    fail({
      kind: 'DiskFault',
      file: vmxPath,
      detail: `It is no VMX of a virtual machine: ${reason}.`,
      remedy: 'Name the VMX file of a virtual machine.',
    });
  const uuid = uuidOf(text('uuid.bios'));
  if (uuid === undefined) return wrong('uuid.bios is no UUID');
  const memoryMiB = Number(text('memSize') ?? '256');
  if (!isWhole(memoryMiB, 4, 6128 * 1024)) return wrong('memSize is no amount of memory');
  const numCpu = Number(text('numvcpus') ?? '1');
  const coresPerSocket = Number(text('cpuid.coresPerSocket') ?? '1');
  if (!isWhole(numCpu, 1, 128) || !isWhole(coresPerSocket, 1, 128)) return wrong('numvcpus is no number');
  const mode = text('migrate.encryptionMode') ?? '';
  const vtpm = vtpmIn(settings);
  const ports = portsIn(settings);
  const alternateGuestName = text('guestOSAltName');
  const swapfilePolicy = swapfilePolicyIn(settings);
  const { workload = 'idle', guestLoad } = guestIn(settings);
  return ok({
    name: text('displayName') ?? basename(vmxPath, '.vmx'),
    uuid,
    numCpu,
    coresPerSocket,
    memoryBytes: memoryMiB * MiB,
    guestId: text('guestOS') ?? 'otherGuest',
    hardwareVersion: `vmx-${(text('virtualHW.version') ?? '13').padStart(2, '0')}`,
    notes: text('annotation') ?? '',
    migrateEncryption: MODES.includes(mode) ? (mode as MigrateEncryption) : 'opportunistic',
    networkNames: units(LIMIT_NETWORKS)
      .filter((index) => text(`ethernet${index}.present`) === 'TRUE')
      .map((index) => text(`ethernet${index}.networkName`)),
    disks: disksOf(settings, vmxPath),
    workload,
    replication: replicationIn(settings),
    isFaultTolerant: isFaultTolerantIn(settings),
    role: ROLES.find((role) => role === text('vseal.role')) ?? null,
    createdMs: createdIn(text('vm.createDate')),
    ...(vtpm !== undefined && { vtpm }),
    ...(ports.length > 0 && { ports }),
    ...(alternateGuestName !== undefined && { alternateGuestName }),
    ...(swapfilePolicy !== undefined && { swapfilePolicy }),
    ...(guestLoad !== undefined && { guestLoad }),
    ...vmAllocationsIn(settings, memoryMiB * MiB),
  });
}

function disksOf(settings: VmxDictionary, vmxPath: string): VmxFacts['disks'] {
  const disks: DiskOfVmx[] = [];
  for (const [name, value] of settings) {
    const [, kind = '', number = '', unit = ''] = /^(scsi|ide)([0-3]):(\d{1,2})\.fileName$/i.exec(name) ?? [];
    if (unit === '' || !value.toLowerCase().endsWith('.vmdk')) continue;
    const present = vmxValue(settings, `${kind}${number}:${unit}.present`);
    if (present?.toUpperCase() !== 'TRUE') continue;
    const { first, units } = CONTROLLERS[kind.toLowerCase() === 'ide' ? 'ide' : 'scsi'];
    disks.push({
      key: first + Number(number) * units + Number(unit),
      fileName: value.startsWith('[') ? value : siblingOf(vmxPath, value),
      ...diskModeIn(settings, `${kind}${number}:${unit}`),
    });
  }
  return disks.sort((a, b) => a.key - b.key);
}

/** `56 4d 2b 3c … - …` as `564d2b3c-…`. */
function uuidOf(text: string | undefined): string | undefined {
  const digits = (text ?? '').replace(/[ -]/g, '').toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(digits)) return undefined;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function units(limit: number): number[] {
  return Array.from({ length: limit }, (_, index) => index);
}

/** Microseconds since 1970; a VM of VMware's before 6.7 does not say. */
function createdIn(text: string | undefined): number | undefined {
  const createdMs = Math.floor(Number(text) / 1000);
  return Number.isSafeInteger(createdMs) && createdMs > 0 ? createdMs : undefined;
}
