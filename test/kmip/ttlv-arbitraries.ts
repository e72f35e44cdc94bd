import fc from 'fast-check';
import { Tag } from '../../src/kmip/tags.ts';
import type { TtlvNode } from '../../src/kmip/ttlv/node.ts';

/** A small sample by default; `SOAK=1` runs two hundred times as many. */
export function runs(sample: number): number {
  return process.env['SOAK'] === '1' ? sample * 200 : sample;
}

const tag = fc.oneof(fc.constantFrom(...Object.values(Tag)), fc.integer({ min: 0, max: 0xffffff }));
const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));
const signed64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

const { node } = fc.letrec<{ node: TtlvNode; structure: TtlvNode; leaf: TtlvNode }>((tie) => ({
  leaf: fc.oneof(
    fc.record({ tag, type: fc.constant('Integer' as const), value: fc.integer() }),
    fc.record({
      tag,
      type: fc.constantFrom('Enumeration' as const, 'Interval' as const),
      value: fc.integer({ min: 0, max: 0xffffffff }),
    }),
    fc.record({ tag, type: fc.constantFrom('LongInteger' as const, 'DateTime' as const), value: signed64 }),
    fc.record({ tag, type: fc.constant('Boolean' as const), value: fc.boolean() }),
    fc.record({
      tag,
      type: fc.constant('TextString' as const),
      value: fc.string({ unit: 'binary', maxLength: 20 }),
    }),
    fc.record({ tag, type: fc.constant('ByteString' as const), value: bytes }),
    fc.record({
      tag,
      type: fc.constant('BigInteger' as const),
      value: fc.integer({ min: 1, max: 4 }).map((words) => Buffer.alloc(words * 8, 0x5a)),
    }),
  ),
  structure: fc.record({
    tag,
    type: fc.constant('Structure' as const),
    value: fc.array(tie('node'), { maxLength: 5 }),
  }),
  node: fc.oneof({ depthSize: 'small' }, tie('leaf'), tie('structure')),
}));

/** A well-formed tree of any content. */
export const randomTree: fc.Arbitrary<TtlvNode> = node;
