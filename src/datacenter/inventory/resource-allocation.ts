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
