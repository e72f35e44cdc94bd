import type { Clock } from '../../base/clock.ts';

/** A point in monotonic time until which something may wait, and the caller's wish to stop sooner. */
export interface Deadline {
  readonly remainingMs: () => number;
  readonly signal: AbortSignal | undefined;
}

const MAX_TIMEOUT_MS = 600_000;

export function deadlineIn(timeoutMs: number, clock: Clock, signal?: AbortSignal): Deadline {
  const atMs = clock.monotonicMs() + Math.min(Math.max(timeoutMs, 1), MAX_TIMEOUT_MS);
  return { remainingMs: () => Math.max(atMs - clock.monotonicMs(), 0), signal };
}
