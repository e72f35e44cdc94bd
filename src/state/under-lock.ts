import { dirname } from 'node:path';
import { assert } from '../base/assert.ts';
import { ok, type Result } from '../base/result.ts';
import { faultFrom, type StateFault } from './fault.ts';
import type { State } from './state.ts';

export function underLock<T, F>(
  state: State,
  purpose: string,
  action: () => Result<T, F | StateFault>,
): Result<T, F | StateFault> {
  assert(!state.closed, 'a closed store changes nothing');
  assert(!state.busy, 'neither a decision nor a listener changes the state');
  const folder = faultFrom(state.path, 'write', (): Result<void, never> => {
    if (state.snapshotStat === undefined) state.files.makeFolder(dirname(state.path));
    return ok(undefined);
  });
  if (!folder.ok) return folder;
  const lock = state.lock(purpose, state.lockWaitMs);
  if (!lock.ok) return lock;
  try {
    return action();
  } finally {
    lock.value.release();
  }
}
