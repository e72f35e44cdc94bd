import { busyResource, type PlannedMigration } from '../../vmotion/concurrency.ts';
import type { Pending } from '../../worker/worker.ts';
import type { Datacenter } from '../datacenter.ts';

/**
 * vCenter's waiting line: a migration begins when its costs fit the limits of its hosts, networks and
 * datastores beside what runs. High priority goes first; within a priority, first come, first served,
 * except that one whose resources are free need not wait behind one whose are not.
 */
interface WaitingLine {
  readonly running: Set<PlannedMigration>;
  readonly waiting: Ticket[];
}

interface Ticket {
  readonly migration: PlannedMigration;
  readonly isHigh: boolean;
  state: 'waiting' | 'admitted' | 'cancelled';
}

export interface Admission {
  /** Settles true when the migration may begin, false when it was cancelled first. */
  readonly pending: Pending<boolean>;
  /** To be called when the migration has ended, or is not to be. */
  release(): void;
}

/** Speed of a host's vMotion adapter. */
export const VMOTION_NETWORK_BITS_PER_SECOND = 10e9;

const lines = new WeakMap<Datacenter, WaitingLine>();
const POLL_MS = 5;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

export function requestAdmission(
  datacenter: Datacenter,
  migration: PlannedMigration,
  priority: 'default' | 'high',
): Admission {
  const line = lines.get(datacenter) ?? { running: new Set(), waiting: [] };
  lines.set(datacenter, line);
  const ticket: Ticket = { migration, isHigh: priority === 'high', state: 'waiting' };
  const behind = line.waiting.findIndex((other) => ticket.isHigh && !other.isHigh);
  line.waiting.splice(behind < 0 ? line.waiting.length : behind, 0, ticket);
  admit(line);
  const poll = () => {
    admit(line);
    return ticket.state === 'waiting' ? undefined : { value: ticket.state === 'admitted' };
  };
  return {
    pending: {
      poll,
      wait(onSlice) {
        for (;;) {
          const settled = poll();
          if (settled !== undefined) return settled.value;
          Atomics.wait(sleeper, 0, 0, POLL_MS);
          onSlice?.();
        }
      },
      cancel() {
        if (ticket.state === 'waiting') ticket.state = 'cancelled';
        remove(line, ticket);
      },
      progress: undefined,
    },
    release() {
      line.running.delete(migration);
      remove(line, ticket);
    },
  };
}

function admit(line: WaitingLine): void {
  for (const ticket of [...line.waiting]) {
    if (busyResource([...line.running], ticket.migration) !== undefined) continue;
    ticket.state = 'admitted';
    line.running.add(ticket.migration);
    remove(line, ticket);
  }
}

function remove({ waiting }: WaitingLine, ticket: Ticket): void {
  const at = waiting.indexOf(ticket);
  if (at >= 0) waiting.splice(at, 1);
}
