import { describe, expect, it } from 'vitest';
import { MiB } from '../../src/base/units.ts';
import { createEmptyMemory, createSeededMemory } from '../../src/vmotion/guest-memory.ts';
import {
  type MigrationProgress,
  type MigrationResult,
  type MigrationSpec,
  startMigration,
} from '../../src/vmotion/migration.ts';
import { createMigrationSecrets } from '../../src/vmotion/migration-order.ts';
import { settingsOf, wholeMemoryHash } from './rehearsal.ts';

const MEMORY = { seed: 11, sizeBytes: 32 * MiB, populated: 0.5 };

function spec(overrides: Partial<MigrationSpec> = {}): MigrationSpec {
  return {
    memory: MEMORY,
    workload: { kind: 'redis', seed: 2 },
    encryption: { encrypted: true, reason: 'The VM requires it.' },
    secrets: createMigrationSecrets(),
    settings: settingsOf(),
    switchOver: () => true,
    ...overrides,
  };
}

const hashOf = (result: MigrationResult): string | undefined =>
  result.memory && wholeMemoryHash(result.memory);

describe('a migration between two data planes', () => {
  it.each([true, false])('moves a running guest, encrypted: %s', (encrypted) => {
    const memory = createSeededMemory(MEMORY);
    const before = wholeMemoryHash(memory);
    const result = startMigration(spec({ memory, encryption: { encrypted, reason: 'because' } })).wait();
    expect(result).toMatchObject({ outcome: 'moved', fault: undefined, encrypted, reason: 'because' });
    // The source's memory is as it was when the guest stopped there.
    expect(hashOf(result)).toBe(wholeMemoryHash(memory));
    expect(hashOf(result)).not.toBe(before);
    expect(result.rounds.length).toBeGreaterThanOrEqual(2);
    expect(result.pages + result.zeroPages).toBeGreaterThanOrEqual(MEMORY.sizeBytes / 4096);
    expect(result.downtimeMs).toBeGreaterThan(0);
    expect(result.downtimeMs).toBeLessThan(result.durationMs);
  });

  it('makes the memory from its seed where nobody holds it', () => {
    const result = startMigration(spec({ workload: { kind: 'idle', seed: 1, bytesPerSecond: 0 } })).wait();
    expect(hashOf(result)).toBe(wholeMemoryHash(createSeededMemory(MEMORY)));
  });

  it('moves on from where it was: there and back again', () => {
    const there = startMigration(spec()).wait();
    if (there.memory === undefined) throw new Error('the guest is nowhere');
    const back = startMigration(spec({ memory: there.memory })).wait();
    expect(back.outcome).toBe('moved');
    expect(hashOf(back)).toBe(wholeMemoryHash(there.memory));
  });

  it('uses as many streams as the setting says', () => {
    const result = startMigration(
      spec({ settings: settingsOf({ 'Migrate.VMotionStreamHelpers': 4 }) }),
    ).wait();
    expect(result).toMatchObject({ outcome: 'moved', streams: 4 });
  });

  it('leaves the guest where it is when the switch-over is refused', () => {
    const memory = createSeededMemory(MEMORY);
    const result = startMigration(spec({ memory, switchOver: () => false })).wait();
    expect(result).toMatchObject({ outcome: 'stayed', fault: { kind: 'SwitchOverRefused' } });
    // Shared memory comes back as another view of the same bytes.
    memory.regions[0]?.set([1, 2, 3], 4096);
    expect(result.memory?.regions[0]?.subarray(4096, 4099)).toEqual(Uint8Array.of(1, 2, 3));
  });

  it('can be cancelled, and reports how far it came', () => {
    const migration = startMigration(spec({ linkBytesPerSecond: 4 * MiB }));
    let progress: MigrationProgress | undefined;
    const result = migration.wait(() => {
      progress ??= migration.progress as MigrationProgress | undefined;
      if (progress !== undefined) migration.cancel();
    });
    expect(progress).toMatchObject({ phase: 'pre-copy', round: 0 });
    expect(result).toMatchObject({ outcome: 'stayed', fault: { kind: 'Cancelled' } });
  });

  it('slows a guest that writes faster than the link carries', () => {
    const result = startMigration(
      spec({
        workload: { kind: 'uniform', seed: 4, bytesPerSecond: 400 * MiB, workingSetBytes: 12 * MiB },
        linkBytesPerSecond: 40 * MiB,
        settings: settingsOf({ 'Migrate.PreCopySwitchoverTimeGoal': 100 }),
      }),
    ).wait();
    expect(result.outcome).toBe('moved');
    expect(result.slowestGuestSpeed).toBeLessThan(0.5);
    const [first] = result.samples;
    expect(result.samples.at(-1)?.writesPerSecond).toBeLessThan((first?.writesPerSecond ?? 0) / 2);
  });

  it('gives up on a guest that it may not slow', () => {
    const result = startMigration(
      spec({
        workload: { kind: 'uniform', seed: 4, bytesPerSecond: 400 * MiB, workingSetBytes: 12 * MiB },
        linkBytesPerSecond: 80 * MiB,
        settings: settingsOf({ 'Migrate.SdpsEnabled': 0, 'Migrate.PreCopySwitchoverTimeGoal': 100 }),
      }),
    ).wait();
    expect(result).toMatchObject({ outcome: 'stayed', fault: { kind: 'NotConverging' } });
  });

  it('forgets its nonce', () => {
    const secrets = createMigrationSecrets();
    startMigration(spec({ secrets })).wait();
    expect([...secrets.nonce].every((byte) => byte === 0)).toBe(true);
  });

  it('knows the processor time of each side where the system tells it', () => {
    const { cpuSeconds } = startMigration(spec()).wait();
    if (process.platform !== 'linux') return;
    expect(cpuSeconds.source).toBeGreaterThan(0);
    expect(cpuSeconds.destination).toBeGreaterThan(0);
  });
});

it('a guest that is not there takes no memory', () => {
  const memory = createEmptyMemory({ seed: 1, sizeBytes: 3 * 2 ** 30, populated: 0 });
  expect(memory.pages).toBe(786_432);
  expect(memory.regions.map((region) => region.length)).toEqual([2 ** 30, 2 ** 30, 2 ** 30]);
});
