import { ok, type Result } from '../base/result.ts';
import type { Caller, Datacenter, Transaction } from './datacenter.ts';
import type { Fault } from './faults.ts';

/** One commit that can be asked first whether it would be refused, as -WhatIf does. */
export interface PlannedChange<T> {
  check(): Result<void, Fault>;
  make(): Result<T, Fault>;
}

/** `follow` writes what follows from the commit into files, where anything does. */
export function planChange<T>(
  datacenter: Datacenter,
  caller: Caller,
  plan: {
    readonly operation: string;
    readonly change: (tx: Transaction) => Result<T, Fault>;
    readonly follow?: (changed: T) => Result<void, Fault>;
  },
): PlannedChange<T> {
  return {
    check: () => {
      const rehearsed = datacenter.rehearse(caller, plan.change);
      return rehearsed.ok ? ok(undefined) : rehearsed;
    },
    make: () => {
      const changed = datacenter.commit(caller, plan.operation, plan.change);
      if (!changed.ok || plan.follow === undefined) return changed;
      const followed = plan.follow(changed.value);
      return followed.ok ? changed : followed;
    },
  };
}
