import { describe, expect, it } from 'vitest';
import { MiB } from '../../src/base/units.ts';
import type { WorkloadKind } from '../../src/vmotion/workload.ts';
import { createLink } from './memory-wire.ts';
import { DEVICE_STATE, rehearse, wholeMemoryHash } from './rehearsal.ts';

describe.each([true, false])('a migration, encrypted: %s', (encrypted) => {
  it.each<WorkloadKind>(['idle', 'redis', 'sqlserver', 'uniform', 'sequential', 'custom'])(
    'brings the memory of a guest that runs %s over unchanged',
    async (kind) => {
      const { source, destination, guest, arrived } = await rehearse({
        encrypted,
        links: [createLink()],
        workload: { kind, seed: 3, hotShare: 0.7 },
        memory: { sizeBytes: 24 * MiB, populated: 0.75 },
        linkBytesPerSecond: 80 * MiB,
        settings: { 'Migrate.PreCopySwitchoverTimeGoal': 100 },
      });
      expect(source.fault).toBeUndefined();
      expect(destination).toMatchObject({ running: true, deviceState: DEVICE_STATE });
      expect(wholeMemoryHash(arrived)).toBe(wholeMemoryHash(guest.memory));
      expect(guest.writes > 0 || kind === 'idle').toBe(true);
      expect(source.rounds.length).toBeGreaterThanOrEqual(2);
    },
  );

  it('spreads over several streams', async () => {
    const links = [createLink(), createLink(), createLink()];
    const { source, destination, guest, arrived } = await rehearse({
      encrypted,
      links,
      workload: { kind: 'redis', seed: 5 },
      memory: { sizeBytes: 16 * MiB, populated: 1 },
    });
    expect([source.running, destination.running]).toEqual([true, true]);
    expect(wholeMemoryHash(arrived)).toBe(wholeMemoryHash(guest.memory));
  });
});

it('announces zero pages instead of sending them, unless told to', async () => {
  const memory = { sizeBytes: 16 * MiB, populated: 0.25 };
  const detect = await rehearse({ links: [createLink()], memory });
  expect(detect.source.rounds[0]).toMatchObject({ pages: expect.any(Number), zeroPages: expect.any(Number) });
  const first = detect.source.rounds[0];
  expect((first?.pages ?? 0) + (first?.zeroPages ?? 0)).toBe(4096);
  expect(first?.zeroPages).toBeGreaterThan(3072);
  const all = await rehearse({ links: [createLink()], memory, settings: { 'Migrate.DetectZeroPages': 0 } });
  expect(all.source.rounds[0]).toMatchObject({ pages: 4096, zeroPages: 0 });
  expect(wholeMemoryHash(all.arrived)).toBe(wholeMemoryHash(all.guest.memory));
});
