import type { VMotionRun } from '../datacenter/vmotion-run.ts';
import { type BarGroup, barPlot, escapeText, format, linePlot, type Series } from './svg-plot.ts';
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

/** One self-contained page: style and plots are in it, and nothing is fetched. */
export function vmotionPage(title: string, runs: readonly VMotionRun[], madeAt: string): string {
  const scenarios = scenariosOf(runs);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${escapeText(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escapeText(title)}</h1>
<p>${escapeText(originOf(runs))} Each point is the median of its repetitions. ${escapeText(madeAt)}</p>
<p class="legend">${SIDES.map(({ name, style }) => `<span><i class="${style}"></i>${name}</span>`).join('')}</p>
</header>
<main>
${overview(scenarios)}
${scenarios.map(section).join('\n')}
</main>
<section>
<h2>All runs</h2>
${table(runs)}
</section>
</body>
</html>
`;
}

/** What encryption adds, by scenario. */
function overview(scenarios: readonly Scenario[]): string {
  const rows = scenarios.map(({ name, runs }) => {
    const cells = MEASURES.map((measure) => {
      const ratio = encryptedRatio(runs, measure);
      return `<td>${ratio === undefined ? '–' : `${format(ratio)} ×`}</td>`;
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

function figure(caption: string, plot: string): string {
  return `<figure><figcaption>${escapeText(caption)}</figcaption>${plot}</figure>`;
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

/** Two colours that are told apart in both schemes and without colour vision (blue and orange). */
const STYLE = `
:root{--ink:#1a1f26;--soft:#56606d;--paper:#fff;--card:#f5f7fa;--rule:#d4dae2;--plain:#1f77b4;--encrypted:#d9730d}
@media (prefers-color-scheme:dark){:root{--ink:#e7ebf0;--soft:#a3adba;--paper:#12161c;--card:#1b2129;--rule:#37404c;--plain:#6cb6f0;--encrypted:#ffa94d}}
*{box-sizing:border-box}
body{margin:0 auto;padding:16px;max-width:1600px;font:16px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
h1{font-size:1.5rem;margin:.2em 0}h2{font-size:1.15rem;margin:1.2em 0 .5em}
header p{max-width:80ch;color:var(--soft);margin:.4em 0}
.legend{display:flex;gap:1.2em}.legend i{display:inline-block;width:14px;height:14px;margin-right:.4em;vertical-align:-2px;border-radius:3px}
i.plain{background:var(--plain)}i.encrypted{background:var(--encrypted)}
.plots{display:grid;gap:12px;grid-template-columns:repeat(auto-fit,minmax(min(100%,340px),1fr))}
figure{margin:0;padding:10px;background:var(--card);border:1px solid var(--rule);border-radius:8px}
figcaption{font-weight:600;font-size:.9rem}
svg{display:block;width:100%;height:auto}
svg text{font:11px system-ui,sans-serif;fill:var(--soft)}
.grid{stroke:var(--rule);stroke-width:1}
.line{fill:none;stroke-width:2}.line.plain{stroke:var(--plain)}.line.encrypted{stroke:var(--encrypted);stroke-dasharray:6 3}
rect.plain,circle.plain{fill:var(--plain)}rect.encrypted,circle.encrypted{fill:var(--encrypted)}
.wide{overflow-x:auto}
table{border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums}
th,td{padding:.3em .6em;border-bottom:1px solid var(--rule);text-align:left;white-space:nowrap}
td{text-align:right}thead th{color:var(--soft);font-weight:600}
`;
