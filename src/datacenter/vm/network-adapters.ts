import { fail, ok, type Result } from '../../base/result.ts';
import { requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import { refuseLocked } from '../encryption/vm-lock.ts';
import type { Fault } from '../faults.ts';
import { type PlannedChange, planChange } from '../planned-change.ts';
import type { VmRow } from '../rows.ts';
import { syncVmx } from './vm-files.ts';

/** A VM's network adapters are the networks that they connect to, in order; nothing is sent over them. */

const LIMIT_ADAPTERS = 10;

/** In the range that vCenter gives addresses from, by the VM's uuid. */
export function macAddressOf(vm: VmRow, index: number): string {
  const digits = vm.uuid.replaceAll('-', '');
  const third = Number.parseInt(digits.slice(0, 2), 16) & 0x3f;
  const last = (Number.parseInt(digits.slice(4, 6), 16) + index) & 0xff;
  const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
  return `00:50:56:${hex(third | 0x80)}:${digits.slice(2, 4).toLowerCase()}:${hex(last)}`;
}

export function addNetworkAdapter(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly vmId: string; readonly networkId: string },
): PlannedChange<VmRow> {
  return change(datacenter, caller, request, 'VirtualMachine.Config.AddRemoveDevice', (networks) =>
    networks.length >= LIMIT_ADAPTERS
      ? fail({
          kind: 'InvalidArgument',
          parameter: 'VM',
          rule: `A VM has at most ${LIMIT_ADAPTERS} network adapters.`,
          remedy: 'Get-NetworkAdapter lists them; Remove-NetworkAdapter removes one.',
        })
      : ok([...networks, request.networkId]),
  );
}

/** Connects the adapter to another network. */
export function setNetworkAdapter(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly vmId: string; readonly index: number; readonly networkId: string },
): PlannedChange<VmRow> {
  return change(datacenter, caller, request, 'VirtualMachine.Config.EditDevice', (networks) =>
    ok(networks.map((network, index) => (index === request.index ? request.networkId : network))),
  );
}

export function removeNetworkAdapter(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly vmId: string; readonly index: number },
): PlannedChange<VmRow> {
  return change(datacenter, caller, request, 'VirtualMachine.Config.AddRemoveDevice', (networks) =>
    ok(networks.filter((_, index) => index !== request.index)),
  );
}

function change(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly vmId: string; readonly networkId?: string },
  privilege: string,
  apply: (networkIds: readonly string[]) => Result<readonly string[], Fault>,
): PlannedChange<VmRow> {
  const decide = (tx: Transaction): Result<VmRow, Fault> => {
    const vm = tx.get('vms', request.vmId);
    if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: request.vmId });
    const allowed = requirePrivilege(datacenter, caller, privilege, vm);
    if (!allowed.ok) return allowed;
    const open = refuseLocked(vm);
    if (!open.ok) return open;
    const network = request.networkId === undefined ? undefined : tx.get('networks', request.networkId);
    if (request.networkId !== undefined) {
      if (network === undefined) return fail({ kind: 'NotFound', type: 'Network', name: request.networkId });
      const assign = requirePrivilege(datacenter, caller, 'Network.Assign', network);
      if (!assign.ok) return assign;
    }
    const networkIds = apply(vm.networkIds);
    if (!networkIds.ok) return networkIds;
    const after: VmRow = { ...vm, networkIds: networkIds.value };
    tx.put('vms', after);
    tx.event({
      eventTypeId: 'VmReconfiguredEvent',
      message: `Reconfigured ${vm.name}`,
      vm: { id: vm.id, name: vm.name },
      arguments: { changed: 'network adapters' },
    });
    return ok(after);
  };
  return planChange(datacenter, caller, {
    operation: 'change a network adapter',
    change: decide,
    follow: (after) => syncVmx(datacenter, caller, after),
  });
}
