import type { Caller, Datacenter } from '../datacenter.ts';
import type { Operation, Wait } from '../operation.ts';
import { checkKeyServers } from './key-server-health.ts';

/** vCenter's interval. */
const INTERVAL_MS = 300_000;
/** The first one comes when a shell is worth it. */
const FIRST_MS = 60_000;
/** While a server is down its return is looked for sooner. */
const DOWN_MS = 15_000;

/** Asks all key management servers how they do from time to time, between other work; a step never waits. */
export interface KeyServerPoll {
  /** True when a round has just ended, so that what it recorded can be shown. */
  step(): boolean;
  /** Something has shown that a server may be down, or up again: the next round begins with the next step. */
  hasten(): void;
}

export function createKeyServerPoll(datacenter: Datacenter, caller: Caller): KeyServerPoll {
  const { clock } = datacenter;
  let nextMs = clock.monotonicMs() + FIRST_MS;
  let round: Operation<unknown>[] = [];
  let wait: Wait | undefined;
  const anyDown = (): boolean =>
    [...datacenter.rows('keyProviders')].some(({ servers }) =>
      servers.some(({ health }) => health?.status === 'red'),
    );
  return {
    hasten() {
      nextMs = Math.min(nextMs, clock.monotonicMs());
    },
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
      if (anyDown()) nextMs = Math.min(nextMs, clock.monotonicMs() + DOWN_MS);
      return true;
    },
  };
}
