import { fail, ok, type Result } from '../../base/result.ts';
import { requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { refuseLocked } from '../encryption/vm-lock.ts';
import type { Fault } from '../faults.ts';
import type { VmRow } from '../rows.ts';

/** Makes a VM that is off a template, in place: nothing of its files or keys changes. */
export function markAsTemplate(datacenter: Datacenter, caller: Caller, vmId: string): Result<VmRow, Fault> {
  return datacenter.commit(caller, 'mark a VM as a template', (tx) => {
    const vm = tx.get('vms', vmId);
    if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vmId });
    const allowed = requirePrivilege(datacenter, caller, 'VirtualMachine.Provisioning.MarkAsTemplate', vm);
    if (!allowed.ok) return allowed;
    if (vm.isTemplate) return ok(vm);
    const open = refuseLocked(vm);
    if (!open.ok) return open;
    if (vm.powerState !== 'PoweredOff') {
      return fail({
        kind: 'InvalidPowerState',
        entity: vm.name,
        operation: 'Making a VM a template',
        requestedState: 'PoweredOff',
        existingState: vm.powerState,
      });
    }
    const after: VmRow = { ...vm, isTemplate: true };
    tx.put('vms', after);
    tx.event({
      eventTypeId: 'com.vmware.vc.vm.VmConvertedToTemplateEvent',
      message: `${vm.name} was made a template`,
      vm: { id: vm.id, name: vm.name },
    });
    return ok(after);
  });
}

/** Makes a template a VM again. */
export function markAsVm(datacenter: Datacenter, caller: Caller, vmId: string): Result<VmRow, Fault> {
  return datacenter.commit(caller, 'mark a template as a VM', (tx) => {
    const vm = tx.get('vms', vmId);
    if (vm === undefined) return fail({ kind: 'NotFound', type: 'Template', name: vmId });
    const allowed = requirePrivilege(datacenter, caller, 'VirtualMachine.Provisioning.MarkAsVM', vm);
    if (!allowed.ok) return allowed;
    if (!vm.isTemplate) return ok(vm);
    const after: VmRow = { ...vm, isTemplate: false };
    tx.put('vms', after);
    tx.event({
      eventTypeId: 'com.vmware.vc.vm.TemplateConvertedToVmEvent',
      message: `The template ${vm.name} was made a virtual machine`,
      vm: { id: vm.id, name: vm.name },
    });
    return ok(after);
  });
}
