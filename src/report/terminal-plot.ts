import type { VMotionRun } from '../datacenter/migration/vmotion-run.ts';
import { format } from './svg-plot.ts';
import {
  encryptedRatio,
  MEASURES,
  median,
  originOf,
  type Scenario,
  SIDES,
  scenariosOf,
  typicalRun,
} from './vmotion-figures.ts';

/** The report as lines for a terminal: bars for each measure, and the workload over time. */
export function terminalPlot(runs: readonly VMotionRun[], columns: number): string[] {
  return [
    ...scenariosOf(runs).flatMap((scenario) => scenarioLines(scenario, columns)),
    ...wrapped(originOf(runs), columns),
  ];
}

const LABEL_COLUMNS = 22;
const VALUE_COLUMNS = 16;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const LEVELS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

function scenarioLines(scenario: Scenario, columns: number): string[] {
  const width = Math.max(10, Math.min(60, columns - LABEL_COLUMNS - VALUE_COLUMNS - 2));
  const lines = [scenario.name, '─'.repeat(Math.min(columns, scenario.name.length))];
  for (const measure of MEASURES) {
    const bars = scenario.rtts.flatMap((rttMs) =>
      SIDES.flatMap(({ name, encrypted }) => {
        const value = median(
          scenario.runs.filter((run) => run.rttMs === rttMs && run.encrypted === encrypted),
          measure,
        );
        const label = scenario.rtts.length > 1 ? `${rttMs} ms ${name}` : name;
        return value === undefined ? [] : [{ label, value }];
      }),
    );
    if (bars.length === 0) continue;
    const ratio = encryptedRatio(scenario.runs, measure);
    lines.push('', `${measure.title}${ratio === undefined ? '' : `: encrypted ${format(ratio)} × plain`}`);
    const greatest = Math.max(...bars.map(({ value }) => value));
    for (const { label, value } of bars) {
      lines.push(
        `  ${label.padEnd(LABEL_COLUMNS - 2)}${bar(value, greatest, width)} ${format(value)} ${measure.unit}`,
      );
    }
  }
  const farthest = scenario.runs.filter(({ rttMs }) => rttMs === scenario.rtts.at(-1));
  const overTime = SIDES.flatMap(({ name, encrypted }) => {
    const run = typicalRun(farthest, encrypted);
    return run === undefined ? [] : [`  ${name.padEnd(LABEL_COLUMNS - 2)}${sparkline(run, width)}`];
  });
  if (overTime.length > 0) lines.push('', 'The workload while it moves', ...overTime);
  return [...lines, ''];
}

function bar(value: number, greatest: number, width: number): string {
  const eighths = greatest > 0 ? Math.round((value / greatest) * width * 8) : 0;
  return '█'.repeat(eighths >> 3) + (EIGHTHS[eighths & 7] ?? '');
}

/** The workload's speed in equal slices of the migration's time, each at its lowest. */
function sparkline({ workloadSamples, durationMs }: VMotionRun, width: number): string {
  const slices = new Array<number>(width).fill(Number.NaN);
  for (const { atMs, speed } of workloadSamples) {
    const at = Math.min(width - 1, Math.floor((atMs / Math.max(durationMs, 1)) * width));
    const known = slices[at] ?? Number.NaN;
    slices[at] = Number.isNaN(known) ? speed : Math.min(known, speed);
  }
  let last = 1;
  return slices
    .map((speed) => {
      if (!Number.isNaN(speed)) last = speed;
      return LEVELS[Math.round(Math.min(1, Math.max(0, last)) * 8)] ?? ' ';
    })
    .join('');
}

function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}
