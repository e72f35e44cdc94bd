import { fail, ok, type Result } from '../../base/result.ts';
import { requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import { checkWithEncryption } from '../encryption/encryption-conflicts.ts';
import type { NewEvent } from '../events.ts';
import { quote } from '../faults/fault-text.ts';
import type { Fault } from '../faults.ts';
import { type PlannedChange, planChange } from '../planned-change.ts';
import type { HostRow, VmRow } from '../rows.ts';
import { syncVmx } from '../vm/vm-files.ts';

/** Fault Tolerance: which host stands by to run the VM's secondary. */

/** vSphere's limit for a fault-tolerant VM. */
const LIMIT_CPUS = 4;

export function enableFaultTolerance(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly vmId: string; readonly hostId?: string },
): PlannedChange<VmRow> {
  return change(datacenter, caller, request.vmId, 'VirtualMachine.Interact.CreateSecondary', (tx, vm) => {
    const supported = checkWithEncryption(tx, vm, 'EncryptedFaultTolerance');
    if (!supported.ok) return supported;
    const refuse = (rule: string, remedy: string): Result<never, Fault> =>
      fail({ kind: 'InvalidArgument', parameter: 'VM', rule, remedy });
    if (vm.faultTolerance !== undefined)
      return refuse(`${vm.name} is fault-tolerant already.`, `Disable-VMFaultTolerance ${quote(vm.name)}`);
    if (vm.numCpu > LIMIT_CPUS)
      return refuse(
        `${vm.name} has ${vm.numCpu} CPUs; a fault-tolerant VM has at most ${LIMIT_CPUS}.`,
        `Set-VM ${quote(vm.name)} -NumCpu ${LIMIT_CPUS}`,
      );
    if (vm.snapshots.length > 0)
      return fail({ kind: 'InvalidState', reason: 'HasSnapshotsFaultTolerance', entity: vm.name });
    const secondary = secondaryHost(datacenter, vm, request.hostId);
    if (!secondary.ok) return secondary;
    return ok({
      after: { ...vm, faultTolerance: { secondaryHostId: secondary.value.id } },
      events: [
        {
          eventTypeId: 'VmFaultToleranceStateChangedEvent',
          message: `Fault Tolerance of ${vm.name} is on; its secondary is on ${secondary.value.name}`,
        },
        ...(vm.keyId === null
          ? []
          : [
              {
                eventTypeId: 'com.vmware.vc.vm.VmSyncingWithEncryptionEvent' as const,
                message: `Fault Tolerance virtual machine ${vm.name} syncs to its secondary on ${secondary.value.name} with encryption`,
              },
            ]),
      ],
    });
  });
}

export function disableFaultTolerance(
  datacenter: Datacenter,
  caller: Caller,
  vmId: string,
): PlannedChange<VmRow> {
  return change(datacenter, caller, vmId, 'VirtualMachine.Interact.TurnOffFaultTolerance', (_tx, vm) => {
    if (vm.faultTolerance === undefined) {
      const rule = `${vm.name} is not fault-tolerant.`;
      const remedy = `Enable-VMFaultTolerance ${quote(vm.name)}`;
      return fail({ kind: 'InvalidArgument', parameter: 'VM', rule, remedy });
    }
    return ok({
      after: { ...vm, faultTolerance: undefined },
      events: [
        {
          eventTypeId: 'VmFaultToleranceStateChangedEvent',
          message: `Fault Tolerance of ${vm.name} is off`,
        },
      ],
    });
  });
}

/** Another connected host of the same HA cluster that has the VM's datastores. */
export function secondaryHost(
  datacenter: Datacenter,
  vm: VmRow,
  wanted: string | undefined,
): Result<HostRow, Fault> {
  const own = datacenter.get('hosts', vm.hostId);
  const cluster = own === undefined ? undefined : datacenter.get('clusters', own.parentId);
  if (cluster?.haEnabled !== true) {
    return fail({
      kind: 'InvalidArgument',
      parameter: 'VM',
      rule: `${vm.name} is in no cluster with HA, which Fault Tolerance needs.`,
      remedy: 'Get-Cluster | Select-Object Name, HAEnabled',
    });
  }
  const able = datacenter
    .find('hosts', 'parent', cluster.id)
    .find(
      (host) =>
        host.id !== vm.hostId &&
        host.connectionState === 'Connected' &&
        (wanted === undefined || host.id === wanted),
    );
  return able === undefined ? fail({ kind: 'NoHost', entity: `the secondary of ${vm.name}` }) : ok(able);
}

interface Change {
  readonly after: VmRow;
  readonly events: readonly Pick<NewEvent, 'eventTypeId' | 'message'>[];
}

function change(
  datacenter: Datacenter,
  caller: Caller,
  vmId: string,
  privilege: string,
  decide: (tx: Transaction, vm: VmRow) => Result<Change, Fault>,
): PlannedChange<VmRow> {
  const put = (tx: Transaction): Result<VmRow, Fault> => {
    const vm = tx.get('vms', vmId);
    if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vmId });
    const allowed = requirePrivilege(datacenter, caller, privilege, vm);
    if (!allowed.ok) return allowed;
    const decided = decide(tx, vm);
    if (!decided.ok) return decided;
    const { after, events } = decided.value;
    tx.put('vms', after);
    for (const event of events) tx.event({ ...event, vm: { id: vm.id, name: vm.name } });
    return ok(after);
  };
  return planChange(datacenter, caller, {
    operation: 'change Fault Tolerance',
    change: put,
    follow: (after) => syncVmx(datacenter, caller, after),
  });
}
