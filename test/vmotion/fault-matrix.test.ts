import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KiB, MiB } from '../../src/base/units.ts';
import type { Link, Tamper } from './memory-wire.ts';
import { createLink } from './memory-wire.ts';
import {
  isSameMemory,
  oneTimeProtection,
  type Rehearsal,
  type RehearsalOutcome,
  rehearse,
} from './rehearsal.ts';
import { createSocketLink } from './socket-link.ts';
import { capture, TAMPERINGS, type Tampering, tamperWith } from './tamper.ts';
import { inVirtualTime, useVirtualTime, virtualClock } from './virtual-time.ts';

const SOAK = process.env['SOAK'] === '1';
const QUIET = { kind: 'idle', seed: 1, bytesPerSecond: 0 } as const;
const BUSY = { kind: 'redis', seed: 1, bytesPerSecond: 64 * MiB } as const;
const SMALL = { seed: 3, sizeBytes: 128 * KiB, populated: 1 };
/** Small records: a small memory still takes many. */
const SETTINGS = { 'Migrate.PreCopyPagesPerSend': 4 };
const VIRTUAL = { timeoutMs: 80, clock: virtualClock };
type Direction = 'from the source' | 'from the destination';

interface Case {
  readonly encrypted: boolean;
  readonly direction: Direction;
  readonly tampering: Tampering;
  readonly record: number;
  readonly bit: number;
  readonly busy: boolean;
}

/** Whatever the network did: the guest runs in one place, with its own memory, and a failure has a name. */
function judge({ source, destination, guest, arrived, decided }: RehearsalOutcome): void {
  const moved = decided === true;
  expect(destination.running).toBe(moved);
  expect(guest.speed).toBe(moved ? 0 : 1);
  expect(source.decided).toBe(moved);
  if (moved) expect(isSameMemory(arrived, guest.memory)).toBe(true);
  else expect(source.fault?.message).toMatch(/\.$/);
}

function linkTampers(direction: Direction, tamper: Tamper): [Tamper | undefined, Tamper | undefined] {
  return direction === 'from the source' ? [tamper, undefined] : [undefined, tamper];
}

async function tampered(
  one: Case,
  link: (...tampers: [Tamper?, Tamper?]) => Link | Promise<Link>,
  time: Pick<Rehearsal, 'timeoutMs' | 'clock'> = { timeoutMs: 80 },
): Promise<RehearsalOutcome> {
  const tampers = linkTampers(one.direction, tamperWith(one.tampering, one.record, one.bit));
  return rehearse({
    encrypted: one.encrypted,
    memory: SMALL,
    settings: SETTINGS,
    workload: one.busy ? BUSY : QUIET,
    links: [await link(...tampers)],
    ...time,
  });
}

/** How many records an undisturbed migration of a quiet guest sends each way. */
async function recordCounts(): Promise<Record<Direction, number>> {
  const [there, back] = [capture(), capture()];
  const outcome = await rehearse({
    memory: SMALL,
    settings: SETTINGS,
    workload: QUIET,
    timeoutMs: 5000,
    links: [createLink(there.tamper, back.tamper)],
  });
  expect(outcome.destination.running).toBe(true);
  return { 'from the source': there.records.length, 'from the destination': back.records.length };
}

const counts = await recordCounts();

describe.each([true, false])('a network that tampers, encrypted: %s', (encrypted) => {
  useVirtualTime();
  it.each(TAMPERINGS)('%s: every record, both ways', async (tampering) => {
    for (const direction of Object.keys(counts) as Direction[]) {
      for (let record = 0; record < counts[direction]; record++) {
        const one = { encrypted, direction, tampering, record, bit: record * 29 + 97, busy: false };
        judge(await inVirtualTime(tampered(one, createLink, VIRTUAL)));
      }
    }
  });
});

const cases = fc.record<Case>({
  encrypted: fc.boolean(),
  direction: fc.constantFrom<Direction>('from the source', 'from the destination'),
  tampering: fc.constantFrom(...TAMPERINGS),
  record: fc.nat({ max: counts['from the source'] + 6 }),
  bit: fc.nat({ max: 20_000 * 8 }),
  busy: fc.boolean(),
});

