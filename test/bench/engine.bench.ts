import forEachObject from '../../cmdlets/objects/ForEach-Object.ts';
import { commandSource } from '../../src/cmdlet/command-source.ts';
import { createRunspace } from '../../src/shell/create-runspace.ts';
import { TestHost } from '../shell/test-host.ts';
import type { Figure } from './figure.ts';

/** The engine: a pipeline beside two plain callbacks, and `foreach` beside a plain loop, in one process. */
export const name = 'engine';

const ROUNDS = 9;
const OBJECTS = 1_000_000;
const ROUNDS_OF_LOOP = 10_000_000;

export function run(): Promise<Figure[]> {
  const shell = createRunspace({
    host: new TestHost(),
    commands: commandSource([forEachObject] as never),
    streams: {
      error: (record) => {
        throw new Error(record.message);
      },
      warning: () => undefined,
      verbose: () => undefined,
      debug: () => undefined,
      information: () => undefined,
      progress: () => undefined,
    },
  });
  const execute = (text: string): void => void shell.execute(text, { sink: () => undefined });
  return Promise.resolve([
    figure('ForEach-Object', 'objects/s', 'two callbacks', {
      work: OBJECTS,
      own: () => execute(`1..${OBJECTS} | ForEach-Object { $_ }`),
      peer: twoCallbacks,
    }),
    figure('foreach', 'iterations/s', 'plain loop', {
      work: ROUNDS_OF_LOOP,
      own: () => execute(`$s = 0; foreach ($i in 1..${ROUNDS_OF_LOOP}) { $s += $i }`),
      peer: plainLoop,
    }),
  ]);
}

interface Race {
  readonly work: number;
  own(): void;
  peer(): void;
}

/** Medians of interleaved rounds after a warm-up; the ratio is of the times. */
function figure(what: string, unit: string, peer: string, race: Race): Figure {
  const own: number[] = [];
  const peers: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const ownMs = milliseconds(() => race.own());
    const peerMs = milliseconds(() => race.peer());
    if (round === 0) continue;
    own.push(ownMs);
    peers.push(peerMs);
  }
  const rate = (ms: number): number => Math.round((race.work / ms) * 1000);
  return {
    figure: what,
    value: rate(median(own)),
    unit,
    peer,
    peerValue: rate(median(peers)),
    ratio: median(own) / median(peers),
  };
}

function milliseconds(run: () => void): number {
  const startMs = performance.now();
  run();
  return performance.now() - startMs;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Keeps the peers' work from being optimised away. */
const kept = { sum: 0 };

function twoCallbacks(): void {
  const second = (value: number): void => {
    kept.sum += value;
  };
  const first = (value: number, next: (value: number) => void): void => next(value);
  for (let i = 1; i <= OBJECTS; i++) first(i, second);
}

function plainLoop(): void {
  let total = 0;
  for (let i = 1; i <= ROUNDS_OF_LOOP; i++) total += i;
  kept.sum += total;
}
