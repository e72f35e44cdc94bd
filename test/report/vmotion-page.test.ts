import { describe, expect, it } from 'vitest';
import { migrateSettingsOf } from '../../src/datacenter/host-settings.ts';
import type { VMotionRun } from '../../src/datacenter/vmotion-run.ts';
import { simulateVMotion } from '../../src/datacenter/vmotion-simulation.ts';
import { terminalPlot } from '../../src/report/terminal-plot.ts';
import { vmotionPage } from '../../src/report/vmotion-page.ts';
import { vmotionCsv, vmotionJson } from '../../src/report/vmotion-table.ts';
import { consoleOf, probe } from './chromium.ts';

function runs(scenario = 'sqlserver <16 GB> & "far"'): VMotionRun[] {
  return [0, 50, 150].flatMap((rttMs) =>
    [false, true].map((encrypted) => {
      const run = simulateVMotion({
        scenario,
        memoryBytes: 16 * 2 ** 30,
        populated: 1,
        workload: { kind: 'sqlserver', seed: 1 },
        linkBitsPerSecond: 1e9,
        rttMs,
        loss: 0,
        encrypted,
        concurrent: 1,
        settings: migrateSettingsOf(undefined),
      });
      if (!run.ok) throw new Error('the simulation was refused');
      return run.value;
    }),
  );
}

/** Runs in the page: what a reader would notice. */
const PROBE = `() => {
  const texts = [...document.querySelectorAll('svg text')];
  return {
    background: getComputedStyle(document.body).backgroundColor,
    plots: document.querySelectorAll('svg').length,
    drawn: [...document.querySelectorAll('svg path, svg rect')].filter((e) => e.getBoundingClientRect().width > 0).length,
    smallestText: Math.min(...texts.map((e) => parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a)),
    outside: texts.filter((e) => { const t = e.getBoundingClientRect(), s = e.ownerSVGElement.getBoundingClientRect(); return t.left < s.left - 1 || t.right > s.right + 1; }).length,
    width: document.documentElement.scrollWidth,
    window: innerWidth,
    requests: performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => !name.startsWith('data:')),
  };
}`;

interface Found {
  background: string;
  plots: number;
  drawn: number;
  smallestText: number;
  outside: number;
  width: number;
  window: number;
  requests: string[];
}

describe('the page in a browser', () => {
  it.each([
    { width: 400, dark: false, background: 'rgb(255, 255, 255)' },
    { width: 400, dark: true, background: 'rgb(18, 22, 28)' },
    { width: 1600, dark: false, background: 'rgb(255, 255, 255)' },
    { width: 1600, dark: true, background: 'rgb(18, 22, 28)' },
  ])('is readable at $width pixels, dark: $dark', ({ width, dark, background }) => {
    const page = vmotionPage('Encrypted vMotion', runs(), 'Made now.');
    const seen = probe(page, { width, dark }, PROBE) as Found;
    expect(seen.requests).toEqual([]);
    expect(seen.background).toBe(background);
    expect(seen.plots).toBe(6);
    expect(seen.drawn).toBeGreaterThanOrEqual(12);
    expect(seen.smallestText).toBeGreaterThanOrEqual(9.5);
    expect(seen.outside).toBe(0);
    expect(seen.width).toBeLessThanOrEqual(seen.window);
  });

  it('has nothing to say to the console, and names nothing to fetch', () => {
    const page = vmotionPage('Encrypted vMotion', runs(), 'Made now.');
    expect(consoleOf(page, { width: 1600, dark: false })).toEqual([]);
    expect(page.match(/(?:src|href)="(?!data:)|url\(|@import/g)).toBe(null);
  });

  it('shows names as text, whatever they contain', () => {
    const page = vmotionPage('<script>alert(1)</script>', runs('<img src=x onerror=alert(1)>'), '');
    expect(page).not.toMatch(/<script|<img/);
  });

  it('names what is fitted and what is predicted', () => {
    const page = vmotionPage('t', runs(), '');
    expect(page).toContain('fitted to published figures');
    expect(page).toContain('the rest is predicted');
  });
});

describe('the data beside it', () => {
  it('is a table of all runs, in which no spreadsheet sees a formula', () => {
    const [head, first] = vmotionCsv(runs('=HYPERLINK("x")')).split('\n');
    expect(head).toMatch(/^"Scenario","Source","Repetition","Encrypted"/);
    expect(first).toMatch(/^"'=HYPERLINK\(""x""\)","simulated","1","false","sqlserver"/);
  });

  it('is the runs themselves as JSON', () => {
    expect(JSON.parse(vmotionJson(runs()))).toEqual(JSON.parse(JSON.stringify(runs())));
  });
});

it('the terminal shows the same medians as bars', () => {
  const lines = terminalPlot(runs('far'), 80);
  expect(lines.every((line) => line.length <= 80)).toBe(true);
  expect(lines.filter((line) => line.startsWith('  150 ms encrypted'))).toHaveLength(5);
  expect(lines).toContain('Processor time, source: encrypted 2.43 × plain');
});
