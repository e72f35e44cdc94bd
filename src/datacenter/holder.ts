import { fail, ok, type Result } from '../base/result.ts';
import { type LockHolder, readHolder } from '../state/lock.ts';
import type { StorageFault } from '../storage/storage-fault.ts';
import { type Pending, startWorker, type WorkerHandle } from '../worker/worker.ts';
import type { NoAnswer } from './control-client.ts';
import { type Datacenter, stateFault } from './datacenter.ts';
import type { ControlRequest } from './disks/disk-holder.ts';
import { THIS_SHELL } from './faults/virtual-machine.ts';
import type { Fault } from './faults.ts';
import { lockPathOf } from './lock-path.ts';
import { fileOf, fromStorage } from './places.ts';
import type { VmRow } from './rows.ts';

/** Whoever holds a VM's lock and listens on a control socket: in this process or another. */
export interface Holder {
  readonly pid: number;
  readonly purpose: string;
  ask<T>(request: ControlRequest): Result<T, Fault>;
  /** As `ask`, without waiting. One request at a time. */
  begin<T>(request: ControlRequest): Pending<Result<T, NoAnswer | StorageFault>>;
  /** Ends the connection; what was lent over it goes back. */
  close(): void;
}

/** The VM's holder; undefined when nobody holds it, a fault when the holder cannot be talked to. */
export function holderOf(datacenter: Datacenter, vm: VmRow): Result<Holder | undefined, Fault> {
  const path = fileOf(datacenter, lockPathOf(vm));
  if (!path.ok) return path;
  const holder = readHolder(path.value);
  if (!holder.ok) return fail(stateFault(holder.fault));
  if (holder.value === undefined) return ok(undefined);
  const { pid, purpose, socket } = holder.value;
  if (socket === undefined) return fail(inUse(vm, holder.value));
  let worker: WorkerHandle | undefined;
  const begin: Holder['begin'] = (request) => {
    worker ??= startWorker('disk-server');
    return worker.call('ask', { socket, request });
  };
  return ok({
    pid,
    purpose,
    begin,
    ask<T>(request: ControlRequest): Result<T, Fault> {
      const answered = begin<T>(request).wait();
      if (answered.ok) return answered;
      return fail('kind' in answered.fault ? fromStorage(answered.fault) : inUse(vm, { pid, purpose }));
    },
    close: () => worker?.terminate(),
  });
}

/** The fault that names who holds the VM and for what. */
export function inUse(vm: Pick<VmRow, 'name'>, holder: LockHolder | undefined): Fault {
  return {
    kind: 'ResourceInUse',
    entity: vm.name,
    holder: holderName(holder),
    purpose: holder?.purpose ?? 'work on its files',
  };
}

/** What this process does itself is a task of this shell. */
function holderName(holder: LockHolder | undefined): string {
  if (holder === undefined) return 'Another process';
  return holder.pid === process.pid ? THIS_SHELL : `Process ${holder.pid}`;
}
