import type { Result } from '../base/result.ts';
import type { Invocation } from '../cmdlet/invocation.ts';
import type { RewritePlan } from '../datacenter/encryption-plan.ts';
import type { Fault } from '../datacenter/faults.ts';
import type { Operation } from '../datacenter/operation.ts';
import type { HostRow, VmRow } from '../datacenter/rows.ts';
import type { Value } from '../values/value.ts';
import type { Connection } from './connection.ts';
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
    reportFault(invocation, plan.fault, target);
    return false;
  }
  const { vm, direction, home, hostsToEnable } = plan.value;
  const { action, activity } = WORDS[direction];
  const what = home || direction === 'none' ? action : action.replace('VM', 'disks');
  if (!invocation.shouldProcess(vm.name, what, describeRewrite(plan.value))) return false;
  const warnOf = (hosts: readonly HostRow[]): void => {
    for (const { name } of hosts)
      invocation.warning(`Encryption mode of host ${name} is turned on; it gets a host key.`);
  };
  // A provider that is down turns nothing on, and the work may fail after it was: what is said is what became of it.
  const isSafe = ({ id }: HostRow): boolean => connection.datacenter.get('hosts', id)?.cryptoState === 'safe';
  if (run.runAsync) warnOf(hostsToEnable);
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
    onEnded: () => warnOf(hostsToEnable.filter(isSafe)),
  });
  return true;
}
