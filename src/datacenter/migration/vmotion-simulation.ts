import { fail, ok, type Result } from '../../base/result.ts';
import { LAN } from '../../vmotion/link-model.ts';
import type { MigrateSettings } from '../../vmotion/settings.ts';
import { type SimulatedMigration, simulateMigration } from '../../vmotion/simulation.ts';
import { type Workload, writeRegions } from '../../vmotion/workload.ts';
import type { Fault } from '../faults.ts';
import type { WorkloadName } from '../rows.ts';
import type { VMotionRun } from './vmotion-run.ts';

/** A migration for the simulated clock. */
export interface SimulationRequest {
  readonly scenario: string;
  readonly memoryBytes: number;
  /** The part of the memory that holds data, 0 to 1. */
  readonly populated: number;
  readonly workload: Workload & { readonly kind: WorkloadName };
  readonly linkBitsPerSecond: number;
  readonly rttMs: number;
  /** Part of the packets that are lost, 0 to 1. */
  readonly loss: number;
  readonly encrypted: boolean;
  /** Cores that each host can give to all its migrations; by default as many as they take. */
  readonly coresPerHost?: number;
  /** Migrations that share link and cores. */
  readonly concurrent: number;
  readonly settings: MigrateSettings;
}

const LIMITS = { memoryBytes: 64 * 2 ** 40, linkBitsPerSecond: 1e12, rttMs: 10_000, concurrent: 128 };

export function simulateVMotion(request: SimulationRequest): Result<VMotionRun, Fault> {
  const wrong = checkRequest(request);
  if (wrong !== undefined) return fail(wrong);
  const { memoryBytes, populated, workload, rttMs, loss, encrypted, concurrent, coresPerHost, settings } =
    request;
  const holdingData = memoryBytes * populated;
  const cores = coresPerHost === undefined ? undefined : coresPerHost / concurrent;
  const migration = simulateMigration({
    memoryBytes: holdingData,
    writes: writeRegions(workload, holdingData),
    link: { ...LAN, bitsPerSecond: request.linkBitsPerSecond / concurrent, rttMs, loss },
    settings,
    encrypted,
    ...(cores !== undefined && { cores: { source: cores, destination: cores } }),
  });
  return ok({
    source: 'simulated',
    scenario: request.scenario,
    repetition: 1,
    encrypted,
    workload: workload.kind,
    memoryBytes,
    linkBitsPerSecond: request.linkBitsPerSecond,
    rttMs,
    streams: migration.streams,
    outcome: migration.outcome,
    rounds: migration.rounds.length,
    sentBytes: Math.round(migration.sentBytes),
    zeroPages: undefined,
    durationMs: migration.durationMs,
    downtimeMs: migration.downtimeMs,
    throughputBytesPerSecond: (migration.sentBytes / migration.durationMs) * 1000,
    sourceCpuSeconds: migration.cpuSeconds.source,
    destinationCpuSeconds: migration.cpuSeconds.destination,
    slowestGuestSpeed: Math.min(1, ...migration.rounds.map(({ guestSpeed }) => guestSpeed)),
    workloadSamples: samplesOf(migration),
    limit: migration.rate.limit,
  });
}

/** Each change of speed as two points, so that a line drawn through them has steps. */
function samplesOf({ guestSpeed, durationMs }: SimulatedMigration): VMotionRun['workloadSamples'] {
  const samples: { atMs: number; speed: number }[] = [];
  for (const [index, { fromMs, speed }] of guestSpeed.entries()) {
    samples.push({ atMs: fromMs, speed });
    samples.push({ atMs: guestSpeed[index + 1]?.fromMs ?? durationMs * 1.05, speed });
  }
  return samples;
}

function checkRequest(request: SimulationRequest): Fault | undefined {
  const outside = (parameter: string, value: number, min: number, max: number): Fault | undefined =>
    Number.isFinite(value) && value >= min && value <= max
      ? undefined
      : {
          kind: 'InvalidArgument',
          parameter,
          rule: `It is from ${min} to ${max}, not ${value}.`,
          remedy: 'Get-Help Invoke-VMotionSimulation',
        };
  return (
    outside('MemoryGB', request.memoryBytes / 2 ** 30, 0.001, LIMITS.memoryBytes / 2 ** 30) ??
    outside('LinkGbps', request.linkBitsPerSecond / 1e9, 0.001, LIMITS.linkBitsPerSecond / 1e9) ??
    outside('RttMs', request.rttMs, 0, LIMITS.rttMs) ??
    outside('LossPct', request.loss * 100, 0, 50) ??
    outside('Concurrent', request.concurrent, 1, LIMITS.concurrent) ??
    outside('PopulatedPct', request.populated * 100, 1, 100)
  );
}
