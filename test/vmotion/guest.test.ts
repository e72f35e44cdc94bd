import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MiB } from '../../src/base/units.ts';
import { createBitmap, hasBit, nextBit, setAll, setBit } from '../../src/vmotion/bitmap.ts';
import { createGuest } from '../../src/vmotion/guest.ts';
import {
  createSeededMemory,
  DEFAULT_POPULATED,
  isZeroPage,
  populatedBlocks,
} from '../../src/vmotion/guest-memory.ts';
import { preCopy, type RoundOutcome, vmotionPolicy } from '../../src/vmotion/pre-copy.ts';
import { uniqueBytesWritten, WORKLOAD_KINDS, writeRegions } from '../../src/vmotion/workload.ts';
import { settingsOf, wholeMemoryHash } from './rehearsal.ts';

const SPEC = { seed: 42, sizeBytes: 16 * MiB, populated: DEFAULT_POPULATED };

describe('guest memory', () => {
  it('is the same bytes wherever its seed is grown, and others from another seed', () => {
    const hash = wholeMemoryHash(createSeededMemory(SPEC));
    expect(wholeMemoryHash(createSeededMemory(SPEC))).toBe(hash);
    expect(wholeMemoryHash(createSeededMemory({ ...SPEC, seed: 43 }))).not.toBe(hash);
  });

  it('is sparse, and has pages of zeros among the others', () => {
    const memory = createSeededMemory(SPEC);
    expect(populatedBlocks(SPEC)).toHaveLength(2);
    const pages = Array.from({ length: memory.pages }, (_, page) => page);
    const backed = pages.filter((page) => hasBit(memory.backed, page));
    expect(backed).toHaveLength(1024);
    const zero = backed.filter((page) => isZeroPage(memory, page)).length;
    expect(zero).toBeGreaterThan(32);
    expect(zero).toBeLessThan(128);
  });

  it('is refused when it is no whole number of pages', () => {
    expect(() => createSeededMemory({ ...SPEC, sizeBytes: 4097 })).toThrow('whole pages');
  });
});

describe('a workload', () => {
  it.each(WORKLOAD_KINDS)(
    '%s writes the same pages from the same seed, and only those it reports',
    (kind) => {
      const workload = { kind, seed: 5, bytesPerSecond: 8 * MiB, hotShare: 0.9 };
      const guests = [1, 2].map(() => createGuest(createSeededMemory(SPEC), workload));
      for (const guest of guests) for (let slice = 0; slice < 10; slice++) guest.run(50);
      const [one, two] = guests.map(({ memory }) => wholeMemoryHash(memory));
      expect(one).toBe(two);
      const [guest] = guests;
      if (guest === undefined) throw new Error('no guest');
      const untouched = createSeededMemory(SPEC);
      const dirty = guest.collectDirty();
      const changed = Array.from({ length: untouched.pages }, (_, page) => page).filter(
        (page) =>
          Buffer.compare(
            guest.memory.regions[0]?.subarray(page * 4096, (page + 1) * 4096) ?? new Uint8Array(),
            untouched.regions[0]?.subarray(page * 4096, (page + 1) * 4096) ?? new Uint8Array(),
          ) !== 0,
      );
      expect(changed.length).toBeGreaterThan(0);
      for (const page of changed) expect(hasBit(dirty, page)).toBe(true);
      expect(guest.dirtyPages).toBe(0);
    },
  );

  it('writes as fast as it says, slower when slowed, and nothing when stopped', () => {
    const guest = createGuest(createSeededMemory(SPEC), {
      kind: 'uniform',
      seed: 1,
      bytesPerSecond: 4 * MiB,
    });
    guest.run(1000);
    expect(guest.writes).toBe(1024);
    guest.setSpeed(0.25);
    guest.run(1000);
    expect(guest.writes).toBe(1024 + 256);
    guest.setSpeed(0);
    guest.run(1000);
    expect(guest.writes).toBe(1024 + 256);
  });

  it('dirties what the formula says it dirties', () => {
    for (const pattern of ['uniform', 'sequential'] as const) {
      const workload = { kind: pattern, seed: 3, bytesPerSecond: 6 * MiB, workingSetBytes: 4 * MiB };
      const guest = createGuest(createSeededMemory(SPEC), workload);
      guest.run(500);
      const predicted = uniqueBytesWritten(writeRegions(workload, 4 * MiB), 0.5, 1) / 4096;
      expect(Math.abs(guest.dirtyPages - predicted) / predicted).toBeLessThan(0.05);
    }
  });

  it('splits its rate and working set among its regions', () => {
    for (const kind of WORKLOAD_KINDS) {
      const regions = writeRegions({ kind, seed: 1, bytesPerSecond: 1000, hotShare: 0.5 }, 1e6);
      const rate = regions.reduce((sum, region) => sum + region.bytesPerSecond, 0);
      expect(rate).toBeCloseTo(1000);
      expect(regions.reduce((sum, region) => sum + region.sizeBytes, 0)).toBeLessThanOrEqual(1e6);
    }
  });
});

describe('pre-copy', () => {
  const policy = vmotionPolicy(settingsOf());
  /** Feeds rounds to the decisions; the kinds of the steps. */
  function decisions(rounds: readonly RoundOutcome[], limited = policy): string[] {
    const steps = preCopy(limited);
    const kinds: string[] = [];
    const queue = [...rounds];
    let outcome: RoundOutcome | undefined;
    for (;;) {
      const { value: step, done } = steps.next(outcome);
      if (done === true) return kinds;
      kinds.push(step.kind === 'slow' ? `slow to ${step.speed.toFixed(2)}` : step.kind);
      outcome = step.kind === 'send' ? queue.shift() : undefined;
      if (step.kind === 'send' && outcome === undefined) return kinds;
    }
  }
  const round = (sent: number, durationMs: number, remaining: number): RoundOutcome => ({
    sentBytes: sent * MiB,
    durationMs,
    remainingBytes: remaining * MiB,
  });

  it('switches over when the rest can be sent within half a second', () => {
    expect(decisions([round(1000, 1000, 600), round(600, 600, 499)])).toEqual([
      'send',
      'send',
      'switch-over',
    ]);
  });

  it('slows a guest that writes too fast, until memory goes five times as fast', () => {
    const steps = decisions([round(1000, 10_000, 900), round(900, 9000, 50)]);
    expect(steps).toEqual(['send', 'slow to 0.22', 'send', 'switch-over']);
  });

  it('gives up on one that it may not slow', () => {
    const never = vmotionPolicy(settingsOf({ 'Migrate.SdpsEnabled': 0 }));
    const steps = decisions(
      Array.from({ length: 30 }, () => round(100, 1000, 100)),
      never,
    );
    expect(steps.at(-1)).toBe('give-up');
    expect(steps).toHaveLength(11);
  });
});

it('a bitmap finds every bit that was set, and no other', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.array(fc.nat({ max: 299 })), (length, bits) => {
      const bitmap = createBitmap(length);
      const expected = [...new Set(bits.filter((bit) => bit < length))].sort((a, b) => a - b);
      for (const bit of expected) setBit(bitmap, bit);
      const found: number[] = [];
      for (let bit = nextBit(bitmap, 0); bit < length; bit = nextBit(bitmap, bit + 1)) found.push(bit);
      expect(found).toEqual(expected);
      setAll(bitmap);
      expect(nextBit(bitmap, length - 1)).toBe(length - 1);
      expect(nextBit(bitmap, length)).toBe(length);
    }),
    { numRuns: 200 },
  );
});
