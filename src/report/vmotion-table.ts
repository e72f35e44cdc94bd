import type { VMotionRun } from '../datacenter/migration/vmotion-run.ts';
import { csvText } from './csv-text.ts';

/** The runs as rows: the columns of the CSV and of the report's table. */
interface Column {
  readonly name: string;
  readonly of: (run: VMotionRun) => string | number | boolean | undefined;
}

const round = (value: number | undefined, digits = 3): number | undefined =>
  value === undefined ? undefined : Number(value.toFixed(digits));

export const COLUMNS: readonly Column[] = [
  { name: 'Scenario', of: (run) => run.scenario },
  { name: 'Source', of: (run) => run.source },
  { name: 'Repetition', of: (run) => run.repetition },
  { name: 'Encrypted', of: (run) => run.encrypted },
  { name: 'Workload', of: (run) => run.workload },
  { name: 'MemoryBytes', of: (run) => run.memoryBytes },
  { name: 'LinkBitsPerSecond', of: (run) => run.linkBitsPerSecond },
  { name: 'RttMs', of: (run) => run.rttMs },
  { name: 'Streams', of: (run) => run.streams },
  { name: 'Outcome', of: (run) => run.outcome },
  { name: 'Rounds', of: (run) => run.rounds },
  { name: 'SentBytes', of: (run) => run.sentBytes },
  { name: 'ZeroPages', of: (run) => run.zeroPages },
  { name: 'DurationMs', of: (run) => round(run.durationMs) },
  { name: 'DowntimeMs', of: (run) => round(run.downtimeMs) },
  { name: 'ThroughputBytesPerSecond', of: (run) => round(run.throughputBytesPerSecond, 0) },
  { name: 'SourceCpuSeconds', of: (run) => round(run.sourceCpuSeconds) },
  { name: 'DestinationCpuSeconds', of: (run) => round(run.destinationCpuSeconds) },
  { name: 'SlowestGuestSpeed', of: (run) => round(run.slowestGuestSpeed) },
  { name: 'Limit', of: (run) => run.limit },
];

export function vmotionCsv(runs: readonly VMotionRun[]): string {
  return csvText(
    COLUMNS.map(({ name }) => name),
    runs.map((run) => COLUMNS.map(({ of }) => of(run))),
  );
}

export function vmotionJson(runs: readonly VMotionRun[]): string {
  return `${JSON.stringify(runs, undefined, 2)}\n`;
}
