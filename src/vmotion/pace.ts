import type { Clock } from '../base/clock.ts';

const MAX_CATCH_UP_MS = 20;

/** Holds a sender to a link's speed, on a schedule, so that late wake-ups do not add up. */
export function createPace(
  bytesPerSecond: number | undefined,
  clock: Clock,
  sleep: (ms: number) => Promise<void>,
): (bytes: number) => Promise<void> {
  if (bytesPerSecond === undefined) return () => Promise.resolve();
  let freeMs = clock.monotonicMs();
  return async (bytes) => {
    const nowMs = clock.monotonicMs();
    // What the link could have carried while nothing was sent is lost.
    freeMs = Math.max(freeMs, nowMs - MAX_CATCH_UP_MS) + (bytes / bytesPerSecond) * 1000;
    if (freeMs - nowMs >= 1) await sleep(freeMs - nowMs);
  };
}
