import { MiB } from '../../base/units.ts';
import { type VmxDictionary, vmxValue } from '../../storage/vmx.ts';
import { positionOf } from '../disks/disk-device.ts';
import type { DiskAllocation, DiskRow, SharesLevel, VmAllocation, VmRow } from '../rows.ts';

/** What VMs and their disks get of CPU, memory and I/O: vSphere's defaults, changes, and the lines of the VMX. */

export type VmResource = 'cpu' | 'memory';

/** Shares of a level: for each CPU, for each MB of memory, for a disk. */
const SHARES: Readonly<
  Record<VmResource | 'disk', Readonly<Record<Exclude<SharesLevel, 'Custom'>, number>>>
> = {
  cpu: { Low: 500, Normal: 1000, High: 2000 },
  memory: { Low: 5, Normal: 10, High: 20 },
  disk: { Low: 500, Normal: 1000, High: 2000 },
};

/** Of VMs and of disks, as the API has them. */
export const LIMIT_SHARES = { cpu: 1_000_000, memory: 1_000_000, disk: 4000 } as const;
export const LEAST_DISK_SHARES = 200;
export const LEAST_DISK_LIMIT = 16;
/** What a VMX may say: a thousand CPUs of 10 GHz, and 1 PB in MB. */
const LIMIT_AMOUNT = { cpu: 10_000_000, memory: 1024 ** 3 } as const;

const UNSET: VmAllocation = { sharesLevel: 'Normal', reservation: 0, limit: null };

type Sized = Pick<VmRow, 'numCpu' | 'memoryBytes' | 'cpuAllocation' | 'memoryAllocation'>;

export interface Allocation extends VmAllocation {
  readonly shares: number;
}

export function vmAllocationOf(vm: Sized, resource: VmResource): Allocation {
  const set = (resource === 'cpu' ? vm.cpuAllocation : vm.memoryAllocation) ?? UNSET;
  const size = resource === 'cpu' ? vm.numCpu : Math.ceil(vm.memoryBytes / MiB);
  const shares = set.sharesLevel === 'Custom' ? (set.shares ?? 0) : SHARES[resource][set.sharesLevel] * size;
  return { ...set, shares };
}

export function diskAllocationOf({
  ioAllocation: set,
}: Pick<DiskRow, 'ioAllocation'>): DiskAllocation & { readonly shares: number } {
  const { sharesLevel = 'Normal', limitPerSecond = null } = set ?? {};
  const shares = sharesLevel === 'Custom' ? (set?.shares ?? 0) : SHARES.disk[sharesLevel];
  return { sharesLevel, shares, limitPerSecond };
}

/** Whose shares are to change: a number makes the level Custom, a level sets its own number. */
export interface SharesChange {
  readonly sharesLevel?: SharesLevel | undefined;
  readonly shares?: number | undefined;
}

/** What is set of an allocation; the rest stays as it is. */
export interface VmAllocationChange extends SharesChange {
  readonly reservation?: number | undefined;
  /** null: unlimited. */
  readonly limit?: number | null | undefined;
}

export interface DiskAllocationChange extends SharesChange {
  readonly limitPerSecond?: number | null | undefined;
}

export function changedVmAllocation(before: Allocation, change: VmAllocationChange): VmAllocation {
  return {
    ...changedShares(before, change),
    reservation: change.reservation ?? before.reservation,
    limit: change.limit === undefined ? before.limit : change.limit,
  };
}

export function changedDiskAllocation(disk: DiskRow, change: DiskAllocationChange): DiskAllocation {
  const before = diskAllocationOf(disk);
  return {
    ...changedShares(before, change),
    limitPerSecond: change.limitPerSecond === undefined ? before.limitPerSecond : change.limitPerSecond,
  };
}

function changedShares(
  before: { readonly sharesLevel: SharesLevel; readonly shares: number },
  change: SharesChange,
): Pick<VmAllocation, 'sharesLevel' | 'shares'> {
  const sharesLevel = change.sharesLevel ?? (change.shares === undefined ? before.sharesLevel : 'Custom');
  if (sharesLevel !== 'Custom') return { sharesLevel };
  return { sharesLevel, shares: change.shares ?? before.shares };
}

