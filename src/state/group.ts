import { fail, ok, type Result } from '../base/result.ts';
import { faultFrom, type StateFault } from './fault.ts';
import { systemCode } from './file-system.ts';
import { load } from './reading.ts';
import { type Group, type State, tell } from './state.ts';

const GROUP_MAX_COMMITS = 256;
const GROUP_MAX_MS = 50;

export function group<T>(state: State, body: () => T): Result<T, StateFault> {
  // An inner group is part of the outer one.
  if (state.group !== undefined) return ok(body());
  const opened: Group = { unsynced: 0, sinceMs: 0, fromBytes: 0, mixed: false, fault: undefined };
  state.group = opened;
  let synced: Result<void, StateFault> = ok(undefined);
  let value: T;
  try {
    value = body();
  } finally {
    synced = syncGroup(state, opened);
    if (!synced.ok) takeBackGroupUnlocked(state, opened);
    state.group = undefined;
  }
  if (opened.fault !== undefined) return fail(opened.fault);
  return synced.ok ? ok(value) : synced;
}

export function boundGroup(state: State): Result<void, StateFault> {
  const { group: open, clock } = state;
  if (open === undefined) return ok(undefined);
  const full = open.unsynced >= GROUP_MAX_COMMITS || clock.monotonicMs() - open.sinceMs > GROUP_MAX_MS;
  if (!full || open.unsynced === 0) return ok(undefined);
  const synced = syncGroup(state, open);
  if (!synced.ok) takeBackGroup(state, open);
  return synced;
}

function syncGroup(state: State, open: Group): Result<void, StateFault> {
  if (open.unsynced === 0 || state.journal === undefined) return ok(undefined);
  const { fd } = state.journal;
  const synced = faultFrom(state.journalPath, 'write', (): Result<void, never> => {
    state.files.syncData(fd);
    return ok(undefined);
  });
  if (synced.ok) {
    open.unsynced = 0;
    state.durable = state.seq;
  } else open.fault = synced.fault;
  return synced;
}

/** Under the lock, after a failed sync: removes the group's commits, unless others have built on them. */
export function takeBackGroup(state: State, open: Group): void {
  const { files, journal } = state;
  if (journal === undefined || open.mixed) return;
  try {
    const stat = files.stat(state.journalPath);
    if (stat?.identity !== journal.identity || stat.sizeBytes !== journal.endBytes) return;
    files.truncate(journal.fd, open.fromBytes);
    open.unsynced = 0;
    if (load(state).ok) tell(state, { kind: 'reloaded', seq: state.seq });
    files.syncData(state.journal?.fd ?? journal.fd);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
  }
}

function takeBackGroupUnlocked(state: State, open: Group): void {
  const lock = state.lock('a repair', state.lockWaitMs);
  if (!lock.ok) return;
  try {
    takeBackGroup(state, open);
  } finally {
    lock.value.release();
  }
}
