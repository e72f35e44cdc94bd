import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import { ok, type Result } from '../../src/base/result.ts';
import type { FileSystem } from '../../src/state/file-system.ts';
import type { Row } from '../../src/state/row.ts';
import { openStore, type Store, type StoreOptions } from '../../src/state/store.ts';
import { type DiskImage, type SimulatedDisk, type Sync, simulatedDisk } from './simulated-disk.ts';

interface Counter extends Row {
  readonly value: number;
}

const PATH = '/lab/datacenter.json';
const ROWS = 7;
/** A check that has failed so often need not go on. */
const ENOUGH = 5;
/** Small, so that the log goes through many files; none is dropped. */
const retention = { fileBytes: 1500, files: 1000, ageMs: Number.POSITIVE_INFINITY };
const clock: Clock = { nowMs: () => 1_700_000_000_000, monotonicMs: () => 0 };

/** The workload's states are known by their number: row `seq % 7` was last set by commit `seq`. */
function step(store: Store, n: number): Result<unknown, { message: string }> {
  const row: Counter = { id: `row-${n % ROWS}`, value: n };
  const changes = [
    { table: 'row', id: row.id, row },
    { table: 'last', id: 'last', row: { id: 'last', value: n, text: 'ü'.repeat(n % 50) } },
  ];
  const log = n % 3 === 0 ? [{ event: `first of ${n}` }, { event: `second of ${n}` }] : [];
  return store.commit('Set-Row', 'test', () => ok({ changes, log }));
}

function open(files: FileSystem, options: Partial<StoreOptions> = {}): Result<Store, { message: string }> {
  return openStore({
    path: PATH,
    clock,
    files,
    lock: () => ok({ release: () => undefined }),
    retention,
    ...options,
  });
}

/** What is wrong with the state that an image holds; undefined when it is one of the commits from `least` to `most`. */
function violation(image: DiskImage, least: number, most: number, goOn: boolean): string | undefined {
  const disk = simulatedDisk({ image });
  const opened = open(disk.files);
  if (!opened.ok) return opened.fault.message;
  const wrong = wrongContents(opened.value, least, most);
  if (wrong !== undefined || !goOn) return wrong;
  const { seq } = opened.value;
  const next = step(opened.value, seq + 1);
  if (!next.ok) return next.fault.message;
  opened.value.close();
  const again = open(simulatedDisk({ image: disk.image() }).files);
  if (!again.ok) return `after the next commit: ${again.fault.message}`;
  const left = [...disk.image().keys()].filter((name) => name.endsWith('.tmp'));
  if (left.length > 0) return `temporary files are left: ${left.join(', ')}`;
  return wrongContents(again.value, seq + 1, seq + 1);
}

function wrongContents(store: Store, least: number, most: number): string | undefined {
  const { seq } = store;
  if (seq < least) return `commit ${least} was acknowledged, ${seq} is the last one`;
  if (seq > most) return `commit ${seq} was never made`;
  for (let n = Math.max(1, seq - ROWS + 1); n <= seq; n++) {
    const row = store.get<Counter>('row', `row-${n % ROWS}`);
    if (row?.value !== n) return `row ${n % ROWS} is ${row?.value}, not ${n}`;
  }
  const logged = [...store.log()].map((entry) => `${entry.seq}.${entry.n}`);
  const expected: string[] = [];
  for (let n = seq - (seq % 3); n > 0; n -= 3) expected.push(`${n}.1`, `${n}.0`);
  return logged.join() === expected.join() ? undefined : `the log is ${logged.join()}`;
}

interface Outcome {
  states: number;
  violations: string[];
}

/** Runs the workload and lets the power fail after every call, in every way. */
function enumerate(commits: number, compactions: number, leftOut: readonly Sync[] = []): Outcome {
  const outcome: Outcome = { states: 0, violations: [] };
  let acknowledged = 0;
  let attempted = 0;
  let calls = 0;
  const disk = simulatedDisk({
    leftOut,
    onCall: (name) => {
      calls++;
      if (outcome.violations.length >= ENOUGH) return;
      for (const { how, image } of disk.crashes()) {
        outcome.states++;
        const wrong = violation(image, acknowledged, attempted, outcome.states % 5 === 0);
        if (wrong !== undefined) outcome.violations.push(`call ${calls} (${name}), ${how}: ${wrong}`);
      }
    },
  });
  const opened = open(disk.files);
  if (!opened.ok) throw new Error(opened.fault.message);
  const store = opened.value;
  const attempt = (): void => {
    attempted++;
    expectOk(step(store, attempted));
  };
  while (attempted < commits) {
    if (attempted % 20 === 10) {
      expectOk(
        store.group(() => {
          for (let n = 0; n < 5; n++) attempt();
        }),
      );
    } else attempt();
    acknowledged = attempted;
    if (attempted % Math.floor(commits / compactions) === 0) expectOk(store.compact());
  }
  store.close();
  return outcome;
}

function expectOk(result: Result<unknown, { message: string }>): void {
  if (!result.ok) throw new Error(result.fault.message);
}

const soak = process.env['SOAK'] === '1';

describe('a power failure after any system call', () => {
  it('loses no acknowledged commit and invents none', () => {
    const { states, violations } = soak ? enumerate(1000, 20) : enumerate(200, 4);
    expect(violations.slice(0, 10)).toEqual([]);
    expect(states).toBeGreaterThan(4000);
  }, 600_000);

  it.each<[Sync[]]>([[['syncData']], [['sync']], [['syncFolder']], [['sync', 'syncData', 'syncFolder']]])(
    'is noticed by this very check when %j is left out',
    (leftOut) => {
      expect(enumerate(40, 4, leftOut).violations.length).toBeGreaterThan(0);
    },
  );

  it('loses nothing either when the process was killed before, and another one has gone on', () => {
    const total = killedAt(Number.POSITIVE_INFINITY).calls;
    for (let call = 1; call <= total; call++) {
      const { disk, acknowledged, attempted } = killedAt(call);
      const opened = open(disk.files);
      if (!opened.ok) throw new Error(opened.fault.message);
      const seq = opened.value.seq;
      expect([acknowledged, attempted]).toContain(seq);
      expectOk(step(opened.value, seq + 1));
      for (const { how, image } of disk.crashes()) {
        expect(violation(image, seq + 1, seq + 1, true), `killed at call ${call}, ${how}`).toBeUndefined();
      }
    }
    expect(total).toBeGreaterThan(50);
  });
});

class Killed extends Error {}

/** A few commits and compactions of a process that is killed before its n-th call; the disk goes on. */
function killedAt(call: number): {
  disk: SimulatedDisk;
  calls: number;
  acknowledged: number;
  attempted: number;
} {
  let calls = 0;
  let running = true;
  let acknowledged = 0;
  let attempted = 0;
  const disk = simulatedDisk({
    before: () => {
      if (running && ++calls >= call) throw new Killed();
      return undefined;
    },
  });
  try {
    const opened = open(disk.files);
    if (!opened.ok) throw new Error(opened.fault.message);
    for (let n = 1; n <= 6; n++) {
      attempted = n;
      expectOk(step(opened.value, n));
      acknowledged = n;
      if (n % 3 === 0) expectOk(opened.value.compact());
    }
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  }
  running = false;
  return { disk, calls, acknowledged, attempted };
}
