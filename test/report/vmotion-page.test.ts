import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrateSettingsOf } from '../../src/datacenter/hosts/host-settings.ts';
import type { VMotionRun } from '../../src/datacenter/migration/vmotion-run.ts';
import { simulateVMotion } from '../../src/datacenter/migration/vmotion-simulation.ts';
import { terminalPlot } from '../../src/report/terminal-plot.ts';
import { vmotionPage } from '../../src/report/vmotion-page.ts';
import { vmotionCsv, vmotionJson } from '../../src/report/vmotion-table.ts';
import { needsCommand } from '../requirements.ts';
import { type Chromium, startChromium } from './chromium.ts';

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
}

describe.skipIf(needsCommand('chromium', 'chromium'))('the page in a browser', () => {
  let chromium: Chromium;
  beforeAll(() => {
    chromium = startChromium();
  });
  afterAll(() => chromium.close());

  it.each([
    { width: 400, dark: false, background: 'rgb(255, 255, 255)' },
    { width: 400, dark: true, background: 'rgb(18, 22, 28)' },
    { width: 1600, dark: false, background: 'rgb(255, 255, 255)' },
    { width: 1600, dark: true, background: 'rgb(18, 22, 28)' },
  ])('is readable at $width pixels, dark: $dark', async ({ width, dark, background }) => {
    const page = vmotionPage('Encrypted vMotion', runs(), 'Made now.');
    const { found, console, requests } = await chromium.open(page, { width, dark }, PROBE);
    expect({ console, requests }).toEqual({ console: [], requests: [] });
    const seen = found as Found;
    expect(seen.window).toBe(width);
    expect(seen.width).toBeLessThanOrEqual(width);
    expect(seen.background).toBe(background);
    expect(seen.plots).toBe(6);
    expect(seen.drawn).toBeGreaterThanOrEqual(12);
    expect(seen.smallestText).toBeGreaterThanOrEqual(9.5);
    expect(seen.outside).toBe(0);
  });

  it('would be caught fetching or failing', async () => {
    const page = '<img src="https://example.com/a.png"><script>throw new Error("broken")</script>';
    const { console, requests } = await chromium.open(page, { width: 1600, dark: false }, '() => 1');
    expect(requests).toEqual(['https://example.com/a.png']);
    expect(console.join()).toContain('broken');
  });
});

describe('the page', () => {
  it('shows names as text, whatever they contain', () => {
    const page = vmotionPage('<script>alert(1)</script>', runs('<img src=x onerror=alert(1)>'), '');
    expect(page).not.toMatch(/<script|<img/);
  });

  it('names nothing to fetch', () => {
    const page = vmotionPage('Encrypted vMotion', runs(), 'Made now.');
    expect(page.match(/(?:src|href)="(?!data:)|url\(|@import/g)).toBe(null);
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
