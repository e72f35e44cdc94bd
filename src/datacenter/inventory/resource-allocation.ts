import { fail, ok, type Result } from '../../base/result.ts';
import { GiB } from '../../base/units.ts';
import type { Fault } from '../faults.ts';
import type { PoolAllocation, ResourcePoolRow, SharesLevel } from '../rows.ts';

/** How vSphere counts shares of a resource pool. */

const SHARES: Readonly<Record<'cpu' | 'memory', Readonly<Record<Exclude<SharesLevel, 'Custom'>, number>>>> = {
  cpu: { Low: 2000, Normal: 4000, High: 8000 },
  memory: { Low: 81_920, Normal: 163_840, High: 327_680 },
};

/** What is set of an allocation; the rest stays as it is. */
export interface AllocationChange {
  readonly sharesLevel?: SharesLevel | undefined;
  readonly shares?: number | undefined;
  readonly reservation?: number | undefined;
  readonly isExpandable?: boolean | undefined;
  /** Negative: unlimited. */
  readonly limit?: number | undefined;
}

export function allocationOf(pool: ResourcePoolRow, resource: 'cpu' | 'memory'): PoolAllocation {
  return (
    pool[resource] ?? {
      sharesLevel: 'Normal',
      shares: SHARES[resource].Normal,
      reservation: 0,
      isExpandable: true,
      limit: null,
    }
  );
}

/** A number of shares makes the level Custom; a level sets its own number. */
export function changedAllocation(
  before: PoolAllocation,
  resource: 'cpu' | 'memory',
  change: AllocationChange,
): PoolAllocation {
  const level = change.sharesLevel ?? (change.shares === undefined ? before.sharesLevel : 'Custom');
  return {
    sharesLevel: level,
    shares: level === 'Custom' ? (change.shares ?? before.shares) : SHARES[resource][level],
    reservation: change.reservation ?? before.reservation,
    isExpandable: change.isExpandable ?? before.isExpandable,
    limit: change.limit === undefined ? before.limit : change.limit < 0 ? null : change.limit,
  };
}

/** vSphere keeps for a pool what it can have: nothing below zero, and no more than its limit. */
export function checkAllocation(
  { reservation, limit }: PoolAllocation,
  resource: 'cpu' | 'memory',
): Result<void, Fault> {
  if (reservation >= 0 && (limit === null || reservation <= limit)) return ok(undefined);
  const amount = (value: number): string => (resource === 'cpu' ? `${value} MHz` : `${value / GiB} GB`);
  const parameter = resource === 'cpu' ? 'CpuReservationMhz' : 'MemReservationGB';
  return fail({
    kind: 'InvalidArgument',
    parameter,
    rule:
      reservation < 0
        ? `A reservation is 0 or more; ${amount(reservation)} is not.`
        : `A pool cannot keep more than its limit: ${amount(reservation)} are reserved, and ${amount(limit ?? 0)} is the limit.`,
    remedy: `Take a smaller -${parameter}, or a higher -${resource === 'cpu' ? 'CpuLimitMhz' : 'MemLimitGB'}; -1 is no limit.`,
  });
}
