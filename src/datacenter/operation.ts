import { assert } from '../base/assert.ts';
import type { Result } from '../base/result.ts';
import type { Pending } from '../worker/worker.ts';
import type { Fault } from './faults.ts';

/**
 * Work that waits for a worker (a key server, a disk conversion) without a promise: a generator that hands
 * out what it waits for. Its driver either blocks on each wait or comes back to it at the engine's safe points.
 */
export type Operation<T> = Generator<Wait, Result<T, Fault>, void>;

export interface Wait {
  readonly pending: Pending<unknown>;
  /** Completed part of the whole operation, 0 to 1, from the pending call's newest progress. */
  readonly completed?: (progress: unknown) => number;
}

/** Inside an operation: `const reply = yield* waitFor(pending)`. */
export function* waitFor<T>(pending: Pending<T>, completed?: Wait['completed']): Generator<Wait, T, void> {
  for (;;) {
    yield completed === undefined ? { pending } : { pending, completed };
    const settled = pending.poll();
    if (settled !== undefined) return settled.value;
  }
}

/** Work that never waits, as an operation: for a task. */
// biome-ignore lint/correctness/useYield: an operation may be over at once
export function* atOnce<T>(work: () => Result<T, Fault>): Operation<T> {
  return work();
}

/** Runs an operation that, as it is asked for here, waits for nothing. */
export function runAtOnce<T>(operation: Operation<T>): Result<T, Fault> {
  const step = operation.next();
  assert(step.done === true, 'what runs at once waits for nothing');
  return step.value;
}
