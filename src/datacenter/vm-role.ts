import { fail, ok, type Result } from '../base/result.ts';
import { requirePrivilege } from './authorization.ts';
import type { Caller, Datacenter } from './datacenter.ts';
import type { Fault } from './faults.ts';
import type { VmRow } from './rows.ts';

/**
 * What a VM is to the datacenter. Encrypting the vCenter or the KMS makes a power-on loop: so it is refused for
 * the vCenter, and for a KMS unless forced; and an encrypted VM is not made either.
 */
export function checkPowerOnLoop(vm: VmRow, force: boolean): Result<void, Fault> {
  if (vm.role === null || (vm.role === 'kms' && force)) return ok(undefined);
  return fail({ kind: 'PowerOnLoop', entity: vm.name, role: vm.role });
}

export function setVmRole(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly vmId: string; readonly role: VmRow['role']; readonly force: boolean },
): Result<VmRow, Fault> {
  const { vmId, role, force } = request;
  return datacenter.commit<VmRow>(caller, 'set what a VM is to the datacenter', (tx) => {
    const vm = tx.get('vms', vmId);
    if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vmId });
    const allowed = requirePrivilege(datacenter, caller, 'VirtualMachine.Config.ManagedBy', vm);
    if (!allowed.ok) return allowed;
    const after: VmRow = { ...vm, role };
    const isEncrypted = vm.keyId !== null || vm.disks.some((disk) => disk.keyId !== null);
    const loop = isEncrypted ? checkPowerOnLoop(after, force) : ok(undefined);
    if (!loop.ok) return fail({ kind: 'PowerOnLoopNow', entity: vm.name, role: role ?? 'kms' });
    const [other] = role === 'vcenter' ? vcenterVms(datacenter, vmId) : [];
    if (other !== undefined) tx.put('vms', { ...other, role: null });
    tx.put('vms', after);
    tx.event({
      eventTypeId: 'VmReconfiguredEvent',
      message: `${vm.name} is ${role === null ? 'an ordinary VM' : role === 'kms' ? 'a key management server' : 'the vCenter Server'} of this datacenter`,
      vm: { id: vm.id, name: vm.name },
      arguments: { role: role ?? 'none' },
    });
    return ok(after);
  });
}

/** There is one vCenter: the VM that was it before is one no longer. */
function vcenterVms(datacenter: Datacenter, exceptId: string): VmRow[] {
  return [...datacenter.rows('vms')].filter((vm) => vm.role === 'vcenter' && vm.id !== exceptId);
}
