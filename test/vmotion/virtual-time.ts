import { afterEach, beforeEach, vi } from 'vitest';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { linkTraffic } from './memory-wire.ts';

/** In the tests around, time-outs pass only in `inVirtualTime`. */
export function useVirtualTime(): void {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());
}

/** Passes with the traffic: the guest does the same work on a slow machine as on a fast one. */
export const virtualClock: Clock = { ...systemClock, monotonicMs: () => linkTraffic() / 4 };

/** Turns of the event loop without traffic after which both sides are taken to wait for time to pass. */
const STILL_TURNS = 6;

/**
 * Two data planes on links in memory: as soon as neither does anything, the next time-out falls due. Nothing waits,
 * and a slow machine makes no peer look silent.
 */
export async function inVirtualTime<T>(work: Promise<T>): Promise<T> {
  const state = { ended: false };
  const result = work.finally(() => {
    state.ended = true;
  });
  let stillTurns = 0;
  for (let before = linkTraffic(); !state.ended; ) {
    await new Promise(setImmediate);
    const now = linkTraffic();
    stillTurns = now === before ? stillTurns + 1 : 0;
    before = now;
    if (stillTurns < STILL_TURNS) continue;
    stillTurns = 0;
    vi.advanceTimersToNextTimer();
  }
  return await result;
}
