import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MiB } from '../../src/base/units.ts';
import { generateSecretKey } from '../../src/crypto/secret-key.ts';
import { type DestinationOutcome, runDestination } from '../../src/vmotion/destination.ts';
import { createEmptyMemory } from '../../src/vmotion/guest-memory.ts';
import { createRecordWriter, RECORD_TYPES, type RecordType } from '../../src/vmotion/record.ts';
import type { Wire } from '../../src/vmotion/wire.ts';

const RUNS = process.env['SOAK'] === '1' ? 1_000_000 : 300;
const SPEC = { seed: 1, sizeBytes: MiB, populated: 0 };

/** A destination of a plain migration that is sent these bytes, in these pieces, and then nothing more. */
function receive(pieces: readonly Uint8Array[]): Promise<DestinationOutcome> {
  let closed: () => void = () => undefined;
  const wire: Wire = {
    write: () => Promise.resolve(),
    receive(room, filled) {
      for (const piece of pieces) {
        const target = room();
        const length = Math.min(target.length, piece.length);
        target.set(piece.subarray(0, length));
        filled(length);
      }
    },
    onClose(listener) {
      closed = listener;
    },
    end: () => undefined,
    destroy: () => undefined,
  };
  const outcome = runDestination(
    {
      protection: { kind: 'plain' },
      greeting: new Uint8Array(32),
      digestKey: generateSecretKey(32),
      timeoutMs: 10_000,
    },
    createEmptyMemory(SPEC),
    [wire],
    { decision: () => Promise.resolve(false), signal: new AbortController().signal },
  );
  closed();
  return outcome;
}

const types = fc.constantFrom(...(Object.keys(RECORD_TYPES) as RecordType[]));
const runs = fc.array(
  fc.record({
    page: fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 2 ** 32 - 1 })),
    count: fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 65_535 })),
    flags: fc.nat({ max: 3 }),
  }),
  { maxLength: 140 },
);
const tables = runs.map((list) => {
  const body = new Uint8Array(list.length * 8);
  const view = new DataView(body.buffer);
  for (const [i, { page, count, flags }] of list.entries()) {
    view.setUint32(i * 8, page, true);
    view.setUint16(i * 8 + 4, count, true);
    view.setUint16(i * 8 + 6, flags, true);
  }
  return body;
});
const bodies = fc.oneof(
  tables,
  fc.uint8Array({ maxLength: 200 }),
  fc.nat({ max: 40 }).map((n) => new Uint8Array(n * 4096)),
);

/** Records that are well formed on the outside, with any types and contents, and sometimes a byte off. */
const streams = fc
  .tuple(
    fc.array(fc.record({ type: types, body: bodies, final: fc.boolean() }), { maxLength: 12 }),
    fc.option(fc.tuple(fc.nat(), fc.nat({ max: 255 }))),
  )
  .map(([records, damage]) => {
    const writer = createRecordWriter({ kind: 'plain' }, 'source', 0);
    const bytes = new Uint8Array(records.reduce((sum, { body }) => sum + writer.sizeOf(body.length), 0));
    let at = 0;
    for (const record of records) at = writer.write(bytes, at, record);
    if (damage !== null && bytes.length > 0) bytes[damage[0] % bytes.length] = damage[1];
    return bytes;
  });

it('whatever a destination is sent, it ends with a fault of its own and runs nothing', async () => {
  const inputs = fc.oneof(
    { arbitrary: streams, weight: 4 },
    { arbitrary: fc.uint8Array({ maxLength: 400 }), weight: 1 },
  );
  await fc.assert(
    fc.asyncProperty(inputs, fc.nat({ max: 5000 }), async (bytes, cut) => {
      const outcome = await receive([bytes.subarray(0, cut), bytes.subarray(cut)]);
      expect(outcome.running).toBe(false);
      expect(['ChannelIntegrity', 'ChannelCut', 'PeerRefused', 'MemoryMismatch']).toContain(
        outcome.fault?.kind,
      );
    }),
    { numRuns: RUNS },
  );
});
