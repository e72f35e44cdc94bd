import { MiB } from '../base/units.ts';
import type { VMotionRun } from '../datacenter/migration/vmotion-run.ts';

/** What a report shows of many runs: the median of each measure, per scenario, distance and encryption. */

export interface Measure {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  of(run: VMotionRun): number | undefined;
}

export const MEASURES: readonly Measure[] = [
  { id: 'duration', title: 'Duration', unit: 's', of: (run) => run.durationMs / 1000 },
  { id: 'downtime', title: 'Downtime', unit: 'ms', of: (run) => run.downtimeMs },
  {
    id: 'throughput',
    title: 'Throughput of the migration',
    unit: 'MB/s',
    of: (run) => run.throughputBytesPerSecond / MiB,
  },
  { id: 'source-cpu', title: 'Processor time, source', unit: 's', of: (run) => run.sourceCpuSeconds },
  {
    id: 'destination-cpu',
    title: 'Processor time, destination',
    unit: 's',
    of: (run) => run.destinationCpuSeconds,
  },
];

export const SIDES = [
  { encrypted: false, name: 'plain', style: 'plain' },
  { encrypted: true, name: 'encrypted', style: 'encrypted' },
] as const;

/** The runs of one scenario, and the distances that it was run over. */
export interface Scenario {
  readonly name: string;
  readonly runs: readonly VMotionRun[];
  readonly rtts: readonly number[];
}

export function scenariosOf(runs: readonly VMotionRun[]): Scenario[] {
  const byName = new Map<string, VMotionRun[]>();
  for (const run of runs) byName.set(run.scenario, [...(byName.get(run.scenario) ?? []), run]);
  return [...byName].map(([name, own]) => ({
    name,
    runs: own,
    rtts: [...new Set(own.map(({ rttMs }) => rttMs))].sort((a, b) => a - b),
  }));
}

/** The median of a measure over the runs that it is known for; undefined when it is known for none. */
export function median(runs: readonly VMotionRun[], measure: Measure): number | undefined {
  const values = runs
    .flatMap((run) => measure.of(run) ?? [])
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const middle = values.length >> 1;
  if (values.length % 2 === 1) return values[middle];
  const [low, high] = [values[middle - 1], values[middle]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

/** How much more the encrypted runs take than the plain ones; undefined without both. */
export function encryptedRatio(runs: readonly VMotionRun[], measure: Measure): number | undefined {
  const plain = median(
    runs.filter((run) => !run.encrypted),
    measure,
  );
  const encrypted = median(
    runs.filter((run) => run.encrypted),
    measure,
  );
  return plain === undefined || encrypted === undefined || plain === 0 ? undefined : encrypted / plain;
}

/** The run whose workload is drawn over time: of the middle duration. */
export function typicalRun(runs: readonly VMotionRun[], encrypted: boolean): VMotionRun | undefined {
  const own = runs
    .filter((run) => run.encrypted === encrypted && run.workloadSamples.length > 0)
    .sort((a, b) => a.durationMs - b.durationMs);
  return own[own.length >> 1];
}

/** How the figures came about, in a sentence; a report never mixes the two without saying so. */
export function originOf(runs: readonly VMotionRun[]): string {
  const measured = runs.filter(({ source }) => source === 'measured').length;
  const simulated = runs.length - measured;
  const parts = [
    ...(measured > 0
      ? [
          `${measured} runs were measured: real memory over sockets of this machine, source and destination on its own processors.`,
        ]
      : []),
    ...(simulated > 0
      ? [
          `${simulated} runs were computed on the simulated clock: stream rate and processor curves are fitted to published figures of VMware’s (KB 323379; the encrypted vMotion paper of 2017), the rest is predicted by the pre-copy rounds. Fixed times of start and switch-over are assumed.`,
        ]
      : []),
  ];
  return parts.join(' ');
}
