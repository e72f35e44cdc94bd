import { formatBytes } from '../../base/units.ts';
import type { ProgressRecord } from '../../protocol/messages.ts';
import { cellsOf, fitted, fittedRow, padded, type Row, segment } from './segment.ts';

const MAX_BARS = 5;

/** One row for each running piece of work: what, how far, how fast, how long still. */
export function progressRows(records: readonly ProgressRecord[], columns: number): Row[] {
  const shown = records.slice(0, MAX_BARS);
  const label = Math.max(
    12,
    Math.min(Math.floor(columns * 0.35), Math.max(0, ...shown.map(({ activity }) => cellsOf(activity)))),
  );
  const rows = shown.map((record) => progressRow(record, columns, label));
  const hidden = records.length - shown.length;
  return hidden > 0 ? [...rows, [segment(fitted(`  and ${hidden} more running`, columns), 'dim')]] : rows;
}

function progressRow(record: ProgressRecord, columns: number, label: number): Row {
  const { activity, percent } = record;
  // The bar says it already.
  const status = /^\d+ ?% complete$/i.test(record.status) ? '' : record.status;
  const name = segment(`${padded(activity, label)} `, 'accent');
  const facts = factsOf(record);
  if (percent === undefined) {
    const text = [status, facts].filter((part) => part !== '').join('  ');
    return fittedRow([name, segment(text, 'plain')], columns);
  }
  const done = Math.max(0, Math.min(100, percent));
  const bar = Math.max(8, Math.min(30, columns - label - 40));
  const filled = Math.floor((bar * done) / 100);
  const number = `${String(Math.floor(done)).padStart(3)} %`;
  const left = columns - label - 1 - bar - 2 - number.length - 2;
  const tail = fitted([facts, status].filter((part) => part !== '').join('  '), left);
  return fittedRow(
    [
      name,
      segment('█'.repeat(filled), 'good'),
      segment('░'.repeat(bar - filled), 'dim'),
      segment(` ${number}  `, 'plain'),
      segment(tail, 'dim'),
    ],
    columns,
  );
}

function factsOf({ bytesPerSecond, secondsLeft }: ProgressRecord): string {
  const rate = bytesPerSecond === undefined ? '' : `${formatBytes(Math.round(bytesPerSecond))}/s`;
  const left = secondsLeft === undefined ? '' : `${duration(secondsLeft)} left`;
  return [rate, left].filter((part) => part !== '').join('  ');
}

/** `0:07`, `12:30`, `1:02:03`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
