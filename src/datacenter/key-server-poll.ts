import type { Caller, Datacenter } from './datacenter.ts';
import { checkKeyServers } from './key-server-health.ts';
import type { Operation, Wait } from './operation.ts';

/** vCenter's interval. */
const INTERVAL_MS = 300_000;
/** The first one comes when a shell is worth it. */
const FIRST_MS = 60_000;

/** Asks all key management servers how they do from time to time, between other work; a step never waits. */
export interface KeyServerPoll {
  /** True when a round has just ended, so that what it recorded can be shown. */
  step(): boolean;
}

export function createKeyServerPoll(datacenter: Datacenter, caller: Caller): KeyServerPoll {
  const { clock } = datacenter;
  let nextMs = clock.monotonicMs() + FIRST_MS;
  let round: Operation<unknown>[] = [];
  let wait: Wait | undefined;
  return {
    step() {
      if (round.length === 0) {
        if (clock.monotonicMs() < nextMs) return false;
        nextMs = clock.monotonicMs() + INTERVAL_MS;
        round = [...datacenter.rows('keyProviders')]
          .filter(({ servers }) => servers.length > 0)
          .map((provider) => checkKeyServers(datacenter, caller, provider));
      }
      while (round[0] !== undefined) {
        if (wait?.pending.poll() === undefined && wait !== undefined) return false;
        const next = round[0].next();
        wait = next.done === true ? undefined : next.value;
        if (next.done === true) round.shift();
      }
      return true;
    },
  };
}
