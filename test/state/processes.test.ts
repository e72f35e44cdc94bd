import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { ok, type Result } from '../../src/base/result.ts';
import { keptLock, lockFile, readHolder, tryLock } from '../../src/state/lock.ts';
import { openStore, type Store } from '../../src/state/store.ts';
import type { Counter } from './child.ts';
import { buildChild, ended, firstLine, output, runIncrements, startChild } from './children.ts';

let program: string;
let programFolder: string;
let folder: string;
let path: string;

beforeAll(async () => {
  ({ program, folder: programFolder } = await buildChild());
});

afterAll(() => rmSync(programFolder, { recursive: true, force: true }));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vseal-processes-'));
  path = join(folder, 'datacenter.json');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function value<T>(result: Result<T, { message: string }>): T {
  if (!result.ok) throw new Error(result.fault.message);
  return result.value;
}

function open(lockWaitMs = 5000): Store {
  return value(openStore({ path, clock: systemClock, lockWaitMs }));
}

function permitted(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    console.warn(`skipped: not permitted here: ${command} ${args.join(' ')}`);
    return false;
  }
}

/** Every commit counted once, numbers without a gap, the log complete. Opening checks the chain. */
function expectNoneLost(seqs: readonly number[], total: number): void {
  expect([...seqs].sort((a, b) => a - b)).toEqual(Array.from({ length: total }, (_, at) => at + 1));
  const store = open();
  expect(store.seq).toBe(total);
  expect(store.get<Counter>('counter', 'counter')?.value).toBe(total);
  const reached = [...store.log()].map(({ record }) => (record as { reached: number }).reached);
  expect(reached).toEqual(Array.from({ length: total }, (_, at) => total - at));
  store.close();
}

const PROCESSES = 8;
const COMMITS = process.env['SOAK'] === '1' ? 500 : 50;

describe('several processes on one state', () => {
  it(`lose none of ${PROCESSES} × ${COMMITS} increments`, async () => {
    const runs = await Promise.all(
      Array.from({ length: PROCESSES }, () => runIncrements(program, { path, count: COMMITS })),
    );
    expectNoneLost(
      runs.flatMap(({ seqs }) => seqs),
      PROCESSES * COMMITS,
    );
  });

  it('write nothing to a journal that a compaction has replaced', async () => {
    const runs = await Promise.all(
      [undefined, 3, undefined, 7].map((compactEvery) =>
        runIncrements(program, { path, count: 40, ...(compactEvery && { compactEvery }) }),
      ),
    );
    expectNoneLost(
      runs.flatMap(({ seqs }) => seqs),
      160,
    );
  });

  it.skipIf(!permitted('unshare', '--net', 'true'))('may live in two network namespaces', async () => {
    const runs = await Promise.all([
      runIncrements(program, { path, count: 40 }, ['unshare', '--net']),
      runIncrements(program, { path, count: 40 }, ['unshare', '--net']),
    ]);
    expectNoneLost(
      runs.flatMap(({ seqs }) => seqs),
      80,
    );
  });

  it('lose nothing where the kernel offers no lock', async () => {
    const built = await buildChild(false);
    const runs = await Promise.all(
      Array.from({ length: 4 }, () => runIncrements(built.program, { path, count: 25 })),
    );
    rmSync(built.folder, { recursive: true, force: true });
    expect(readdirSync(folder).filter((name) => name.includes('.held'))).toEqual([]);
    expectNoneLost(
      runs.flatMap(({ seqs }) => seqs),
      100,
    );
  });

  it('go on when one of them is killed in the middle', async () => {
    const child = startChild(program, { task: 'increment', path, count: 100_000 });
    const store = open();
    while (value(store.refresh()) || store.seq < 20) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGKILL');
    await ended(child);
    value(store.refresh());
    const { seq } = store;
    expect(seq).toBeGreaterThanOrEqual(20);
    expect(store.get<Counter>('counter', 'counter')?.value).toBe(seq);
    const { seqs } = await runIncrements(program, { path, count: 3 });
    expect(seqs).toEqual([seq + 1, seq + 2, seq + 3]);
  });
});

describe('a process killed at a named point', () => {
  const points = [
    'state.append',
    'state.sync',
    'state.durable',
    'state.log',
    'state.compact.begin',
    'state.compact.written',
    'state.compact.snapshot',
    'state.compact.journal',
  ];
  it.each(points.flatMap((point) => [`${point}:0`, `${point}:4`]))(
    'loses nothing that it acknowledged: %s',
    async (faultPoint) => {
      const child = startChild(program, { task: 'die', path, faultPoint });
      const acknowledged = Number((await output(child)).trim().split('\n').at(-1));
      expect(child.signalCode).toBe('SIGKILL');
      const store = open();
      expect(store.seq).toBeGreaterThanOrEqual(acknowledged);
      expect(store.seq).toBeLessThanOrEqual(acknowledged + 3);
      expect(store.get<Counter>('counter', 'counter')?.value).toBe(store.seq);
      const { seqs } = await runIncrements(program, { path, count: 2 });
      expectNoneLost([...Array(store.seq).keys()].map((n) => n + 1).concat(seqs), store.seq + 2);
      expect(readdirSync(folder).filter((name) => name.endsWith('.tmp')).length).toBeLessThanOrEqual(1);
      value(store.compact());
      expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
      store.close();
    },
  );
});

