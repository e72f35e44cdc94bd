import { ok, type Result } from '../../base/result.ts';
import type { StorageFault } from '../../storage/storage-fault.ts';
import type { MigrationProgress, MigrationResult } from '../../vmotion/migration.ts';
import type { Pending, Settled } from '../../worker/worker.ts';
import type { NoAnswer } from '../control-client.ts';
import type { Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { lockVm } from '../file-operations.ts';
import { type Holder, holderOf } from '../holder.ts';
import type { VmRow } from '../rows.ts';
import type { GuestNews, GuestOrder, GuestReply } from './held-guest.ts';

/** The right to move a VM: its own lock, or that of another holder who lends it. */
export interface MoveHold {
  /** Whose data planes move the memory, when somebody else holds the VM. */
  readonly holder: Holder | undefined;
  release(): void;
}

/** Takes the VM's lock; of who serves its disks, in this process or another, it is borrowed. */
export function holdForMove(datacenter: Datacenter, vm: VmRow): Result<MoveHold, Fault> {
  const lock = lockVm(datacenter, vm, 'migrate');
  if (lock.ok) return ok({ holder: undefined, release: () => lock.value.release({ remove: true }) });
  if (lock.fault.kind !== 'ResourceInUse') return lock;
  const found = holderOf(datacenter, vm);
  if (!found.ok) return found;
  const holder = found.value;
  if (holder === undefined) return lock;
  const lent = holder.ask<undefined>({ request: 'lend' });
  if (lent.ok) return ok({ holder, release: () => holder.close() });
  holder.close();
  return lent;
}

/** A migration that the VM's holder carries out; the switch-over is decided and committed here. */
export function migrateByHolder(
  holder: Holder,
  order: GuestOrder,
  switchOver: () => boolean,
): Pending<MigrationResult> {
  let request = holder.begin<GuestNews | null>({ request: 'migrate', order });
  let progress: MigrationProgress | undefined;
  let isCancelled = false;
  let moves: boolean | undefined;
  let settled: Settled<MigrationResult> | undefined;

  const takeIn = (answer: Result<GuestNews | null, NoAnswer | StorageFault>): void => {
    const news = answer.ok ? answer.value : null;
    if (!answer.ok) {
      settled = { value: lostWithHolder(holder, order, moves === true) };
      return;
    }
    if (news?.news === 'ended') {
      settled = { value: { ...news.result, memory: undefined } };
      return;
    }
    if (news?.news === 'progress') progress = news.progress;
    let reply: GuestReply = isCancelled ? { cancel: true } : {};
    if (news?.news === 'asks') {
      moves = switchOver();
      reply = { moves };
    }
    request = holder.begin({ request: 'news', reply });
  };
  const poll = (): Settled<MigrationResult> | undefined => {
    const answered = settled === undefined ? request.poll() : undefined;
    if (answered !== undefined) takeIn(answered.value);
    return settled;
  };
  return {
    poll,
    wait(onSlice) {
      for (;;) {
        const done = poll();
        if (done !== undefined) return done.value;
        request.wait(onSlice);
      }
    },
    cancel() {
      isCancelled = true;
    },
    get progress() {
      return progress;
    },
  };
}

/** The holder is gone, and the guest's memory with it. Where the VM is on, the state says. */
function lostWithHolder({ pid }: Holder, { encryption }: GuestOrder, moved: boolean): MigrationResult {
  const then = moved ? 'The guest had moved just before' : 'The guest stays where it is';
  return {
    outcome: moved ? 'moved' : 'stayed',
    fault: {
      kind: 'SourceLost',
      side: 'source',
      message: `Process ${pid}, which held the guest, ended or stopped answering. ${then}; its memory is as at its start.`,
    },
    ...encryption,
    streams: 0,
    rounds: [],
    pages: 0,
    zeroPages: 0,
    sentBytes: 0,
    setupMs: 0,
    durationMs: 0,
    downtimeMs: 0,
    throughputBytesPerSecond: 0,
    cpuSeconds: { source: undefined, destination: undefined },
    slowestGuestSpeed: 1,
    samples: [],
    memory: undefined,
  };
}
