import type { Pending } from '../worker/worker.ts';
import type { Waiting } from './keys/key-service.ts';
import { waitFor } from './operation.ts';

/**
 * Work on a subject of `owner` that is done by one of this process's tasks at a time: whoever wants it meanwhile waits,
 * and then finds it done. So a hundred VMs that are encrypted at once make one key for their host. Other processes have
 * turns of their own.
 */
export function* inTurn<T>(owner: object, subject: string, work: () => Waiting<T>): Waiting<T> {
  const taken = takenIn.get(owner) ?? new Set<string>();
  takenIn.set(owner, taken);
  while (taken.has(subject)) yield* waitFor(untilFree(taken, subject));
  taken.add(subject);
  try {
    return yield* work();
  } finally {
    taken.delete(subject);
  }
}

const takenIn = new WeakMap<object, Set<string>>();

/** Other tasks go on in the slices of the wait, the one whose turn it is among them. */
function untilFree(taken: ReadonlySet<string>, subject: string): Pending<undefined> {
  const poll = () => (taken.has(subject) ? undefined : { value: undefined });
  return {
    poll,
    wait(onSlice) {
      while (poll() === undefined) {
        Atomics.wait(SLEEPER, 0, 0, SLICE_MS);
        onSlice?.();
      }
      return undefined;
    },
    cancel: () => undefined,
    progress: undefined,
  };
}

const SLEEPER = new Int32Array(new SharedArrayBuffer(4));
const SLICE_MS = 1;
