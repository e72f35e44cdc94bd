import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newState, start } from '../main-job/vseal.ts';

/** The experiments that ship with the product, run as a user does, the first with less memory. */
interface Run {
  readonly source: string;
  readonly scenario: string;
  readonly encrypted: boolean;
  readonly outcome: string;
  readonly rttMs: number;
  readonly durationMs: number;
  readonly downtimeMs: number;
  readonly workloadSamples: readonly { readonly atMs: number; readonly speed: number }[];
}

async function experiment(name: string, ...parameters: string[]): Promise<Run[]> {
  const state = newState('memory');
  const page = join(state.folder, 'page.html');
  const script = join(import.meta.dirname, '../../examples', `${name}.ps1`);
  const ran = await start(state, ['run', script, '-Path', page, ...parameters]).ended;
  expect([ran.code, ran.stderr.replace(/^(?:A lab|Its).*\n/gm, '')]).toEqual([0, '']);
  expect(readFileSync(page, 'utf8')).toContain('<svg');
  const runs = JSON.parse(readFileSync(page.replace('.html', '.json'), 'utf8')) as Run[];
  const lines = readFileSync(page.replace('.html', '.csv'), 'utf8').trim().split('\n');
  expect(lines).toHaveLength(runs.length + 1);
  return runs;
}

test('Redis: measured with and without encryption, then computed', async () => {
  const runs = await experiment('vmotion-redis', '-MemoryMB', '32', '-LinkMbps', '800', '-Repeat', '1');
  expect(runs.map(({ source }) => source)).toEqual([
    ...Array.from({ length: 8 }, () => 'measured'),
    ...Array.from({ length: 6 }, () => 'simulated'),
  ]);
  expect(runs.filter(({ encrypted }) => encrypted)).toHaveLength(7);
  for (const { outcome, durationMs, downtimeMs, workloadSamples } of runs) {
    expect(outcome).toBe('moved');
    expect(downtimeMs).toBeLessThan(durationMs);
    // The guest stands still for the switch-over.
    if (workloadSamples.length > 0) expect(workloadSamples.some(({ speed }) => speed === 0)).toBe(true);
  }
});

test('SQL Server: the distance costs nothing with buffers that follow it, and much with fixed ones', async () => {
  const runs = await experiment('vmotion-long-distance');
  const duration = (scenario: string, rttMs: number): number =>
    runs.find((run) => run.scenario.includes(scenario) && run.rttMs === rttMs && run.encrypted)?.durationMs ??
    Number.NaN;
  expect(duration('latency-aware', 150) / duration('latency-aware', 0)).toBeLessThan(1.01);
  expect(duration('fixed', 150) / duration('fixed', 0)).toBeGreaterThan(10);
});
