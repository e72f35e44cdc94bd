import type { Invocation } from '../cmdlet/invocation.ts';
import { type RuleChange, removeDrsRule, setDrsRule } from '../datacenter/hosts/drs-rule-changes.ts';
import { atOnce } from '../datacenter/operation.ts';
import type { PlannedChange } from '../datacenter/planned-change.ts';
import type { ClusterRow } from '../datacenter/rows.ts';
import type { TypedObject } from '../values/object-type.ts';
import type { Value } from '../values/value.ts';
import type { Connection } from './connection.ts';
import { type DrsVmHostRuleItem, type DrsVmRuleItem, drsRuleValue, freshCluster } from './drs.ts';
import { reportRefusal } from './report-fault.ts';
import { runTask } from './run-task.ts';

/** Changes the DRS rules or groups of a cluster: what would be refused is said first, then asked, then done as a task. */
export function runDrsChange<T>(
  invocation: Invocation,
  run: {
    readonly connection: Connection;
    readonly cluster: ClusterRow;
    readonly change: PlannedChange<T>;
    /** `New DRS rule`, and of what. */
    readonly action: string;
    readonly name: string;
    readonly toValue: (changed: T) => Value | undefined;
    readonly runAsync: boolean;
    readonly target: Value;
  },
): void {
  const { connection, cluster, change, target } = run;
  if (reportRefusal(invocation, change.check(), target)) return;
  if (!invocation.shouldProcess(`${run.name}, ${cluster.name}`, run.action)) return;
  runTask(invocation, {
    connection,
    description: {
      descriptionId: 'ComputeResource.reconfigureEx',
      name: 'ReconfigureComputeResource_Task',
      entity: { id: cluster.id, name: cluster.name },
    },
    activity: `Changing ${cluster.name}`,
    operation: atOnce(() => change.make()),
    toValue: run.toValue,
    runAsync: run.runAsync,
    target,
  });
}

/** What Set-DrsRule and Set-DrsVMHostRule do. */
export function setDrsRules(
  invocation: Invocation,
  rules: readonly TypedObject<DrsVmRuleItem | DrsVmHostRuleItem>[],
  words: { readonly action: string; readonly change: RuleChange; readonly runAsync: boolean },
): void {
  const { action, change, runAsync } = words;
  for (const target of rules) {
    const { connection, cluster, rule } = target.data;
    runDrsChange(invocation, {
      connection,
      cluster,
      change: setDrsRule(connection.datacenter, connection.caller, {
        clusterId: cluster.id,
        key: rule.key,
        change,
      }),
      action,
      name: rule.name,
      toValue: (after) => {
        if (change.isEnabled === true && !after.isEnabled)
          invocation.warning(`The rule ${after.name} contradicts another one, and stays disabled.`);
        return drsRuleValue(freshCluster(target.data), after);
      },
      runAsync,
      target,
    });
  }
}

/** What Remove-DrsRule and Remove-DrsVMHostRule do. */
export function removeDrsRules(
  invocation: Invocation,
  rules: readonly TypedObject<DrsVmRuleItem | DrsVmHostRuleItem>[],
  { action, runAsync }: { readonly action: string; readonly runAsync: boolean },
): void {
  for (const target of rules) {
    const { connection, cluster, rule } = target.data;
    runDrsChange(invocation, {
      connection,
      cluster,
      change: removeDrsRule(connection.datacenter, connection.caller, {
        clusterId: cluster.id,
        key: rule.key,
      }),
      action,
      name: rule.name,
      toValue: () => undefined,
      runAsync,
      target,
    });
  }
}
