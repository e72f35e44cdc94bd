import type { Clock } from '../base/clock.ts';
import type { Guest } from './guest.ts';

/** How much of its work the guest got done, sampled while it was being moved. */
export interface WorkloadSample {
  readonly atMs: number;
  readonly writesPerSecond: number;
}

export interface GuestClock {
  /** Runs the guest for the time that passed since it last ran. */
  run(): void;
  readonly samples: readonly WorkloadSample[];
  /** Time that running the guest took. */
  readonly spentMs: number;
}

const SAMPLE_MS = 100;

export function createGuestClock(guest: Guest, clock: Clock, startedMs: number): GuestClock {
  const samples: WorkloadSample[] = [];
  let ranMs = startedMs;
  let sampledMs = startedMs;
  let sampledWrites = guest.writes;
  let spentMs = 0;
  return {
    run() {
      const nowMs = clock.monotonicMs();
      guest.run(nowMs - ranMs);
      ranMs = nowMs;
      if (nowMs - sampledMs >= SAMPLE_MS) {
        const writesPerSecond = ((guest.writes - sampledWrites) / (nowMs - sampledMs)) * 1000;
        samples.push({ atMs: nowMs - startedMs, writesPerSecond });
        sampledMs = nowMs;
        sampledWrites = guest.writes;
      }
      spentMs += clock.monotonicMs() - nowMs;
    },
    samples,
    get spentMs() {
      return spentMs;
    },
  };
}
