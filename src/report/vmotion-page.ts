import type { VMotionRun } from '../datacenter/migration/vmotion-run.ts';
import { figure, reportPage } from './report-page.ts';
import { type BarGroup, barPlot, escapeText, linePlot, type Series } from './svg-plot.ts';
import {
  encryptedRatio,
  MEASURES,
  type Measure,
  median,
  originOf,
  type Scenario,
  SIDES,
  scenariosOf,
  typicalRun,
} from './vmotion-figures.ts';
import { COLUMNS } from './vmotion-table.ts';

/** Fewer distances than this are bars, not a line. */
const LINE_FROM_POINTS = 3;

export function vmotionPage(title: string, runs: readonly VMotionRun[], madeAt: string): string {
  const scenarios = scenariosOf(runs);
  const legend = `<p class="legend">${SIDES.map(({ name, style }) => `<span><i class="${style}"></i>${name}</span>`).join('')}</p>`;
  return reportPage(
    title,
    `${originOf(runs)} Each point is the median of its repetitions. ${madeAt}`,
    `${legend}
<main>
${overview(scenarios)}
${scenarios.map(section).join('\n')}
</main>
<section>
<h2>All runs</h2>
${table(runs)}
</section>`,
  );
}

/** What encryption adds, by scenario. */
function overview(scenarios: readonly Scenario[]): string {
  const rows = scenarios.map(({ name, runs }) => {
    const cells = MEASURES.map((measure) => {
      const ratio = encryptedRatio(runs, measure);
      return `<td>${ratio === undefined ? '–' : `${ratio.toFixed(2)} ×`}</td>`;
    });
    return `<tr><th scope="row">${escapeText(name)}</th>${cells.join('')}</tr>`;
  });
  const heads = MEASURES.map(({ title }) => `<th scope="col">${escapeText(title)}</th>`);
  return `<section><h2>Encrypted compared with plain</h2><div class="wide"><table><thead><tr><th scope="col">Scenario</th>${heads.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div></section>`;
}

function section(scenario: Scenario): string {
  const plots = MEASURES.map((measure) =>
    figure(`${measure.title} (${measure.unit})`, measurePlot(scenario, measure)),
  );
  const workload = workloadPlot(scenario);
  return `<section><h2>${escapeText(scenario.name)}</h2><div class="plots">${[...plots, ...(workload === undefined ? [] : [figure('The workload while it moves (part of full speed, by seconds)', workload)])].join('')}</div></section>`;
}

function measurePlot(scenario: Scenario, measure: Measure): string {
  const at = (rttMs: number, encrypted: boolean): number | undefined =>
    median(
      scenario.runs.filter((run) => run.rttMs === rttMs && run.encrypted === encrypted),
      measure,
    );
  const label = `${scenario.name}: ${measure.title}`;
  if (scenario.rtts.length >= LINE_FROM_POINTS) {
    const series: Series[] = SIDES.map(({ name, style, encrypted }) => ({
      name,
      style,
      points: scenario.rtts.flatMap((x) => {
        const y = at(x, encrypted);
        return y === undefined ? [] : [{ x, y }];
      }),
    }));
    return linePlot(
      label,
      'round-trip time, ms',
      series.filter(({ points }) => points.length > 0),
    );
  }
  const groups: BarGroup[] = scenario.rtts.map((rttMs) => ({
    label: scenario.rtts.length === 1 ? 'median' : `${rttMs} ms`,
    bars: SIDES.flatMap(({ name, style, encrypted }) => {
      const value = at(rttMs, encrypted);
      return value === undefined ? [] : [{ name, style, value }];
    }),
  }));
  return barPlot(label, groups);
}

function workloadPlot({ name, runs, rtts }: Scenario): string | undefined {
  const farthest = runs.filter(({ rttMs }) => rttMs === rtts.at(-1));
  const series = SIDES.flatMap(({ name: side, style, encrypted }): Series[] => {
    const run = typicalRun(farthest, encrypted);
    if (run === undefined) return [];
    const points = run.workloadSamples.map(({ atMs, speed }) => ({ x: atMs / 1000, y: speed }));
    return [{ name: side, style, points }];
  });
  return series.length === 0 ? undefined : linePlot(`${name}: the workload over time`, 'seconds', series);
}

function table(runs: readonly VMotionRun[]): string {
  const head = COLUMNS.map(({ name }) => `<th scope="col">${escapeText(name)}</th>`).join('');
  const rows = runs.map((run) => {
    const cells = COLUMNS.map(({ of }) => {
      const value = of(run);
      return `<td>${value === undefined ? '' : escapeText(String(value))}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}
