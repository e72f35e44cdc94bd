import { fail, ok, type Result } from '../../base/result.ts';
import type { KeyEncryptionKey } from '../../storage/disk-key.ts';
import { demandPrivilege } from '../access/authorization.ts';
import { requireCapability } from '../capabilities.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { NewEvent } from '../events.ts';
import type { Fault } from '../faults.ts';
import { bringKeyToHost } from '../hosts/host-encryption.ts';
import { missingKeyCause } from '../keys/key-failure-events.ts';
import type { Operation } from '../operation.ts';
import type { VmRow } from '../rows.ts';
import { readHome } from '../vm/vm-files.ts';

/**
 * A VM is locked when the key of its home is missing on its host and the key provider has it no more or cannot
 * be asked. A key management server that is away locks nothing whose key a host still holds.
 */

const CAUSES = {
  KMSClusterError: 'of a KMS cluster error',
  KeyMissingOnKMS: 'keys are missing on KMS cluster',
};

/** Notes that the VM's key was wanted and not to be had; other faults change nothing. */
export function lockForMissingKey(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
  fault: Fault,
): Result<VmRow, Fault> {
  const cause = missingKeyCause(fault);
  if (cause === undefined || vm.keyId === null) return ok(vm);
  return datacenter.commit(caller, 'lock a VM', (tx) => {
    const current = tx.get('vms', vm.id);
    if (current === undefined || current.locked || current.powerState === 'PoweredOn')
      return ok(current ?? vm);
    const locked: VmRow = { ...current, locked: true };
    tx.put('vms', locked);
    tx.event({
      eventTypeId: `com.vmware.vc.vm.Crypto.VMLocked.${cause}`,
      severity: 'warning',
      message: `Virtual machine ${vm.name} is locked because ${CAUSES[cause]}.`,
      vm: { id: vm.id, name: vm.name },
      ...(vm.keyId && { arguments: { keyId: vm.keyId.keyId, keyProvider: vm.keyId.providerId } }),
    });
    return ok(locked);
  });
}

/** Fetches a locked VM's key once more and opens its home with it: then it is unlocked. */
export function* unlockVm(datacenter: Datacenter, caller: Caller, vmId: string): Operation<VmRow> {
  const vm = datacenter.get('vms', vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vmId });
  const allowed = demandPrivilege(datacenter, caller, 'Cryptographer.RegisterVM', vm);
  if (!allowed.ok) return allowed;
  if (vm.keyId === null) return fail({ kind: 'InvalidState', reason: 'NotEncrypted', entity: vm.name });
  const supported = requireCapability(datacenter, 'CryptoUnlock', { name: vm.name });
  if (!supported.ok) return supported;
  const host = datacenter.get('hosts', vm.hostId);
  if (host === undefined) return fail({ kind: 'NoHost', entity: vm.name });
  const kek = yield* bringKeyToHost(datacenter, caller, host, vm.keyId, vm.name);
  if (!kek.ok) {
    const locked = lockForMissingKey(datacenter, caller, vm, kek.fault);
    return locked.ok ? kek : locked;
  }
  return unlockVmWith(datacenter, caller, vm, kek.value);
}

/** Unlocks the VM with its key, which the home must open with; one that is not locked stays as it is. */
export function unlockVmWith(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
  kek: KeyEncryptionKey,
): Result<VmRow, Fault> {
  if (!vm.locked) return ok(vm);
  const home = readHome(datacenter, vm, kek);
  if (!home.ok) return home;
  return datacenter.commit(caller, 'unlock a VM', (tx) => {
    const current = tx.get('vms', vm.id);
    if (current === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vm.name });
    if (!current.locked) return ok(current);
    const after: VmRow = { ...current, locked: false };
    tx.put('vms', after);
    tx.event(unlockedEvent(after));
    return ok(after);
  });
}

export function unlockedEvent(vm: VmRow): NewEvent {
  return {
    eventTypeId: 'com.vmware.vc.vm.Crypto.VMUnlocked',
    message: `Virtual machine ${vm.name} is unlocked.`,
    vm: { id: vm.id, name: vm.name },
  };
}

/** What a locked VM refuses: everything that would need its key or change it. */
export function refuseLocked(vm: VmRow): Result<void, Fault> {
  return vm.locked ? fail({ kind: 'InvalidState', reason: 'Locked', entity: vm.name }) : ok(undefined);
}
