import { MiB } from '../base/units.ts';
import type { AllocationChange } from '../datacenter/inventory/resource-allocation.ts';
import type { PoolSettings } from '../datacenter/inventory/resource-pools.ts';
import type { PoolAllocation } from '../datacenter/rows.ts';
import { sharesLevel } from './enums.ts';
import { bytesOfGigabytes } from './quantities.ts';

/** What New-ResourcePool and Set-ResourcePool set alike. */
export const allocationParameters = {
  CpuSharesLevel: { type: sharesLevel, help: 'Low, Normal, High or Custom.' },
  NumCpuShares: { type: 'int', validateRange: [0, 1_000_000], help: 'Custom CPU shares.' },
  CpuReservationMhz: { type: 'long', help: 'CPU that is kept for it.' },
  CpuExpandableReservation: { type: 'bool', help: 'May take more than its reservation from its parent.' },
  CpuLimitMhz: { type: 'long', help: 'CPU that it gets at most; -1 is unlimited.' },
  MemSharesLevel: { type: sharesLevel, help: 'Low, Normal, High or Custom.' },
  NumMemShares: { type: 'int', validateRange: [0, 1_000_000], help: 'Custom memory shares.' },
  MemReservationGB: { type: 'double', help: 'Memory that is kept for it.' },
  MemReservationMB: { type: 'long', help: 'The same in MB.' },
  MemExpandableReservation: { type: 'bool', help: 'May take more than its reservation from its parent.' },
  MemLimitGB: { type: 'double', help: 'Memory that it gets at most; -1 is unlimited.' },
  MemLimitMB: { type: 'long', help: 'The same in MB.' },
} as const;

export interface AllocationArguments {
  readonly CpuSharesLevel: PoolAllocation['sharesLevel'] | undefined;
  readonly NumCpuShares: number | undefined;
  readonly CpuReservationMhz: bigint | undefined;
  readonly CpuExpandableReservation: boolean | undefined;
  readonly CpuLimitMhz: bigint | undefined;
  readonly MemSharesLevel: PoolAllocation['sharesLevel'] | undefined;
  readonly NumMemShares: number | undefined;
  readonly MemReservationGB: number | undefined;
  readonly MemReservationMB: bigint | undefined;
  readonly MemExpandableReservation: boolean | undefined;
  readonly MemLimitGB: number | undefined;
  readonly MemLimitMB: bigint | undefined;
}

/** What the arguments change; nothing where nothing is set. */
export function allocationChanges(args: AllocationArguments): PoolSettings {
  const cpu: AllocationChange = {
    sharesLevel: args.CpuSharesLevel,
    shares: args.NumCpuShares,
    reservation: args.CpuReservationMhz === undefined ? undefined : Number(args.CpuReservationMhz),
    isExpandable: args.CpuExpandableReservation,
    limit: args.CpuLimitMhz === undefined ? undefined : Number(args.CpuLimitMhz),
  };
  const memory: AllocationChange = {
    sharesLevel: args.MemSharesLevel,
    shares: args.NumMemShares,
    reservation: bytesOf(args.MemReservationGB, args.MemReservationMB),
    isExpandable: args.MemExpandableReservation,
    limit: bytesOf(args.MemLimitGB, args.MemLimitMB),
  };
  const isSet = (change: AllocationChange): boolean =>
    Object.values(change).some((value) => value !== undefined);
  return { ...(isSet(cpu) && { cpu }), ...(isSet(memory) && { memory }) };
}

function bytesOf(gigabytes: number | undefined, megabytes: bigint | undefined): number | undefined {
  if (megabytes !== undefined) return Number(megabytes) * MiB;
  return gigabytes === undefined ? undefined : bytesOfGigabytes(gigabytes);
}
