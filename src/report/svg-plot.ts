/** Plots as SVG text without scripts, fonts or colours of their own: the page's style sheet has these. */

export interface Series {
  readonly name: string;
  /** A class of the style sheet: `plain`, `encrypted`. */
  readonly style: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface BarGroup {
  readonly label: string;
  readonly bars: readonly { readonly name: string; readonly style: string; readonly value: number }[];
}

const WIDTH = 360;
const HEIGHT = 236;
const LEFT = 52;
const RIGHT = 10;
const TOP = 10;
const BOTTOM = 40;
const PLOT_WIDTH = WIDTH - LEFT - RIGHT;
const PLOT_HEIGHT = HEIGHT - TOP - BOTTOM;

export function linePlot(title: string, xLabel: string, series: readonly Series[]): string {
  const points = series.flatMap((one) => one.points);
  // From zero, so that the ticks are round.
  const minX = Math.min(0, ...points.map(({ x }) => x));
  const maxX = Math.max(...points.map(({ x }) => x));
  const scale = axis(Math.max(0, ...points.map(({ y }) => y)));
  const xOf = (x: number): number => LEFT + (maxX === minX ? 0.5 : (x - minX) / (maxX - minX)) * PLOT_WIDTH;
  const yOf = (y: number): number => TOP + (1 - y / scale.max) * PLOT_HEIGHT;
  const lines = series.map(({ name, style, points: own }) => {
    const path = own.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${round(xOf(x))} ${round(yOf(y))}`).join('');
    const dots =
      own.length <= 12
        ? own.map(
            ({ x, y }) =>
              `<circle class="${style}" cx="${round(xOf(x))}" cy="${round(yOf(y))}" r="3"><title>${escapeText(`${name}: ${format(y)} at ${format(x)}`)}</title></circle>`,
          )
        : [];
    return `<path class="line ${style}" d="${path}"/>${dots.join('')}`;
  });
  const ticks = axis(maxX - minX)
    .ticks.map((x) => x + minX)
    .filter((x) => x <= maxX);
  const labels = ticks.map((x) => text(xOf(x), HEIGHT - BOTTOM + 16, format(x), 'middle'));
  return frame(title, [
    ...grid(scale, yOf),
    ...lines,
    ...labels,
    text(LEFT + PLOT_WIDTH / 2, HEIGHT - 6, xLabel, 'middle'),
  ]);
}

export function barPlot(title: string, groups: readonly BarGroup[]): string {
  const scale = axis(Math.max(0, ...groups.flatMap(({ bars }) => bars.map(({ value }) => value))));
  const yOf = (y: number): number => TOP + (1 - y / scale.max) * PLOT_HEIGHT;
  const slot = PLOT_WIDTH / Math.max(1, groups.length);
  const parts: string[] = [];
  for (const [index, { label, bars }] of groups.entries()) {
    const width = Math.min(34, (slot * 0.8) / Math.max(1, bars.length));
    const start = LEFT + slot * index + (slot - width * bars.length) / 2;
    for (const [at, { name, style, value }] of bars.entries()) {
      const y = yOf(value);
      parts.push(
        `<rect class="${style}" x="${round(start + at * width)}" y="${round(y)}" width="${round(width - 2)}" height="${round(TOP + PLOT_HEIGHT - y)}"><title>${escapeText(`${label}, ${name}: ${format(value)}`)}</title></rect>`,
      );
    }
    parts.push(text(LEFT + slot * (index + 0.5), HEIGHT - BOTTOM + 16, shorten(label, slot), 'middle'));
  }
  return frame(title, [...grid(scale, yOf), ...parts]);
}

interface Axis {
  readonly max: number;
  readonly ticks: readonly number[];
}

/** Round steps of 1, 2 or 5 times a power of ten, four or so of them. */
function axis(greatest: number): Axis {
  if (!(greatest > 0)) return { max: 1, ticks: [0, 1] };
  const rough = greatest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const count = Math.ceil(greatest / step);
  return { max: count * step, ticks: Array.from({ length: count + 1 }, (_, i) => i * step) };
}

function grid(scale: Axis, yOf: (y: number) => number): string[] {
  return scale.ticks.map((tick) => {
    const y = round(yOf(tick));
    return `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}"/>${text(LEFT - 6, y + 4, format(tick), 'end')}`;
  });
}

function frame(title: string, parts: readonly string[]): string {
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeText(title)}">${parts.join('')}</svg>`;
}

function text(x: number, y: number, value: string, anchor: 'middle' | 'end'): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escapeText(value)}</text>`;
}

function shorten(label: string, width: number): string {
  const limit = Math.max(4, Math.floor(width / 6.2));
  return label.length <= limit ? label : `${label.slice(0, limit - 1)}…`;
}

export function format(value: number): string {
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  if (magnitude >= 1000)
    return Math.round(value)
      .toString()
      .replace(/\B(?=(\d{3})+$)/g, ' ');
  return String(Number(value.toPrecision(magnitude >= 100 ? 3 : magnitude >= 1 ? 3 : 2)));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeText(value: string): string {
  return value.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
