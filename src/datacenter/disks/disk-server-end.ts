import { ok, type Result } from '../../base/result.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { lockVm } from '../file-operations.ts';
import type { DiskServerRow, VmRow } from '../rows.ts';

/**
 * The end of a VM's disk server, which nobody else tells of when its process is killed: a row says that there is one and
 * whether it has the guest's memory, and whoever finds the VM's lock free tells of the end.
 */

/** In the commit that starts a server, or after its end: forgets the one before, and tells of an end that nobody told. */
export function tellEnd(
  tx: Transaction,
  vm: Pick<VmRow, 'id' | 'name'>,
  how: string,
  hadMemory: boolean,
): void {
  tx.remove('diskServers', vm.id);
  tx.event({
    eventTypeId: 'com.vseal.vm.DiskServerStopped',
    message: `The disks of ${vm.name} are no longer served${how}${hadMemory ? ', and its memory is as at its start: who served them had it' : ''}.`,
    vm: { id: vm.id, name: vm.name },
  });
}

/** The same of a server whose process has ended without a word. */
export function tellLostEnd(tx: Transaction, vm: Pick<VmRow, 'id' | 'name'>, server: DiskServerRow): void {
  tellEnd(tx, vm, `: process ${server.pid} has ended`, server.keepsMemory);
}

/** From here on the server has memory that the VM's seed does not make. */
export function noteGuestMemory(datacenter: Datacenter, caller: Caller, vmId: string): Result<void, Fault> {
  if (datacenter.get('diskServers', vmId)?.keepsMemory !== false) return ok(undefined);
  return datacenter.commit(caller, 'keep the memory of a guest', (tx) => {
    const server = tx.get('diskServers', vmId);
    if (server !== undefined) tx.put('diskServers', { ...server, keepsMemory: true });
    return ok(undefined);
  });
}

/** At a start: tells of the servers whose process was killed. One whose lock is held goes on. */
export function recoverDiskServers(datacenter: Datacenter, caller: Caller): Result<void, Fault> {
  for (const { id } of [...datacenter.rows('diskServers')]) {
    const vm = datacenter.get('vms', id);
    const lock = vm === undefined ? undefined : lockVm(datacenter, vm, 'recover');
    if (lock?.ok === false) continue;
    const told = tellOfLost(datacenter, caller, id);
    lock?.value.release({ remove: true });
    if (!told.ok) return told;
  }
  return ok(undefined);
}

/** Under the VM's lock: its server, if a row names one, is no more. */
export function tellOfLost(datacenter: Datacenter, caller: Caller, vmId: string): Result<void, Fault> {
  if (datacenter.get('diskServers', vmId) === undefined) return ok(undefined);
  return datacenter.commit(caller, 'end the disk server of a VM', (tx) => {
    const server = tx.get('diskServers', vmId);
    const vm = tx.get('vms', vmId);
    if (server !== undefined && vm !== undefined) tellLostEnd(tx, vm, server);
    else tx.remove('diskServers', vmId);
    return ok(undefined);
  });
}
