import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { ok, type Result } from '../../src/base/result.ts';
import type { StateFault } from '../../src/state/fault.ts';
import type { FileSystem } from '../../src/state/file-system.ts';
import { openStore, type Store } from '../../src/state/store.ts';
import { simulatedDisk } from './simulated-disk.ts';

const PATH = '/lab/datacenter.json';

/** When the disk fails: at the n-th call alone, or from it on until the operation has ended. */
interface Failure {
  readonly call: number;
  readonly code: 'EIO' | 'ENOSPC' | 'EDQUOT' | 'EROFS' | 'short write';
  readonly lasting: boolean;
}

const CHANGING = new Set(['write', 'truncate', 'sync', 'syncData', 'syncFolder', 'rename', 'unlink']);

function openOn(files: FileSystem): Result<Store, StateFault> {
  return openStore({ path: PATH, clock: systemClock, files, lock: () => ok({ release: () => undefined }) });
}

function put(store: Store, n: number): Result<unknown, StateFault> {
  const row = { id: `vm-${n}`, name: `app-${n}`, note: 'x'.repeat(100) };
  const log = [{ event: `made ${n}` }];
  return store.commit('New-VM', 'test', () => ok({ changes: [{ table: 'vm', id: row.id, row }], log }));
}

/** Of a group that fails, some commits may hold. */
function inOneGroup(store: Store): Result<unknown, StateFault> {
  const done = store.group(() => [put(store, 4), put(store, 5), put(store, 6)]);
  return (done.ok && done.value.find(({ ok }) => !ok)) || done;
}

/** The operations of the script; each either is done or gives a fault and leaves things as they were. */
const SCRIPT: ((store: Store) => Result<unknown, StateFault>)[] = [
  (store) => put(store, 1),
  (store) => put(store, 2),
  (store) => store.compact(),
  (store) => put(store, 3),
  inOneGroup,
  (store) => store.refresh(),
  (store) => put(store, 7),
  (store) => store.compact(),
  (store) => put(store, 8),
];

/** Runs the script on a disk that fails; gives the number of calls it made, and the faults. */
function run(failure: Failure | undefined): { calls: number; faults: StateFault[] } {
  let calls = 0;
  let operation = 0;
  let failedIn: number | undefined;
  let judging = false;
  const disk = simulatedDisk({
    before: (name) => {
      if (judging) return undefined;
      calls++;
      if (failure === undefined) return undefined;
      const now = calls === failure.call || (failure.lasting && failedIn === operation && CHANGING.has(name));
      if (!now) return undefined;
      failedIn = operation;
      if (failure.code !== 'short write') {
        throw Object.assign(new Error(`${failure.code}: simulated`), { code: failure.code });
      }
      return name === 'write' ? 7 : undefined;
    },
  });
  const faults: StateFault[] = [];
  let store: Store | undefined;
  while (store === undefined) {
    const opened = openOn(disk.files);
    if (opened.ok) store = opened.value;
    else faults.push(opened.fault);
  }
  for (const operate of SCRIPT) {
    operation++;
    const seqBefore = store.seq;
    const done = operate(store);
    if (!done.ok) faults.push(done.fault);
    operation++;
    judging = true;
    // A record that could not be taken back from a failing disk shows to others until the next commit.
    if (done.ok || failure?.lasting === false) compareWithDisk(store, disk.files);
    if (!done.ok && operate !== inOneGroup) expect(store.seq).toBe(seqBefore);
    // Space is back: the same operation goes through.
    if (!done.ok) expect(operate(store).ok).toBe(true);
    compareWithDisk(store, disk.files);
    judging = false;
  }
  judging = true;
  expect(store.ids('vm')).toHaveLength(8);
  store.close();
  const entries = [...value(openOn(disk.files)).log()].map(({ record }) => JSON.stringify(record));
  // An operation that failed after its commit was kept may be done twice, never less than once.
  expect(new Set(entries).size).toBe(8);
  expect([...disk.image().keys()].filter((name) => name.endsWith('.tmp'))).toEqual([]);
  return { calls, faults };
}

/** What a store that is opened now reads is what this one holds. */
function compareWithDisk(store: Store, files: FileSystem): void {
  expect(store.refresh().ok).toBe(true);
  const reader = value(openOn(files));
  expect(reader.seq).toBe(store.seq);
  expect([...reader.rows('vm')]).toEqual([...store.rows('vm')]);
}

function value<T>(result: Result<T, StateFault>): T {
  if (!result.ok) throw new Error(result.fault.message);
  return result.value;
}

describe('a failing system call', () => {
  // The others go the same ways.
  const codes: Failure['code'][] = ['EIO', 'ENOSPC', 'short write'];
  if (process.env['SOAK'] === '1') codes.push('EDQUOT', 'EROFS');
  it.each(codes.flatMap((code) => [[code, false] as const, [code, true] as const]))(
    '(%s, lasting: %s) gives a fault, and the next one works',
    (code, lasting) => {
      const { calls, faults } = run(undefined);
      expect(faults).toEqual([]);
      expect(calls).toBeGreaterThan(100);
      let faulted = 0;
      for (let call = 1; call <= calls; call++) faulted += run({ call, code, lasting }).faults.length;
      if (code === 'short write') expect(faulted).toBe(0);
      else expect(faulted).toBeGreaterThan(20);
    },
  );

  it('is reported by what it means', () => {
    const kinds = new Set<string>();
    const { calls } = run(undefined);
    for (let call = 1; call <= calls; call += 3) {
      for (const code of ['ENOSPC', 'EROFS'] as const) {
        for (const { kind } of run({ call, code, lasting: false }).faults) kinds.add(`${code} ${kind}`);
      }
    }
    expect([...kinds].sort()).toEqual(['ENOSPC StateFull', 'EROFS StateReadOnly']);
  });
});
