import { fail, ok, type Result } from '../../base/result.ts';
import { requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { refuseLocked } from '../encryption/vm-lock.ts';
import type { Fault } from '../faults.ts';
import type { Operation } from '../operation.ts';
import type { VmRow } from '../rows.ts';
import { type Registered, type Registration, registerVm } from './vm-register.ts';

const PRIVILEGE = 'VirtualMachine.Provisioning.MarkAsTemplate';

/** Makes a VM that is off a template, in place: nothing of its files or keys changes. */
export function markAsTemplate(datacenter: Datacenter, caller: Caller, vmId: string): Result<VmRow, Fault> {
  return datacenter.commit(caller, 'mark a VM as a template', (tx) => {
    const vm = tx.get('vms', vmId);
    if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vmId });
    const allowed = requirePrivilege(datacenter, caller, PRIVILEGE, vm);
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

/**
 * Takes a VMX into the inventory as a template. Who may not make one registers nothing. One whose key is not to be had
 * is in the inventory all the same: as a VM, which says that it is locked.
 */
export function* registerTemplate(
  datacenter: Datacenter,
  caller: Caller,
  registration: Registration,
): Operation<Registered> {
  const folder = datacenter.get('folders', registration.folderId);
  const allowed =
    folder === undefined ? ok(undefined) : requirePrivilege(datacenter, caller, PRIVILEGE, folder);
  if (!allowed.ok) return allowed;
  const done = yield* registerVm(datacenter, caller, registration);
  if (!done.ok || done.value.vm.locked || done.value.vm.isTemplate) return done;
  const vm = markAsTemplate(datacenter, caller, done.value.vm.id);
  return vm.ok ? ok({ ...done.value, vm: vm.value }) : vm;
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
