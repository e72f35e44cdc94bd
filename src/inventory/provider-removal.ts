import type { Invocation } from '../cmdlet/invocation.ts';
import { mayManageKeyServers, planProviderRemoval } from '../datacenter/keys/key-providers.ts';
import type { KeyProviderRow } from '../datacenter/rows.ts';
import type { Value } from '../values/value.ts';
import type { Item } from './connection.ts';
import { reportFault } from './report-fault.ts';

/** What is removed: a key provider, or a server of it. */
interface Removal {
  readonly action: string;
  readonly subject: string;
  readonly force: boolean;
  /** The provider goes with it. */
  readonly isProviderRemoved: boolean;
  readonly target: Value;
}

/** Asks before a provider or a server goes, with what is locked by it; false when it is refused or declined. */
export function confirmsRemoval(
  invocation: Invocation,
  { connection, row }: Item<KeyProviderRow>,
  { action, subject, force, isProviderRemoved, target }: Removal,
): boolean {
  if (!isProviderRemoved) return invocation.shouldProcess(subject, action);
  const { datacenter, caller } = connection;
  const allowed = mayManageKeyServers(datacenter, caller);
  const plan = allowed.ok ? planProviderRemoval(datacenter, row, force) : allowed;
  if (!plan.ok) {
    reportFault(invocation, plan.fault, target);
    return false;
  }
  const { needing } = plan.value;
  const detail =
    needing.length === 0
      ? undefined
      : `Its keys are needed; locked or without its key is then: ${needing.join(', ')}.`;
  return invocation.shouldProcess(subject, action, detail);
}
