import type { Result } from '../base/result.ts';
import type { Invocation } from '../cmdlet/invocation.ts';
import type { RewritePlan } from '../datacenter/encryption/encryption-plan.ts';
import type { Fault } from '../datacenter/faults.ts';
import type { Operation } from '../datacenter/operation.ts';
import type { VmRow } from '../datacenter/rows.ts';
import { toText } from '../values/to-text.ts';
import type { Value } from '../values/value.ts';
import type { Connection } from './connection.ts';
import { hostModeWarning } from './host-mode-warning.ts';
import { reportFault } from './report-fault.ts';
import { describeRewrite } from './rewrite-plan.ts';
import { runTask } from './run-task.ts';

/** An encryption, a decryption or a change of policies of one VM, as a cmdlet runs it. */
export interface RewriteRun {
  readonly connection: Connection;
  /** Made anew for -WhatIf and for what is said before; the operation plans again for itself. */
  readonly plan: Result<RewritePlan, Fault>;
  readonly operation: () => Operation<VmRow>;
  readonly toValue: (after: VmRow) => Value | undefined;
  readonly runAsync: boolean;
  readonly target: Value;
}

const WORDS = {
  encrypt: { action: 'Encrypt VM', activity: 'Encrypting' },
  decrypt: { action: 'Decrypt VM', activity: 'Decrypting' },
  none: { action: 'Assign storage policy', activity: 'Reconfiguring' },
} as const;

/** Reports why not, or asks, warns of what comes with it, and runs it. True when it was started. */
export function runRewrite(invocation: Invocation, run: RewriteRun): boolean {
  const { plan, connection, target } = run;
  if (!plan.ok) {
    // That a datastore is full is an event too: the operation tells it, and refuses.
    const isFull = plan.fault.kind === 'InsufficientStorageSpace';
    if (isFull && invocation.shouldProcess(toText(target), 'Rewrite disks')) refuse(invocation, run);
    else reportFault(invocation, plan.fault, target);
    return false;
  }
  const { vm, direction, home, hostsToEnable } = plan.value;
  const { action, activity } = WORDS[direction];
  const what = home || direction === 'none' ? action : action.replace('VM', 'disks');
  if (!invocation.shouldProcess(vm.name, what, describeRewrite(plan.value))) return false;
  const onEnded = hostModeWarning(invocation, connection, hostsToEnable, run.runAsync);
  runTask(invocation, {
    connection,
    description: {
      descriptionId: 'VirtualMachine.reconfigure',
      name: 'ReconfigVM_Task',
      entity: { id: vm.id, name: vm.name },
    },
    activity: `${activity} ${vm.name}`,
    operation: run.operation(),
    toValue: run.toValue,
    runAsync: run.runAsync,
    target,
    onEnded,
  });
  return true;
}

function refuse(
  invocation: Invocation,
  { connection, operation, toValue, runAsync, target }: RewriteRun,
): void {
  const name = toText(target);
  runTask(invocation, {
    connection,
    description: { descriptionId: 'VirtualMachine.reconfigure', name: 'ReconfigVM_Task', entity: null },
    activity: `Reconfiguring ${name}`,
    operation: operation(),
    toValue,
    runAsync,
    target,
  });
}
