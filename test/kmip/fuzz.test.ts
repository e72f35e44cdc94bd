import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { createMemoryKeyStore } from '../../src/kmip/server/memory-key-store.ts';
import { createRequestProcessor } from '../../src/kmip/server/request-processor.ts';
import { decodeTtlv } from '../../src/kmip/ttlv/reader.ts';
import { encodeTtlv } from '../../src/kmip/ttlv/writer.ts';
import { sharedData } from '../requirements.ts';
import { must, unwrap } from './fixtures.ts';
import { readOasisCase, toTtlv } from './oasis-case.ts';
import { randomTree, runs } from './ttlv-arbitraries.ts';
import { VCENTER_MESSAGES } from './vcenter-messages.ts';

/** Whatever comes, it ends in a typed fault or in a value that encodes to the same bytes. */
function checkDecoder(bytes: Uint8Array): boolean {
  const decoded = decodeTtlv(bytes);
  if (!decoded.ok) return typeof decoded.fault.message === 'string';
  return Buffer.compare(encodeTtlv(decoded.value), bytes) === 0;
}

/** Changes that a broken or hostile peer makes: bits, lengths, cuts, repetitions. */
interface Mutation {
  readonly kind: 'flip' | 'length' | 'cut' | 'repeat' | 'zero';
  readonly at: number;
  readonly value: number;
}

const mutations = fc.array(
  fc.record({
    kind: fc.constantFrom<Mutation['kind'][]>('flip', 'length', 'cut', 'repeat', 'zero'),
    at: fc.nat(4096),
    value: fc.nat(0xffffffff),
  }),
  { minLength: 1, maxLength: 4 },
);

function mutate(original: Uint8Array, changes: readonly Mutation[]): Buffer {
  let bytes = Buffer.from(original);
  for (const { kind, at, value } of changes) {
    if (bytes.length < 16) break;
    const place = at % (bytes.length - 8);
    if (kind === 'flip') bytes[place] = must(bytes[place]) ^ (1 << (value & 7));
    else if (kind === 'length') bytes.writeUInt32BE(value >>> ((value & 3) * 8), (place & ~7) + 4);
    else if (kind === 'cut') bytes = bytes.subarray(0, place);
    else if (kind === 'zero') bytes.fill(0, place, place + (value & 7));
    else bytes = Buffer.concat([bytes.subarray(0, place), bytes.subarray(place & ~7)]);
  }
  return bytes;
}

function seeds(): Buffer[] {
  const folder = sharedData('kmip-cases');
  const bindings = { values: new Map(), nowSeconds: () => 0n };
  const ofCases =
    folder === undefined
      ? []
      : readdirSync(join(folder, 'v1.1')).flatMap((file) =>
          readOasisCase(join(folder, 'v1.1', file)).exchanges.map(({ request }) =>
            encodeTtlv(
              toTtlv(request, {
                ...bindings,
                values: new Map([['$ASYNCHRONOUS_CORRELATION_VALUE', Buffer.alloc(8)]]),
              }),
            ),
          ),
        );
  return [...ofCases, ...Object.values(VCENTER_MESSAGES)];
}

describe('the decoder', () => {
  test('takes random bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), checkDecoder), { numRuns: runs(2000) });
  });

  test('takes mutated messages, and keeps no memory', () => {
    const messages = seeds();
    const fuzz = (numRuns: number): void =>
      fc.assert(
        fc.property(fc.nat(messages.length - 1), mutations, (at, changes) =>
          checkDecoder(mutate(must(messages[at]), changes)),
        ),
        { numRuns },
      );
    fuzz(500);
    const heapBefore = settledHeapBytes();
    fuzz(runs(3000));
    expect(settledHeapBytes() - heapBefore).toBeLessThan(2 * 1024 * 1024);
  });

  test('takes mutated trees', () => {
    fc.assert(
      fc.property(randomTree, mutations, (tree, changes) => checkDecoder(mutate(encodeTtlv(tree), changes))),
      { numRuns: runs(1000) },
    );
  });
});

function settledHeapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

describe('the server', () => {
  test('answers every mutated request with well-formed TTLV, and no bug shows', () => {
    const messages = seeds();
    const bugs: Error[] = [];
    const processor = createRequestProcessor({
      store: createMemoryKeyStore(),
      clock: systemClock,
      onError: (error) => void bugs.push(error),
    });
    fc.assert(
      fc.property(fc.nat(messages.length - 1), mutations, (at, changes) => {
        const [answer] = processor.process([mutate(must(messages[at]), changes)], 'fuzzer');
        unwrap(decodeTtlv(must(answer).response));
        expect(bugs).toEqual([]);
      }),
      { numRuns: runs(2000) },
    );
  });

  test('answers requests of random content', () => {
    const bugs: Error[] = [];
    const processor = createRequestProcessor({
      store: createMemoryKeyStore(),
      clock: systemClock,
      onError: (error) => void bugs.push(error),
    });
    fc.assert(
      fc.property(randomTree, (tree) => {
        const [answer] = processor.process([encodeTtlv(tree)], 'fuzzer');
        unwrap(decodeTtlv(must(answer).response));
        expect(bugs).toEqual([]);
      }),
      { numRuns: runs(500) },
    );
  });
});