/** Lines of the VMX, as ESXi names them; none for what is as it is by itself. */
export function allocationLines(vm: VmRow): [string, string][] {
  const lines: [string, string][] = [];
  for (const [resource, name, unit] of [
    ['cpu', 'sched.cpu', 1],
    ['memory', 'sched.mem', MiB],
  ] as const) {
    const set = resource === 'cpu' ? vm.cpuAllocation : vm.memoryAllocation;
    if (set === undefined) continue;
    lines.push([`${name}.min`, String(set.reservation / unit)]);
    if (set.limit !== null) lines.push([`${name}.max`, String(set.limit / unit)]);
    lines.push([`${name}.shares`, sharesLine(set)]);
  }
  for (const disk of vm.disks) {
    if (disk.ioAllocation === undefined) continue;
    const { limitPerSecond } = disk.ioAllocation;
    lines.push([`sched.${positionOf(disk)}.shares`, sharesLine(disk.ioAllocation)]);
    if (limitPerSecond !== null)
      lines.push([`sched.${positionOf(disk)}.throughputCap`, String(limitPerSecond)]);
  }
  return lines;
}

function sharesLine({ sharesLevel, shares }: Pick<VmAllocation, 'sharesLevel' | 'shares'>): string {
  return sharesLevel === 'Custom' ? String(shares ?? 0) : sharesLevel.toLowerCase();
}

/** What a VMX says of a VM's CPU and memory: what is no sensible amount counts as not said. */
export function vmAllocationsIn(
  settings: VmxDictionary,
  memoryBytes: number,
): Pick<VmRow, 'cpuAllocation' | 'memoryAllocation'> {
  const cpu = allocationIn(settings, 'cpu', 1);
  const memory = allocationIn(settings, 'memory', MiB);
  const fits = memory !== undefined && memory.reservation <= memoryBytes;
  return { ...(cpu !== undefined && { cpuAllocation: cpu }), ...(fits && { memoryAllocation: memory }) };
}

function allocationIn(settings: VmxDictionary, resource: VmResource, unit: number): VmAllocation | undefined {
  const name = resource === 'cpu' ? 'sched.cpu' : 'sched.mem';
  const amount = (line: string): number | undefined =>
    wholeIn(vmxValue(settings, `${name}.${line}`), 0, LIMIT_AMOUNT[resource]);
  const reservation = amount('min') ?? 0;
  const limit = amount('max') ?? null;
  const shares = sharesIn(vmxValue(settings, `${name}.shares`), 1, LIMIT_SHARES[resource]);
  const isUnset = reservation === 0 && limit === null && shares.sharesLevel === 'Normal';
  if (isUnset || (limit !== null && limit < reservation)) return undefined;
  return { ...shares, reservation: reservation * unit, limit: limit === null ? null : limit * unit };
}

/** `unit` is the disk's position, such as `scsi0:1`. */
export function diskAllocationIn(settings: VmxDictionary, unit: string): Pick<DiskRow, 'ioAllocation'> {
  const shares = sharesIn(vmxValue(settings, `sched.${unit}.shares`), LEAST_DISK_SHARES, LIMIT_SHARES.disk);
  const cap = vmxValue(settings, `sched.${unit}.throughputCap`);
  const limitPerSecond = wholeIn(cap, LEAST_DISK_LIMIT, 2 ** 31 - 1) ?? null;
  if (shares.sharesLevel === 'Normal' && limitPerSecond === null) return {};
  return { ioAllocation: { ...shares, limitPerSecond } };
}

function sharesIn(
  line: string | undefined,
  least: number,
  most: number,
): Pick<VmAllocation, 'sharesLevel' | 'shares'> {
  const level = (['Low', 'Normal', 'High'] as const).find(
    (name) => name.toLowerCase() === line?.toLowerCase(),
  );
  const shares = wholeIn(line, least, most);
  if (shares !== undefined) return { sharesLevel: 'Custom', shares };
  return { sharesLevel: level ?? 'Normal' };
}

function wholeIn(line: string | undefined, least: number, most: number): number | undefined {
  if (line === undefined || !/^\d{1,12}$/.test(line)) return undefined;
  const value = Number(line);
  return value >= least && value <= most ? value : undefined;
}
