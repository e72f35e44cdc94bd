import { assert } from '../base/assert.ts';
import { MiB } from '../base/units.ts';

/**
 * What a guest does to its memory. A workload is a set of regions of its working set, each written at a
 * rate and in a pattern; real guests write pages that way, and the simulated clock computes what they
 * would have written.
 */
export interface Workload {
  readonly kind: WorkloadKind;
  /** Makes the sequence of writes reproducible. */
  readonly seed: number;
  /** Page writes, in bytes of touched pages per second. The kind has its own rate. */
  readonly bytesPerSecond?: number;
  readonly workingSetBytes?: number;
  /** Part of the writes that go to the hottest tenth of the working set; for `custom`. */
  readonly hotShare?: number;
}

export const WORKLOAD_KINDS = ['idle', 'redis', 'sqlserver', 'uniform', 'sequential', 'custom'] as const;
export type WorkloadKind = (typeof WORKLOAD_KINDS)[number];

export interface WriteRegion {
  readonly sizeBytes: number;
  readonly bytesPerSecond: number;
  readonly pattern: 'uniform' | 'sequential';
}

/** The regions of a workload in a guest whose populated memory has this size. */
export function writeRegions(workload: Workload, memoryBytes: number): WriteRegion[] {
  const defaults = DEFAULTS[workload.kind];
  const rate = workload.bytesPerSecond ?? defaults.bytesPerSecond;
  const size = Math.min(workload.workingSetBytes ?? memoryBytes * defaults.workingSet, memoryBytes);
  assert(rate >= 0 && size >= 0, 'a workload has a rate and a working set');
  const hot = workload.kind === 'custom' ? (workload.hotShare ?? 0) : 0;
  const parts = hot > 0 ? hotAndCold(hot) : defaults.parts;
  return parts.map(({ size: part, rate: share, pattern }) => ({
    sizeBytes: size * part,
    bytesPerSecond: rate * share,
    pattern,
  }));
}

/**
 * Unique bytes written within `seconds` when the guest runs at `speed` (1 is full speed): a sweep
 * touches every page once before it comes round, random writes hit some pages again.
 */
export function uniqueBytesWritten(regions: readonly WriteRegion[], seconds: number, speed: number): number {
  let total = 0;
  for (const { sizeBytes, bytesPerSecond, pattern } of regions) {
    if (sizeBytes === 0) continue;
    const written = speed * bytesPerSecond * seconds;
    total +=
      pattern === 'sequential'
        ? Math.min(sizeBytes, written)
        : sizeBytes * (1 - Math.exp(-written / sizeBytes));
  }
  return total;
}

interface Part {
  readonly size: number;
  readonly rate: number;
  readonly pattern: WriteRegion['pattern'];
}

interface Defaults {
  readonly bytesPerSecond: number;
  /** Part of the populated memory. */
  readonly workingSet: number;
  readonly parts: readonly Part[];
}

const UNIFORM: readonly Part[] = [{ size: 1, rate: 1, pattern: 'uniform' }];

const DEFAULTS: Record<WorkloadKind, Defaults> = {
  idle: { bytesPerSecond: MiB, workingSet: 0.02, parts: UNIFORM },
  // An in-memory store under load: most writes hit few keys, the rest anything.
  redis: { bytesPerSecond: 160 * MiB, workingSet: 0.7, parts: hotAndCold(0.8) },
  // A database: the log is written in order, the buffer pool here and there.
  sqlserver: {
    bytesPerSecond: 60 * MiB,
    workingSet: 0.6,
    parts: [
      { size: 0.05, rate: 0.4, pattern: 'sequential' },
      { size: 0.95, rate: 0.6, pattern: 'uniform' },
    ],
  },
  uniform: { bytesPerSecond: 100 * MiB, workingSet: 0.25, parts: UNIFORM },
  sequential: {
    bytesPerSecond: 100 * MiB,
    workingSet: 0.25,
    parts: [{ size: 1, rate: 1, pattern: 'sequential' }],
  },
  custom: { bytesPerSecond: 100 * MiB, workingSet: 0.25, parts: UNIFORM },
};

function hotAndCold(hotShare: number): readonly Part[] {
  return [
    { size: 0.1, rate: hotShare, pattern: 'uniform' },
    { size: 0.9, rate: 1 - hotShare, pattern: 'uniform' },
  ];
}
