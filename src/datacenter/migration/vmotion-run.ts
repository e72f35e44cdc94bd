import type { WorkloadName } from '../rows.ts';

/** One migration as an experiment reports it: measured on this machine, or computed on the simulated clock. */
export interface VMotionRun {
  readonly source: 'measured' | 'simulated';
  /** The experiment's own name for what it varies: `redis, 8 GB`. */
  readonly scenario: string;
  readonly repetition: number;
  readonly encrypted: boolean;
  readonly workload: WorkloadName;
  readonly memoryBytes: number;
  /** Undefined: as fast as this machine is. */
  readonly linkBitsPerSecond: number | undefined;
  readonly rttMs: number;
  readonly streams: number;
  readonly outcome: 'moved' | 'stayed' | 'not-converging';
  readonly rounds: number;
  readonly sentBytes: number;
  readonly zeroPages: number | undefined;
  readonly durationMs: number;
  readonly downtimeMs: number;
  readonly throughputBytesPerSecond: number;
  readonly sourceCpuSeconds: number | undefined;
  readonly destinationCpuSeconds: number | undefined;
  readonly slowestGuestSpeed: number;
  /** The workload's own throughput while it was moved, as a part of full speed. */
  readonly workloadSamples: readonly { readonly atMs: number; readonly speed: number }[];
  /** What held the speed back; simulated runs know it. */
  readonly limit: string | undefined;
}
