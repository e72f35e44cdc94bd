import { closeSync, fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import { ok, type Result } from '../../src/base/result.ts';
import type { Row } from '../../src/state/row.ts';
import { openStore, type Store } from '../../src/state/store.ts';
import type { Figure } from './figure.ts';

/** The state: a commit beside a bare append with fdatasync, and opening 10,000 rows beside one JSON.parse. */
export const name = 'state';

const COMMITS = 100;
const ROWS = 10_000;
const ROUNDS = 3;

export async function run(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'vseal-bench-state-'));
  try {
    return await Promise.resolve([...commitFigures(folder), ...loadFigures(folder)]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function commitFigures(folder: string): Figure[] {
  const store = open(join(folder, 'commits.json'));
  const fd = openSync(join(folder, 'bare'), 'a');
  const line = Buffer.from(`${JSON.stringify(vm(1))}\n`);
  const commits: number[] = [];
  const bare: number[] = [];
  for (let n = 0; n < COMMITS; n++) {
    commits.push(timeMs(() => put(store, vm(n))));
    bare.push(
      timeMs(() => {
        writeSync(fd, line);
        fdatasyncSync(fd);
      }),
    );
  }
  closeSync(fd);
  const groupMs = timeMs(() => {
    value(
      store.group(() => {
        for (let n = 0; n < COMMITS; n++) put(store, vm(n));
      }),
    );
  });
  const refreshMs = timeMs(() => {
    for (let n = 0; n < 1000; n++) value(store.refresh());
  });
  store.close();
  const p50 = median(commits);
  const bareP50 = median(bare);
  return [
    {
      figure: 'commit of one row, p50',
      value: p50,
      unit: 'ms',
      peer: 'append + fdatasync of the same row, p50',
      peerValue: bareP50,
      ratio: p50 / bareP50,
    },
    { figure: `commit in a group of ${COMMITS}, mean`, value: groupMs / COMMITS, unit: 'ms' },
    { figure: 'refresh when nothing changed, mean', value: refreshMs, unit: 'us' },
  ];
}

function loadFigures(folder: string): Figure[] {
  const path = join(folder, 'datacenter.json');
  const store = open(path);
  const rows = Array.from({ length: ROWS }, (_, n) => vm(n));
  value(
    store.commit('lab', 'bench', () =>
      ok({ changes: rows.map((row) => ({ table: 'vm', id: row.id, row })) }),
    ),
  );
  value(store.compact());
  const compactMs = cpuMs(() => value(store.compact()));
  store.close();
  let openMs = Number.POSITIVE_INFINITY;
  let allMs = Number.POSITIVE_INFINITY;
  let wholeMs = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    let opened: Store | undefined;
    const toOpen = cpuMs(() => {
      opened = open(path);
    });
    const toRead = cpuMs(() => {
      for (const row of opened?.rows('vm') ?? []) if (row.id === '') throw new Error('a row without id');
    });
    opened?.close();
    openMs = Math.min(openMs, toOpen);
    allMs = Math.min(allMs, toOpen + toRead);
    wholeMs = Math.min(
      wholeMs,
      cpuMs(() => void JSON.parse(readFileSync(path, 'utf8'))),
    );
  }
  const peer = { peer: 'readFile + JSON.parse of the same file, CPU', peerValue: wholeMs };
  return [
    { figure: `open ${ROWS} rows, CPU`, value: openMs, unit: 'ms', ...peer, ratio: openMs / wholeMs },
    {
      figure: `open ${ROWS} rows and read each, CPU`,
      value: allMs,
      unit: 'ms',
      ...peer,
      ratio: allMs / wholeMs,
    },
    { figure: `fold ${ROWS} rows, CPU`, value: compactMs, unit: 'ms' },
  ];
}

/** A row of some 1.4 KB, as a virtual machine's is. */
function vm(n: number): Row & Record<string, unknown> {
  return {
    id: `vm-${n}`,
    name: `app-${n}`,
    parent: 'group-v3',
    host: `host-${n % 32}`,
    notes: 'n'.repeat(600),
    hardware: {
      cpus: 2,
      memoryMB: 4096,
      disks: [2000, 2001].map((key) => ({ key, file: `[ds] app-${n}/${key}.vmdk` })),
    },
    attributes: Array.from({ length: 10 }, (_, at) => ({
      name: `attribute ${at}`,
      value: `value ${at} of ${n}`,
    })),
  };
}

function open(path: string): Store {
  return value(openStore({ path, clock: systemClock }));
}

function put(store: Store, row: Row): void {
  value(store.commit('Set-VM', 'bench', () => ok({ changes: [{ table: 'vm', id: row.id, row }] })));
}

function value<T>(result: Result<T, { message: string }>): T {
  if (!result.ok) throw new Error(result.fault.message);
  return result.value;
}

function timeMs(action: () => void): number {
  const startMs = performance.now();
  action();
  return performance.now() - startMs;
}

function cpuMs(action: () => void): number {
  const before = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