/** Draws cases and judges them, `atOnce` of them at a time; `run` gives a case its link and its time. */
async function judgeMany(
  count: number,
  atOnce: number,
  run: (one: Case) => Promise<RehearsalOutcome>,
): Promise<void> {
  const seed = Date.now() >>> 0;
  const drawn = fc.sample(cases, { numRuns: count, seed });
  for (let first = 0; first < drawn.length; first += atOnce) {
    await Promise.all(
      drawn.slice(first, first + atOnce).map(async (one) => {
        try {
          judge(await run(one));
        } catch (error) {
          throw new Error(`of seed ${seed}: ${JSON.stringify(one)}`, { cause: error });
        }
      }),
    );
    const judged = Math.min(first + atOnce, count);
    if (SOAK && judged % 10_000 === 0) process.stderr.write(`${judged} of ${count} judged\n`);
  }
}

describe('in memory', () => {
  useVirtualTime();
  it('any tampering, anywhere, with a guest at work', { timeout: 3_600_000 }, async () => {
    await judgeMany(SOAK ? 100_000 : 5000, 1, (one) => inVirtualTime(tampered(one, createLink, VIRTUAL)));
  });
});

it('any tampering over real sockets', { timeout: 3_600_000 }, async () => {
  await judgeMany(SOAK ? 1000 : 100, 20, (one) => tampered(one, createSocketLink, { timeoutMs: 300 }));
});

describe('what the faults are called', () => {
  const run = (
    tampering: Tampering,
    record: number,
    encrypted = true,
    direction: Direction = 'from the source',
  ) =>
    tampered({ encrypted, direction, tampering, record, bit: 8 * 40, busy: false }, createLink, {
      timeoutMs: 1500,
    });

  it('a flipped bit of a sealed record is the destination’s ChannelIntegrity', async () => {
    const { source, destination } = await run('flip', 1);
    expect(destination.fault).toMatchObject({ kind: 'ChannelIntegrity', side: 'destination' });
    expect(source.fault).toMatchObject({
      kind: 'PeerRefused',
      message: expect.stringContaining('not genuine'),
    });
  });

  it('a flipped bit of a plain page shows when the memories are compared', async () => {
    const { source } = await run('flip', 1, false);
    expect(source.fault).toMatchObject({ kind: 'MemoryMismatch', side: 'source' });
  });

  it.each(['drop', 'double', 'reorder'] as const)(
    '%s is ChannelIntegrity, sealed or plain',
    async (tampering) => {
      for (const encrypted of [true, false]) {
        expect((await run(tampering, 2, encrypted)).destination.fault).toMatchObject({
          kind: 'ChannelIntegrity',
        });
      }
    },
  );

  it('a cut is ChannelCut on both sides, and silence is PeerSilent', async () => {
    const cut = await run('cut', 2);
    expect([cut.source.fault?.kind, cut.destination.fault?.kind]).toEqual(['ChannelCut', 'ChannelCut']);
    const last = counts['from the source'] - 2;
    const silent = await run('drop', last);
    expect(['PeerSilent', 'PeerRefused']).toContain(silent.source.fault?.kind);
  });
});

describe('keys', () => {
  it('another key, or another nonce, is refused before any page leaves', async () => {
    const protection = oneTimeProtection();
    const others = [
      oneTimeProtection(),
      { ...protection, nonce: new Uint8Array(8) },
      { kind: 'plain' } as const,
    ];
    for (const destinationProtection of others) {
      const sent = capture();
      const outcome = await rehearse({
        protection,
        destinationProtection,
        links: [createLink(sent.tamper)],
        timeoutMs: 80,
      });
      judge(outcome);
      expect(outcome.source.fault).toMatchObject({ kind: 'ChannelIntegrity' });
      expect(outcome.source.rounds).toEqual([]);
      expect(sent.records.length).toBeLessThanOrEqual(1); // its farewell
    }
  });

  it('a recorded stream does not play again under a new key', async () => {
    const old = capture();
    await rehearse({ memory: SMALL, links: [createLink(old.tamper)] });
    const replay = [...old.records];
    const outcome = await rehearse({
      memory: SMALL,
      links: [createLink((record) => [replay.shift() ?? record])],
      timeoutMs: 80,
    });
    judge(outcome);
    expect(outcome.destination.fault).toMatchObject({ kind: 'ChannelIntegrity' });
  });
});

it('cancelling before the switch-over leaves the guest at its source', async () => {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 30);
  const outcome = await rehearse({
    links: [createLink()],
    signal: abort.signal,
    workload: BUSY,
    memory: { sizeBytes: 16 * MiB, populated: 1 },
    linkBytesPerSecond: 4 * MiB,
  });
  judge(outcome);
  expect(outcome.source.fault).toMatchObject({ kind: 'Cancelled' });
});
