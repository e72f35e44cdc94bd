import { ok, type Result } from '../base/result.ts';
import { compactLocked, freshChain, isSmall } from './compaction.ts';
import type { StateFault } from './fault.ts';
import { refresh } from './reading.ts';
import { closeFiles, type State } from './state.ts';
import { underLock } from './under-lock.ts';

export function compact(state: State): Result<void, StateFault> {
  return underLock(state, 'a compaction', (): Result<void, StateFault> => {
    const fresh = refresh(state, true);
    if (!fresh.ok) return fresh;
    if (state.snapshotStat === undefined) return ok(undefined);
    return state.edited ? adopt(state) : compactLocked(state);
  });
}

export function close(state: State): void {
  if (state.closed) return;
  const { journal } = state;
  if (state.committed && journal !== undefined && journal.endBytes > journal.headerBytes && isSmall(state)) {
    const lock = state.lock('a compaction', 0);
    if (lock.ok) {
      // Whatever goes wrong here, the journal has every commit.
      try {
        if (refresh(state, true).ok) compactLocked(state);
      } finally {
        lock.value.release();
      }
    }
  }
  closeFiles(state);
  state.closed = true;
}

/** Makes an edit by hand the next state, so that no store builds on the one before it. */
export function adopt(state: State): Result<void, StateFault> {
  const { seq, chain } = state;
  state.seq = seq + 1;
  state.chain = freshChain();
  const compacted = compactLocked(state);
  if (state.edited) Object.assign(state, { seq, chain });
  return compacted;
}
