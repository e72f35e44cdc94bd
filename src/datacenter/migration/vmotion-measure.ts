import { fail, ok } from '../../base/result.ts';
import type { GuestMemorySpec } from '../../vmotion/guest-memory.ts';
import { type MigrationProgress, type MigrationResult, startMigration } from '../../vmotion/migration.ts';
import { createMigrationSecrets } from '../../vmotion/migration-order.ts';
import type { MigrateSettings } from '../../vmotion/settings.ts';
import { type Workload, writeRegions } from '../../vmotion/workload.ts';
import type { Fault } from '../faults.ts';
import { type Operation, waitFor } from '../operation.ts';
import type { WorkloadName } from '../rows.ts';
import type { VMotionRun } from './vmotion-run.ts';

/** A migration that is made only to be measured: real memory, real sockets, no VM. */
export interface MeasureRequest {
  readonly scenario: string;
  readonly repetition: number;
  readonly memory: GuestMemorySpec;
  readonly workload: Workload & { readonly kind: WorkloadName };
  readonly encrypted: boolean;
  /** Holds the migration to a link of this speed. */
  readonly linkBytesPerSecond?: number;
  readonly settings: MigrateSettings;
}

const PAGE_BYTES = 4096;

export function* measureVMotion(request: MeasureRequest): Operation<VMotionRun> {
  const wrong = checkMemory(request.memory);
  if (wrong !== undefined) return fail(wrong);
  const pending = startMigration({
    memory: request.memory,
    workload: request.workload,
    encryption: { encrypted: request.encrypted, reason: 'measured' },
    secrets: createMigrationSecrets(),
    settings: request.settings,
    ...(request.linkBytesPerSecond !== undefined && { linkBytesPerSecond: request.linkBytesPerSecond }),
    switchOver: () => true,
  });
  const result = yield* waitFor(pending, (progress) => (progress as MigrationProgress).memoryPart * 0.9);
  if (result.fault?.kind === 'Cancelled') return fail({ kind: 'RequestCanceled', entity: request.scenario });
  if (result.outcome === 'stayed' && result.fault?.kind !== 'NotConverging') {
    return fail({
      kind: 'MigrationFailed',
      entity: request.scenario,
      host: 'this machine',
      engine: result.fault?.kind ?? 'SourceLost',
      detail: result.fault?.message ?? 'The source ended without a word.',
    });
  }
  return ok(runOf(request, result));
}

function runOf(request: MeasureRequest, result: MigrationResult): VMotionRun {
  const { memory, workload, linkBytesPerSecond } = request;
  const populatedBytes = memory.sizeBytes * memory.populated;
  const fullSpeed =
    writeRegions(workload, populatedBytes).reduce((sum, region) => sum + region.bytesPerSecond, 0) /
    PAGE_BYTES;
  return {
    source: 'measured',
    scenario: request.scenario,
    repetition: request.repetition,
    encrypted: result.encrypted,
    workload: workload.kind,
    memoryBytes: memory.sizeBytes,
    linkBitsPerSecond: linkBytesPerSecond === undefined ? undefined : linkBytesPerSecond * 8,
    rttMs: 0,
    streams: result.streams,
    outcome: result.outcome === 'moved' ? 'moved' : 'not-converging',
    rounds: result.rounds.length,
    sentBytes: result.sentBytes,
    zeroPages: result.zeroPages,
    durationMs: result.durationMs,
    downtimeMs: result.downtimeMs,
    throughputBytesPerSecond: result.throughputBytesPerSecond,
    sourceCpuSeconds: result.cpuSeconds.source,
    destinationCpuSeconds: result.cpuSeconds.destination,
    slowestGuestSpeed: result.slowestGuestSpeed,
    workloadSamples: fullSpeed === 0 ? [] : samplesOf(result, fullSpeed),
    limit: undefined,
  };
}

/** The guest's speed while it ran, and that it stood still for the switch-over. */
function samplesOf(
  { samples, outcome, durationMs, downtimeMs }: MigrationResult,
  fullSpeed: number,
): VMotionRun['workloadSamples'] {
  const ran = samples.map(({ atMs, writesPerSecond }) => ({ atMs, speed: writesPerSecond / fullSpeed }));
  const last = ran.at(-1);
  if (outcome !== 'moved' || last === undefined) return ran;
  const stoppedMs = Math.max(last.atMs, durationMs - downtimeMs);
  return [
    ...ran,
    { atMs: stoppedMs, speed: last.speed },
    { atMs: stoppedMs, speed: 0 },
    { atMs: durationMs, speed: 0 },
  ];
}

/** Two copies of the memory are real: the source's and the destination's. */
const LIMIT_MEMORY_BYTES = 16 * 2 ** 30;

function checkMemory({ sizeBytes }: GuestMemorySpec): Fault | undefined {
  if (sizeBytes >= PAGE_BYTES && sizeBytes <= LIMIT_MEMORY_BYTES) return undefined;
  return {
    kind: 'InvalidArgument',
    parameter: 'MemoryMB',
    rule: 'Memory that is really moved has up to 16 GB.',
    remedy: 'For more: Invoke-VMotionSimulation -MemoryGB 64',
  };
}