describe('a lock', () => {
  const commitOne = (store: Store) =>
    store.commit('Set-VM', 'administrator', () =>
      ok({ changes: [{ table: 'vm', id: 'vm-1', row: { id: 'vm-1' } }] }),
    );

  it.each([{ block: false }, { block: true }])(
    'of a stopped process gives a clear fault, and is free once that is killed (blocked: $block)',
    async ({ block }) => {
      const holder = startChild(program, { task: 'hold', path: `${path}.lock`, purpose: 'Start-VM', block });
      expect(await firstLine(holder)).toBe('held');
      holder.kill('SIGSTOP');
      const store = open(200);
      const refused = commitOne(store);
      expect(refused).toMatchObject({
        ok: false,
        fault: { kind: 'StateLocked', holder: { pid: holder.pid, purpose: 'Start-VM' } },
      });
      const { message, hint } = (refused as { fault: { message: string; hint: string } }).fault;
      expect(message).toBe(
        `datacenter.json.lock is held by process ${holder.pid}, which is stopped, for Start-VM.`,
      );
      expect(hint).toContain(`kill -CONT ${holder.pid}`);
      expect(existsSync(`${path}.journal`)).toBe(false);
      holder.kill('SIGKILL');
      await ended(holder);
      expect(value(commitOne(store)).seq).toBe(1);
    },
  );

  it('says who holds it, of a process that lives and of none that died', async () => {
    const vmLock = join(folder, 'app-01.lck');
    expect(value(readHolder(vmLock))).toBeUndefined();
    const holder = startChild(program, { task: 'hold', path: vmLock, purpose: 'running app-01' });
    expect(await firstLine(holder)).toBe('held');
    expect(value(readHolder(vmLock))).toEqual({ pid: holder.pid, purpose: 'running app-01' });
    expect(tryLock(vmLock, { pid: process.pid, purpose: 'a test' })).toMatchObject({
      ok: false,
      fault: { kind: 'StateLocked', holder: { pid: holder.pid } },
    });
    holder.kill('SIGKILL');
    await ended(holder);
    expect(value(readHolder(vmLock))).toBeUndefined();
    value(tryLock(vmLock, { pid: process.pid, purpose: 'a test' })).release();
  });

  it('excludes also while each holder removes its file', async () => {
    const counter = join(folder, 'counter');
    writeFileSync(counter, '0');
    const task = { task: 'add', path: counter, count: 300 } as const;
    await Promise.all(Array.from({ length: 4 }, () => ended(startChild(program, task))));
    expect(readFileSync(counter, 'utf8')).toBe('1200');
  });

  it('excludes a second opening in the same process, and is described anew', () => {
    const vmLock = join(folder, 'app-01.lck');
    const held = value(lockFile(vmLock, { pid: process.pid, purpose: 'running app-01' }));
    held.describe({ pid: process.pid, purpose: 'migrating app-01', socket: '/run/app-01.sock' });
    expect(value(readHolder(vmLock))).toEqual({
      pid: process.pid,
      purpose: 'migrating app-01',
      socket: '/run/app-01.sock',
    });
    expect(tryLock(vmLock, { pid: 1, purpose: 'another' }).ok).toBe(false);
    held.release({ remove: true });
    expect(existsSync(vmLock)).toBe(false);
    value(tryLock(vmLock, { pid: process.pid, purpose: 'another' })).release();
  });

  it('whose file stays open is free in between, and follows its name to another file', () => {
    const lockPath = join(folder, 'often.lock');
    const kept = keptLock(lockPath);
    const take = () => kept.lock({ pid: process.pid, purpose: 'a commit' }, { waitMs: 0 });
    for (let time = 0; time < 3; time++) {
      const held = value(take());
      expect(value(readHolder(lockPath))?.purpose).toBe('a commit');
      expect(tryLock(lockPath, { pid: 1, purpose: 'another' }).ok).toBe(false);
      held.release();
      expect(value(readHolder(lockPath))).toBeUndefined();
    }
    rmSync(lockPath);
    const other = value(lockFile(lockPath, { pid: process.pid, purpose: 'another' }));
    expect(take().ok).toBe(false);
    other.release();
    value(take()).release();
    expect(readFileSync(lockPath, 'utf8')).toContain('a commit');
    kept.close();
  });

  it('waits in slices, which may end the wait', () => {
    const vmLock = join(folder, 'app-01.lck');
    const held = value(lockFile(vmLock, { pid: process.pid, purpose: 'running app-01' }));
    let slices = 0;
    const onSlice = () => ++slices === 3;
    expect(lockFile(vmLock, { pid: 1, purpose: 'another' }, { waitMs: 60_000, onSlice }).ok).toBe(false);
    expect(slices).toBe(3);
    held.release();
  });
});
