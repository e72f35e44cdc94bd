import type { EncryptionCost } from '../datacenter/encryption/encryption-cost.ts';
import { figure, reportPage } from './report-page.ts';
import { barPlot, escapeText, format } from './svg-plot.ts';

const SIDES = ['plain', 'encrypted'] as const;

const MEASURES = [
  { title: 'Requests a second', key: 'operationsPerSecond', scale: 1 },
  { title: 'Throughput, MB/s', key: 'bytesPerSecond', scale: 1e-6 },
  { title: 'Latency, median, ms', key: 'p50Ms', scale: 1 },
  { title: 'Latency, 99th percentile, ms', key: 'p99Ms', scale: 1 },
  { title: 'Processor time a request, µs', key: 'cpuMicroseconds', scale: 1 },
] as const;

/** What encryption costs, load by load: one page with a table and plots. */
export function encryptionCostPage(title: string, costs: readonly EncryptionCost[], madeAt: string): string {
  const [first] = costs;
  const where =
    first === undefined ? '' : `On ${first.datastore}, where the first disk of ${first.vm.name} lies. `;
  const intro = `${where}The same requests, one at a time, on a plain and on an encrypted disk that took turns. ${madeAt}`;
  const legend = `<p class="legend">${SIDES.map((side) => `<span><i class="${side}"></i>${side}</span>`).join('')}</p>`;
  const plots = costs.map((cost) => {
    const groups = [
      {
        label: cost.load,
        bars: SIDES.map((side) => ({ name: side, style: side, value: cost[side].bytesPerSecond / 1e6 })),
      },
    ];
    return figure(`${cost.load} (MB/s)`, barPlot(`${cost.load}: throughput`, groups));
  });
  return reportPage(
    title,
    intro,
    `${legend}<main><div class="plots">${plots.join('')}</div>${MEASURES.map((measure) => table(measure, costs)).join('')}</main>`,
  );
}

function table({ title, key, scale }: (typeof MEASURES)[number], costs: readonly EncryptionCost[]): string {
  const rows = costs.map(({ load, plain, encrypted }) => {
    const ratio = encrypted[key] / plain[key];
    const cells = [plain[key] * scale, encrypted[key] * scale].map((value) => `<td>${format(value)}</td>`);
    return `<tr><th scope="row">${escapeText(load)}</th>${cells.join('')}<td>${format(ratio)} ×</td></tr>`;
  });
  return `<section><h2>${escapeText(title)}</h2><div class="wide"><table><thead><tr><th scope="col">Load</th><th scope="col">plain</th><th scope="col">encrypted</th><th scope="col">encrypted / plain</th></tr></thead><tbody>${rows.join('')}</tbody></table></div></section>`;
}
