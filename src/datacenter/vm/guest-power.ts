import { fail, ok, type Result } from '../../base/result.ts';
import { demandPrivilege, requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { EventTypeId } from '../event-types.ts';
import type { Fault } from '../faults.ts';
import { atOnce, type Operation } from '../operation.ts';
import type { VmRow } from '../rows.ts';
import { powerOffVm } from './vm-power.ts';
import { suspendVm } from './vm-suspend.ts';

/**
 * What a running VM is told: to start again, or by way of VMware Tools to shut its guest down, restart or suspend
 * it. A VM that starts again keeps its host, so it needs no key anew.
 */

const RESET = 'VirtualMachine.Interact.Reset';

/** The reset button: the VM stays on. */
export function resetVm(datacenter: Datacenter, caller: Caller, vmId: string): Operation<VmRow> {
  return atOnce(() =>
    startAgain(datacenter, caller, vmId, {
      operation: 'Resetting',
      eventTypeId: 'VmResettingEvent',
      message: (vm, host) => `${vm} on ${host} is reset`,
    }),
  );
}

export function restartGuest(datacenter: Datacenter, caller: Caller, vmId: string): Result<VmRow, Fault> {
  return startAgain(datacenter, caller, vmId, {
    operation: 'Restarting the guest',
    eventTypeId: 'VmGuestRebootEvent',
    message: (vm, host) => `Guest OS reboot for ${vm} on ${host}`,
  });
}

/** The guest stops its services and powers the VM off. */
export function shutDownGuest(datacenter: Datacenter, caller: Caller, vmId: string): Result<VmRow, Fault> {
  const told = tellGuest(datacenter, caller, vmId, {
    operation: 'Shutting down the guest',
    privilege: 'VirtualMachine.Interact.PowerOff',
    eventTypeId: 'VmGuestShutdownEvent',
    message: (vm, host) => `Guest OS shut down for ${vm} on ${host}`,
  });
  return told.ok ? powerOffVm(datacenter, caller, vmId) : told;
}

/** The guest goes to standby: the VM is suspended. */
export function* standByGuest(datacenter: Datacenter, caller: Caller, vmId: string): Operation<VmRow> {
  const suspended = yield* suspendVm(datacenter, caller, vmId);
  if (!suspended.ok) return suspended;
  const vm = suspended.value;
  return datacenter.commit<VmRow>(caller, 'guest standby', (tx) => {
    tx.event({
      eventTypeId: 'VmGuestStandbyEvent',
      message: `Guest OS standby for ${vm.name}`,
      vm: { id: vm.id, name: vm.name },
    });
    return ok(vm);
  });
}

interface Order {
  /** As a refusal names it: `Resetting`. */
  readonly operation: string;
  readonly eventTypeId: EventTypeId;
  readonly message: (vm: string, host: string) => string;
}

function startAgain(
  datacenter: Datacenter,
  caller: Caller,
  vmId: string,
  order: Order,
): Result<VmRow, Fault> {
  return tellGuest(datacenter, caller, vmId, { ...order, privilege: RESET });
}

function tellGuest(
  datacenter: Datacenter,
  caller: Caller,
  vmId: string,
  order: Order & { readonly privilege: string },
): Result<VmRow, Fault> {
  const known = datacenter.get('vms', vmId);
  if (known === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vmId });
  const allowed = demandPrivilege(datacenter, caller, order.privilege, known);
  if (!allowed.ok) return allowed;
  return datacenter.commit<VmRow>(caller, order.operation.toLowerCase(), (tx) => {
    const vm = tx.get('vms', vmId);
    if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: known.name });
    const held = requirePrivilege(datacenter, caller, order.privilege, vm);
    if (!held.ok) return held;
    if (vm.powerState !== 'PoweredOn') {
      return fail({
        kind: 'InvalidPowerState',
        entity: vm.name,
        operation: order.operation,
        requestedState: 'PoweredOn',
        existingState: vm.powerState,
      });
    }
    const host = { id: vm.hostId, name: tx.get('hosts', vm.hostId)?.name ?? vm.hostId };
    tx.event({
      eventTypeId: order.eventTypeId,
      message: order.message(vm.name, host.name),
      vm: { id: vm.id, name: vm.name },
      host,
    });
    return ok(vm);
  });
}
