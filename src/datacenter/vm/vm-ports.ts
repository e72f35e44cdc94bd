import { fail, ok, type Result } from '../../base/result.ts';
import { requirePrivilege } from '../access/authorization.ts';
import type { CapabilityName } from '../capabilities.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import { checkWithEncryption } from '../encryption/encryption-conflicts.ts';
import type { Fault } from '../faults.ts';
import { fileOf, folderOf } from '../places.ts';
import { type PlannedChange, planChange } from '../planned-change.ts';
import type { PortRow, VmRow } from '../rows.ts';
import { isNetworkBacking, portAt, portLimit, portPosition } from './port-device.ts';
import { syncVmx } from './vm-files.ts';

/** Serial and parallel ports: what the guest writes to one goes to a file on a datastore, or to a network address. */

export type PortKind = PortRow['kind'];

export interface PortOfVm {
  readonly vm: VmRow;
  readonly port: PortRow;
}

const PRIVILEGE = 'VirtualMachine.Config.AddRemoveDevice';

const CAPABILITIES: Readonly<Record<PortKind, CapabilityName>> = {
  serial: 'EncryptedSerialPort',
  parallel: 'EncryptedParallelPort',
};

export function addPort(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly vmId: string; readonly kind: PortKind; readonly backing: string },
): PlannedChange<PortOfVm> {
  const { kind, backing } = request;
  const limit = portLimit(kind);
  return changeVm(datacenter, caller, request.vmId, `add a ${kind} port`, (vm) => {
    const supported = checkWithEncryption(datacenter, vm, CAPABILITIES[kind]);
    if (!supported.ok) return supported;
    const valid = checkBacking(datacenter, kind, backing);
    if (!valid.ok) return valid;
    const own = (vm.ports ?? []).filter((port) => port.kind === kind);
    if (own.length >= limit) {
      return fail({
        kind: 'InvalidArgument',
        parameter: 'VM',
        rule: `A VM has at most ${limit} ${kind} ports.`,
        remedy: `Get-VM${kind === 'serial' ? 'SerialPort' : 'ParallelPort'} ${vm.name}`,
      });
    }
    const position = [0, 1, 2, 3].find((free) => !own.some((port) => portPosition(port) === free)) ?? 0;
    const port = portAt(kind, position, backing);
    const ports = [...(vm.ports ?? []), port].sort((a, b) => a.key - b.key);
    return ok({ vm: { ...vm, ports }, port });
  });
}

export function removePort(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly vmId: string; readonly key: number },
): PlannedChange<PortOfVm> {
  return changeVm(datacenter, caller, request.vmId, 'remove a port', (vm) => {
    const port = vm.ports?.find(({ key }) => key === request.key);
    if (port === undefined) return fail({ kind: 'NotFound', type: 'VMPort', name: String(request.key) });
    return ok({ vm: { ...vm, ports: (vm.ports ?? []).filter((other) => other !== port) }, port });
  });
}

function changeVm(
  datacenter: Datacenter,
  caller: Caller,
  vmId: string,
  operation: string,
  change: (vm: VmRow) => Result<PortOfVm, Fault>,
): PlannedChange<PortOfVm> {
  const decide = (tx: Transaction): Result<PortOfVm, Fault> => {
    const vm = tx.get('vms', vmId);
    if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vmId });
    const allowed = requirePrivilege(datacenter, caller, PRIVILEGE, vm);
    if (!allowed.ok) return allowed;
    if (vm.powerState !== 'PoweredOff') {
      return fail({
        kind: 'InvalidPowerState',
        entity: vm.name,
        operation: 'Changing its ports',
        requestedState: 'PoweredOff',
        existingState: vm.powerState,
      });
    }
    const after = change(vm);
    if (!after.ok) return after;
    tx.put('vms', after.value.vm);
    tx.event({
      eventTypeId: 'VmReconfiguredEvent',
      message: `Reconfigured ${vm.name}: ${operation}`,
      vm: { id: vm.id, name: vm.name },
      arguments: { device: after.value.port.label, backing: after.value.port.backing },
    });
    return after;
  };
  return planChange(datacenter, caller, {
    operation,
    change: decide,
    follow: ({ vm }) => syncVmx(datacenter, caller, vm),
  });
}

/** A file of a datastore; for a serial port a network address too. */
function checkBacking(datacenter: Datacenter, kind: PortKind, backing: string): Result<void, Fault> {
  if (isNetworkBacking(kind, backing)) return ok(undefined);
  const file = fileOf(datacenter, folderOf(backing));
  return file.ok ? ok(undefined) : file;
}
