import { ok } from '../base/result.ts';
import type { Invocation } from '../cmdlet/invocation.ts';
import { bytesOf, planDisks } from '../datacenter/disks/disk-rewrite.ts';
import { checkRekey, type Rekey, type RekeyRequest, rekeyVm } from '../datacenter/encryption/vm-rekey.ts';
import type { VmRow } from '../datacenter/rows.ts';
import type { Value } from '../values/value.ts';
import type { Connection } from './connection.ts';
import { reportFault } from './report-fault.ts';
import { describeBytes } from './rewrite-plan.ts';
import { runTask } from './run-task.ts';

/** A new key for a VM or some of its disks, as a cmdlet runs it. */
export interface RekeyRun {
  readonly connection: Connection;
  readonly request: RekeyRequest;
  readonly toValue: (after: VmRow) => Value | undefined;
  readonly runAsync: boolean;
  readonly target: Value;
}

export function runRekey(invocation: Invocation, run: RekeyRun): void {
  const { connection, request, target } = run;
  const { datacenter, caller } = connection;
  const checked = checkRekey(datacenter, caller, request);
  if (!checked.ok) {
    reportFault(invocation, checked.fault, target);
    return;
  }
  const { vm, provider, disks } = checked.value;
  const planned = request.deep ? planDisks(datacenter, disks, 're-encrypt', request.rewrite) : ok([]);
  // That a datastore is full is an event too: the operation tells it, and refuses.
  if (!planned.ok && planned.fault.kind !== 'InsufficientStorageSpace') {
    reportFault(invocation, planned.fault, target);
    return;
  }
  const bytes = planned.ok
    ? describeBytes(bytesOf(planned.value), request.rewrite)
    : 'more than there is room for';
  const data = request.deep ? `${bytes}; ` : '';
  const detail = `${scopeOf(checked.value)}: ${data}a new key from key provider ${provider.name}`;
  if (!invocation.shouldProcess(vm.name, request.deep ? 'Deep rekey' : 'Shallow rekey', detail)) {
    if (!planned.ok) reportFault(invocation, planned.fault, target);
    return;
  }
  runTask(invocation, {
    connection,
    description: {
      descriptionId: 'VirtualMachine.reconfigure',
      name: 'ReconfigVM_Task',
      entity: { id: vm.id, name: vm.name },
    },
    activity: `Rekeying ${vm.name}`,
    operation: rekeyVm(datacenter, caller, request),
    toValue: run.toValue,
    runAsync: run.runAsync,
    target,
  });
}

function scopeOf({ home, disks }: Rekey): string {
  const labels = disks.map(({ label }) => label).join(', ');
  if (!home) return labels;
  return labels === '' ? 'VM Home' : `VM Home and ${labels}`;
}
