import { MiB } from '../../base/units.ts';
import { type VmxDictionary, vmxValue } from '../../storage/vmx.ts';
import { positionOf } from '../disks/disk-device.ts';
import type { DiskRow, PortRow, SwapfilePolicy, VmRow } from '../rows.ts';
import { isNetworkBacking, PORT_KINDS, portAt, portLimit, portPosition } from './port-device.ts';
import { allocationLines, diskAllocationIn } from './vm-allocation.ts';
import { vtpmSettings } from './vtpm-lines.ts';

/** The VMX lines of a VM's ports, disk modes, swap file, allocations, replication and Fault Tolerance, both ways. */

const MODES = {
  Persistent: undefined,
  IndependentPersistent: 'independent-persistent',
  IndependentNonPersistent: 'independent-nonpersistent',
} as const satisfies Record<DiskRow['persistence'], string | undefined>;

const SWAP = {
  Inherit: undefined,
  WithVM: 'disabled',
  InHostDatastore: 'enabled',
} as const satisfies Record<SwapfilePolicy, string | undefined>;

const LIMIT_FLASH_CACHE_MIB = 409_600;
const LIMIT_RPO_MINUTES = 1440;

/** None for a VM without; a virtual TPM's are among them. */
export function deviceSettings(vm: VmRow): [string, string][] {
  return [
    ...(vm.ports ?? []).flatMap(portLines),
    ...vm.disks.flatMap(diskModeLines),
    ...swapLines(vm),
    ...allocationLines(vm),
    ...vtpmSettings(vm),
    ...replicationLines(vm),
    ...(vm.faultTolerance === undefined ? [] : [['faultTolerance.role', 'primary'] as [string, string]]),
  ];
}

function portLines(port: PortRow): [string, string][] {
  const unit = `${port.kind}${portPosition(port)}`;
  return [
    [`${unit}.present`, 'TRUE'],
    [`${unit}.fileType`, port.backing.startsWith('[') ? 'file' : 'network'],
    [`${unit}.fileName`, port.backing],
  ];
}

export function portsIn(settings: VmxDictionary): PortRow[] {
  return PORT_KINDS.flatMap((kind) =>
    Array.from({ length: portLimit(kind) }, (_, position) => {
      const unit = `${kind}${position}`;
      const backing = vmxValue(settings, `${unit}.fileName`) ?? '';
      const isBacking = /^\[[^\]]+\] ?\S/.test(backing) || isNetworkBacking(kind, backing);
      return isTrue(settings, `${unit}.present`) && isBacking ? [portAt(kind, position, backing)] : [];
    }).flat(),
  );
}

/** What a VMX says of a disk; the rest is in the disk's own files. */
export type DiskMode = Pick<
  DiskRow,
  'persistence' | 'isShared' | 'flashReadCacheBytes' | 'rawDevice' | 'isRawPhysical' | 'ioAllocation'
>;

function diskModeLines(disk: DiskRow): [string, string][] {
  const unit = positionOf(disk);
  const mode = MODES[disk.persistence];
  const lines: [string, string][] = [];
  if (mode !== undefined) lines.push([`${unit}.mode`, mode]);
  if (disk.isShared === true) lines.push([`${unit}.sharing`, 'multi-writer']);
  if (disk.flashReadCacheBytes) {
    lines.push([`${unit}.vFlash.enabled`, 'TRUE']);
    lines.push([`sched.${unit}.vFlash.reservation`, String(disk.flashReadCacheBytes / MiB)]);
  }
  if (disk.rawDevice !== undefined) {
    lines.push([`${unit}.rawDevice`, disk.rawDevice]);
    if (disk.isRawPhysical === true) lines.push([`${unit}.rawMode`, 'physical']);
  }
  return lines;
}

/** `unit` is the disk's position, such as `scsi0:1`. */
export function diskModeIn(settings: VmxDictionary, unit: string): DiskMode {
  const mode = vmxValue(settings, `${unit}.mode`)?.toLowerCase();
  const modes = Object.entries(MODES) as [DiskRow['persistence'], string | undefined][];
  const [persistence] = modes.find(([, line]) => line === mode) ?? ['Persistent'];
  const cacheMiB = Number(vmxValue(settings, `sched.${unit}.vFlash.reservation`));
  const rawDevice = vmxValue(settings, `${unit}.rawDevice`);
  const hasCache = isTrue(settings, `${unit}.vFlash.enabled`) && isWhole(cacheMiB, 1, LIMIT_FLASH_CACHE_MIB);
  return {
    persistence,
    ...(vmxValue(settings, `${unit}.sharing`)?.toLowerCase() === 'multi-writer' && { isShared: true }),
    ...(hasCache && { flashReadCacheBytes: cacheMiB * MiB }),
    ...(rawDevice !== undefined && { rawDevice }),
    ...(vmxValue(settings, `${unit}.rawMode`) === 'physical' && { isRawPhysical: true }),
    ...diskAllocationIn(settings, unit),
  };
}

function swapLines({ swapfilePolicy = 'Inherit' }: VmRow): [string, string][] {
  const line = SWAP[swapfilePolicy];
  return line === undefined ? [] : [['sched.swap.hostLocal', line]];
}

/** Undefined where the VM goes by its cluster, which is what a VM without the line does. */
export function swapfilePolicyIn(settings: VmxDictionary): SwapfilePolicy | undefined {
  const line = vmxValue(settings, 'sched.swap.hostLocal')?.toLowerCase();
  return (['WithVM', 'InHostDatastore'] as const).find((policy) => SWAP[policy] === line);
}

/** Where a VM's replica lies is told by its datastore and its uuid. */
export type ReplicationFacts = Pick<
  NonNullable<VmRow['replication']>,
  'datastoreName' | 'rpoMinutes' | 'syncedMs'
>;

function replicationLines({ replication }: VmRow): [string, string][] {
  if (replication === undefined) return [];
  return [
    ['hbr_filter.rpo', String(replication.rpoMinutes)],
    ['hbr_filter.destination', replication.datastoreName],
    ['hbr_filter.syncedMs', String(replication.syncedMs)],
  ];
}

export function replicationIn(settings: VmxDictionary): ReplicationFacts | undefined {
  const datastoreName = vmxValue(settings, 'hbr_filter.destination');
  const rpoMinutes = Number(vmxValue(settings, 'hbr_filter.rpo'));
  const syncedMs = Number(vmxValue(settings, 'hbr_filter.syncedMs'));
  if (datastoreName === undefined || !isWhole(rpoMinutes, 5, LIMIT_RPO_MINUTES)) return undefined;
  return {
    datastoreName,
    rpoMinutes,
    syncedMs: isWhole(syncedMs, 0, Number.MAX_SAFE_INTEGER) ? syncedMs : 0,
  };
}

export function isFaultTolerantIn(settings: VmxDictionary): boolean {
  return vmxValue(settings, 'faultTolerance.role')?.toLowerCase() === 'primary';
}

function isTrue(settings: VmxDictionary, name: string): boolean {
  return vmxValue(settings, name)?.toUpperCase() === 'TRUE';
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
