import type { VmRow } from './rows.ts';

/** The lock file of a VM: `<vm>.lck` beside its VMX. */
export function lockPathOf(vm: Pick<VmRow, 'vmxPath'>): string {
  return vm.vmxPath.replace(/\.vmx$/, '.lck');
}
