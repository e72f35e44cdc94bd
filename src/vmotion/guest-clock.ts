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
  /** Processor time that running the guest took: its writes at the cost of the fastest slices, which nothing else interrupted. */
  readonly spentMs: number;
}

const SAMPLE_MS = 100;
/** A slice of fewer writes is too short to time. */
const TIMED_WRITES = 50;

export function createGuestClock(guest: Guest, clock: Clock, startedMs: number): GuestClock {
  const samples: WorkloadSample[] = [];
  let ranMs = startedMs;
  let sampledMs = startedMs;
  let sampledWrites = guest.writes;
  const firstWrites = guest.writes;
  let msPerWrite = Number.POSITIVE_INFINITY;
  return {
    run() {
      const nowMs = clock.monotonicMs();
      const before = guest.writes;
      guest.run(nowMs - ranMs);
      ranMs = nowMs;
      const written = guest.writes - before;
      if (written >= TIMED_WRITES) {
        msPerWrite = Math.min(msPerWrite, (clock.monotonicMs() - nowMs) / written);
      }
      if (nowMs - sampledMs >= SAMPLE_MS) {
        const writesPerSecond = ((guest.writes - sampledWrites) / (nowMs - sampledMs)) * 1000;
        samples.push({ atMs: nowMs - startedMs, writesPerSecond });
        sampledMs = nowMs;
        sampledWrites = guest.writes;
      }
    },
    samples,
    get spentMs() {
      return Number.isFinite(msPerWrite) ? (guest.writes - firstWrites) * msPerWrite : 0;
    },
  };
}
