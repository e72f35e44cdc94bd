import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { systemClock } from '../../src/base/clock.ts';
import { armFaultPoint } from '../../src/base/fault-point.ts';
import { ok, type Result } from '../../src/base/result.ts';
import { lockFile } from '../../src/state/lock.ts';
import type { Row } from '../../src/state/row.ts';
import { openStore, type Store } from '../../src/state/store.ts';

/** What a process of a test does, given as JSON in its first argument. */
export type ChildTask =
  /** Adds 1 to the counter `count` times; folds the journal in after every `compactEvery` of them. */
  | {
      readonly task: 'increment';
      readonly path: string;
      readonly count: number;
      readonly compactEvery?: number;
    }
  /** Commits in groups of two and folds after each group, printing what is acknowledged, until it dies at the fault point. */
  | { readonly task: 'die'; readonly path: string; readonly faultPoint: string }
  /** Adds 1 to the number in a file `count` times, under a lock whose file each holder removes. */
  | { readonly task: 'add'; readonly path: string; readonly count: number }
  /** Takes a lock, says so, and holds it until it is killed; `block` never lets its event loop run. */
  | { readonly task: 'hold'; readonly path: string; readonly purpose: string; readonly block?: boolean };

export interface Increments {
  readonly seqs: readonly number[];
  /** The longest time that one commit took, with its waiting. */
  readonly slowestMs: number;
}

export interface Counter extends Row {
  readonly value: number;
}

function value<T>(result: Result<T, { message: string }>): T {
  if (!result.ok) throw new Error(result.fault.message);
  return result.value;
}

function increment(store: Store): number {
  const done = store.commit('Increment', String(process.pid), () => {
    const before = store.get<Counter>('counter', 'counter')?.value ?? 0;
    const row: Counter = { id: 'counter', value: before + 1 };
    const log = [{ reached: row.value }];
    return ok({ changes: [{ table: 'counter', id: row.id, row }], log });
  });
  return value(done).seq;
}

function incrementAll(path: string, count: number, compactEvery: number | undefined): Increments {
  const store = value(openStore({ path, clock: systemClock, lockWaitMs: 60_000 }));
  const seqs: number[] = [];
  let slowestMs = 0;
  for (let n = 1; n <= count; n++) {
    const startedMs = systemClock.monotonicMs();
    seqs.push(increment(store));
    slowestMs = Math.max(slowestMs, systemClock.monotonicMs() - startedMs);
    if (compactEvery !== undefined && n % compactEvery === 0) value(store.compact());
  }
  return { seqs, slowestMs };
}

function runUntilDead(path: string, faultPoint: string): void {
  const store = value(openStore({ path, clock: systemClock }));
  increment(store);
  writeSync(1, '1\n');
  armFaultPoint(faultPoint);
  for (;;) {
    const seqs = value(store.group(() => [increment(store), increment(store)]));
    writeSync(1, `${seqs.at(-1)}\n${increment(store)}\n`);
    value(store.compact());
  }
}

function addAll(path: string, count: number): void {
  for (let n = 0; n < count; n++) {
    const holder = { pid: process.pid, purpose: 'adding' };
    const lock = value(lockFile(`${path}.lck`, holder, { waitMs: 60_000 }));
    writeFileSync(path, String(Number(readFileSync(path, 'utf8')) + 1));
    lock.release({ remove: true });
  }
}

function main(task: ChildTask): void {
  if (task.task === 'increment') {
    process.stdout.write(`${JSON.stringify(incrementAll(task.path, task.count, task.compactEvery))}\n`);
    return;
  }
  if (task.task === 'add') {
    addAll(task.path, task.count);
    return;
  }
  if (task.task === 'die') {
    runUntilDead(task.path, task.faultPoint);
    return;
  }
  value(lockFile(task.path, { pid: process.pid, purpose: task.purpose }));
  process.stdout.write('held\n', () => {
    if (task.block === true) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
  process.stdin.resume();
}

main(JSON.parse(process.argv[2] ?? '') as ChildTask);
