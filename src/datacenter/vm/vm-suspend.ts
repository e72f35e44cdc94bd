import { fail, ok, type Result } from '../../base/result.ts';
import { demandPrivilege, requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { writeCheckpoint } from '../disks/vm-checkpoint.ts';
import { checkWithEncryption } from '../encryption/encryption-conflicts.ts';
import type { Fault } from '../faults.ts';
import { lockVm } from '../file-operations.ts';
import { keysOfVm } from '../keys/vm-keys.ts';
import type { Operation } from '../operation.ts';
import type { VmRow } from '../rows.ts';
import { readHome } from './vm-files.ts';

/** Suspending a VM writes its checkpoint and stops it; powering on goes on from there. */

const PRIVILEGE = 'VirtualMachine.Interact.Suspend';

export function* suspendVm(datacenter: Datacenter, caller: Caller, vmId: string): Operation<VmRow> {
  const checked = checkSuspend(datacenter, caller, vmId);
  if (!checked.ok) return checked;
  const vm = checked.value;
  const host = datacenter.get('hosts', vm.hostId);
  if (host === undefined) return fail({ kind: 'NoHost', entity: vm.name });
  const lock = lockVm(datacenter, vm, 'suspend');
  if (!lock.ok) return lock;
  try {
    const keys = yield* keysOfVm(datacenter, caller, vm, host);
    if (!keys.ok) return keys;
    const home = readHome(datacenter, vm, vm.keyId === null ? undefined : keys.value[0]);
    if (!home.ok) return home;
    const written = writeCheckpoint(datacenter, vm, home.value);
    if (!written.ok) return written;
    return datacenter.commit<VmRow>(caller, 'suspend a VM', (tx) => {
      const current = tx.get('vms', vmId);
      if (current === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vm.name });
      const held = requirePrivilege(datacenter, caller, PRIVILEGE, current);
      if (!held.ok) return held;
      const still = checkSuspendable(tx, current);
      if (!still.ok) return still;
      const after: VmRow = { ...current, powerState: 'Suspended' };
      tx.put('vms', after);
      tx.event({
        eventTypeId: 'VmSuspendedEvent',
        message: `${vm.name} on ${host.name} is suspended`,
        vm: { id: vm.id, name: vm.name },
        host: { id: host.id, name: host.name },
      });
      return ok(after);
    });
  } finally {
    lock.value.release({ remove: true });
  }
}

/** The VM, where nothing speaks against suspending it. */
export function checkSuspend(datacenter: Datacenter, caller: Caller, vmId: string): Result<VmRow, Fault> {
  const vm = datacenter.get('vms', vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vmId });
  const allowed = demandPrivilege(datacenter, caller, PRIVILEGE, vm);
  if (!allowed.ok) return allowed;
  const suspendable = checkSuspendable(datacenter, vm);
  return suspendable.ok ? ok(vm) : suspendable;
}

function checkSuspendable(reader: Pick<Datacenter, 'get'>, vm: VmRow): Result<void, Fault> {
  if (vm.powerState !== 'PoweredOn') {
    return fail({
      kind: 'InvalidPowerState',
      entity: vm.name,
      operation: 'Suspending',
      requestedState: 'PoweredOn',
      existingState: vm.powerState,
    });
  }
  return checkWithEncryption(reader, vm, 'EncryptedSuspend');
}
