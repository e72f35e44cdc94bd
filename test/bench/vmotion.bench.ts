import { MiB } from '../../src/base/units.ts';
import { createSeededMemory, type GuestMemory, reserveMemory } from '../../src/vmotion/guest-memory.ts';
import { type MigrationResult, startMigration } from '../../src/vmotion/migration.ts';
import { createMigrationSecrets } from '../../src/vmotion/migration-order.ts';
import { migrateSettings } from '../../src/vmotion/settings.ts';
import type { Figure } from './figure.ts';

/**
 * What encryption costs a real migration: the same guest moved plain and encrypted in turns over loopback, at
 * full speed and held to a link. The plain path is staged through small buffers as the encrypted one is.
 */
export const name = 'vmotion';

const ROUNDS = 5;
const UNPACED_BYTES = 256 * MiB;
const PACED_BYTES = 128 * MiB;
const LINK_BYTES_PER_SECOND = 100 * MiB;

export async function run(): Promise<Figure[]> {
  const unpaced = compare(UNPACED_BYTES, undefined);
  const paced = compare(PACED_BYTES, LINK_BYTES_PER_SECOND);
  const figures: Figure[] = [
    ratio('time, encrypted, full speed', unpaced.encrypted.ms, unpaced.plain.ms, 'ms'),
    ratio('processor, encrypted, full speed', unpaced.encrypted.cpu, unpaced.plain.cpu, 's'),
    ratio('time, encrypted, on a link of 100 MiB/s', paced.encrypted.ms, paced.plain.ms, 'ms'),
    ratio('processor, encrypted, on a link of 100 MiB/s', paced.encrypted.cpu, paced.plain.cpu, 's'),
    {
      figure: 'throughput, encrypted, full speed',
      value: UNPACED_BYTES / unpaced.encrypted.ms / 1e6,
      unit: 'GB/s',
    },
    {
      figure: 'memory per processor second of both hosts, encrypted',
      value: UNPACED_BYTES / unpaced.encrypted.cpu / 1e9,
      unit: 'GB/s',
    },
    { figure: 'downtime, encrypted, full speed', value: unpaced.encrypted.downtimeMs, unit: 'ms' },
  ];
  return Promise.resolve(figures.filter(({ value }) => Number.isFinite(value)));
}

interface Best {
  ms: number;
  cpu: number;
  downtimeMs: number;
}

function compare(
  sizeBytes: number,
  linkBytesPerSecond: number | undefined,
): { plain: Best; encrypted: Best } {
  const memory = createSeededMemory({ seed: 11, sizeBytes, populated: 1 });
  const reserved = reserveMemory(memory.spec);
  const best = { plain: worst(), encrypted: worst() };
  for (let round = 0; round < ROUNDS; round++) {
    for (const kind of ['plain', 'encrypted'] as const) {
      const result = migrateForBench(memory, reserved, kind === 'encrypted', linkBytesPerSecond);
      const { source, destination } = result.cpuSeconds;
      best[kind].ms = Math.min(best[kind].ms, result.durationMs);
      best[kind].downtimeMs = Math.min(best[kind].downtimeMs, result.downtimeMs);
      if (source !== undefined && destination !== undefined) {
        best[kind].cpu = Math.min(best[kind].cpu, source + destination);
      }
    }
  }
  return best;
}

const worst = (): Best => ({
  ms: Number.POSITIVE_INFINITY,
  cpu: Number.POSITIVE_INFINITY,
  downtimeMs: Number.POSITIVE_INFINITY,
});

export function migrateForBench(
  memory: GuestMemory,
  reserved: GuestMemory,
  encrypted: boolean,
  linkBytesPerSecond: number | undefined,
): MigrationResult {
  const settings = migrateSettings();
  if (!settings.ok) throw new Error(settings.fault.message);
  // The destination's memory is there and empty, as for a guest with a full reservation.
  reserved.backed.words.fill(0);
  for (const region of reserved.regions) region.fill(0);
  const result = startMigration({
    memory,
    reserved,
    workload: { kind: 'idle', seed: 2, bytesPerSecond: 0 },
    encryption: { encrypted, reason: 'bench' },
    secrets: createMigrationSecrets(),
    settings: settings.value,
    ...(linkBytesPerSecond === undefined ? {} : { linkBytesPerSecond }),
    switchOver: () => true,
  }).wait();
  if (result.outcome !== 'moved') throw new Error(result.fault?.message);
  return result;
}

function ratio(figure: string, encrypted: number, plain: number, unit: string): Figure {
  return {
    figure,
    value: encrypted,
    unit,
    peer: 'the same, plain',
    peerValue: plain,
    ratio: encrypted / plain,
  };
}
