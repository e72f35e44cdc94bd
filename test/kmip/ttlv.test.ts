import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Tag } from '../../src/kmip/tags.ts';
import { createFrameReader, MAX_FRAME_BYTES } from '../../src/kmip/ttlv/frame.ts';
import type { TtlvNode } from '../../src/kmip/ttlv/node.ts';
import { decodeTtlv } from '../../src/kmip/ttlv/reader.ts';
import { encodeTtlv } from '../../src/kmip/ttlv/writer.ts';
import { faultOf, must, unwrap } from './fixtures.ts';
import { randomTree, runs } from './ttlv-arbitraries.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/[\s|]/g, ''), 'hex');

/** The examples of KMIP 1.4 specification §9.1.2. */
const EXAMPLES: readonly (readonly [string, TtlvNode])[] = [
  ['42 00 20 | 02 | 00 00 00 04 | 00 00 00 08 00 00 00 00', { tag: 0x420020, type: 'Integer', value: 8 }],
  [
    '42 00 20 | 03 | 00 00 00 08 | 01 B6 9B 4B A5 74 92 00',
    { tag: 0x420020, type: 'LongInteger', value: 123456789000000000n },
  ],
  [
    '42 00 20 | 04 | 00 00 00 10 | 00 00 00 00 03 FD 35 EB 6B C2 DF 46 18 08 00 00',
    { tag: 0x420020, type: 'BigInteger', value: hex('0000000003FD35EB6BC2DF4618080000') },
  ],
  [
    '42 00 20 | 05 | 00 00 00 04 | 00 00 00 FF 00 00 00 00',
    { tag: 0x420020, type: 'Enumeration', value: 255 },
  ],
  ['42 00 20 | 06 | 00 00 00 08 | 00 00 00 00 00 00 00 01', { tag: 0x420020, type: 'Boolean', value: true }],
  [
    '42 00 20 | 07 | 00 00 00 0B | 48 65 6C 6C 6F 20 57 6F 72 6C 64 00 00 00 00 00',
    { tag: 0x420020, type: 'TextString', value: 'Hello World' },
  ],
  [
    '42 00 20 | 08 | 00 00 00 03 | 01 02 03 00 00 00 00 00',
    { tag: 0x420020, type: 'ByteString', value: hex('010203') },
  ],
  [
    '42 00 20 | 09 | 00 00 00 08 | 00 00 00 00 47 DA 67 F8',
    { tag: 0x420020, type: 'DateTime', value: 1205495800n },
  ],
  [
    '42 00 20 | 0A | 00 00 00 04 | 00 0D 2F 00 00 00 00 00',
    { tag: 0x420020, type: 'Interval', value: 864000 },
  ],
  [
    '42 00 20 | 01 | 00 00 00 20 | 42 00 04 | 05 | 00 00 00 04 | 00 00 00 FE 00 00 00 00 | 42 00 05 | 02 | 00 00 00 04 | 00 00 00 FF 00 00 00 00',
    {
      tag: 0x420020,
      type: 'Structure',
      value: [
        { tag: 0x420004, type: 'Enumeration', value: 254 },
        { tag: 0x420005, type: 'Integer', value: 255 },
      ],
    },
  ],
];

describe('TTLV', () => {
  test.each(EXAMPLES)('reads and writes the example %s of the specification', (bytes, node) => {
    expect(unwrap(decodeTtlv(hex(bytes)))).toEqual(node);
    expect(encodeTtlv(node)).toEqual(hex(bytes));
  });

  test.each([
    ['an empty message', '', 'header'],
    ['a header that is cut off', '420020 02 000000', 'header'],
    ['an unknown type', '420020 0b 00000004 0000000800000000', 'unknown type'],
    ['a length past the end', '420020 08 00000009 0102030405060708', 'claims 9 bytes'],
    ['a length of 4 GiB', '420020 08 ffffffff 0102030405060708', 'claims 4294967295 bytes'],
    ['bytes after the item', '420020 02 00000004 0000000800000000 00', 'follow the item'],
    ['padding that is not zero', '420020 02 00000004 0000000800000001', 'padding'],
    ['an Integer of 8 bytes', '420020 02 00000008 0000000000000008', 'Integer of 8 bytes'],
    ['a Boolean that is neither', '420020 06 00000008 0000000000000002', 'neither 0 nor 1'],
    ['text that is not UTF-8', '420020 07 00000001 ff00000000000000', 'UTF-8'],
    ['a Big Integer of 3 bytes', '420020 04 00000003 0102030000000000', 'Big Integer'],
    ['a text length that counts the padding', '420094 07 00000008 6161610000000000 ', undefined],
    ['a Structure of 4 bytes', '420020 01 00000004 0000000000000000', 'Structure of 4 bytes'],
    [
      'an inner length past the outer',
      '420020 01 00000010 420020 08 00000010 0000000000000000',
      'claims 16 bytes',
    ],
  ])('refuses %s', (_, bytes, message) => {
    const read = decodeTtlv(hex(bytes));
    // A text with zero bytes in it is allowed by KMIP; that it was meant as padding shows to the operation only.
    if (message === undefined) expect(unwrap(read).value).toBe('aaa\0\0\0\0\0');
    else expect(faultOf(read).message).toContain(message);
  });

  test('refuses structures nested deeper than 32, and a bomb of 10,000, before it walks them', () => {
    const nested = (depth: number): Buffer => {
      const bytes = Buffer.alloc(depth * 8);
      for (let level = 0; level < depth; level++) {
        bytes.writeUInt32BE(((Tag.Template << 8) | 1) >>> 0, level * 8);
        bytes.writeUInt32BE((depth - level - 1) * 8, level * 8 + 4);
      }
      return bytes;
    };
    expect(decodeTtlv(nested(32)).ok).toBe(true);
    expect(faultOf(decodeTtlv(nested(33))).message).toContain('deeper than 32');
    expect(faultOf(decodeTtlv(nested(10_000))).message).toContain('deeper than 32');
  });

  test('refuses more items than a message can need', () => {
    const items = 40_000;
    const bytes = Buffer.alloc(8 + items * 8);
    bytes.writeUInt32BE(((Tag.Template << 8) | 1) >>> 0, 0);
    bytes.writeUInt32BE(items * 8, 4);
    for (let item = 0; item < items; item++) bytes.writeUInt32BE(((Tag.Name << 8) | 7) >>> 0, 8 + item * 8);
    expect(faultOf(decodeTtlv(bytes)).message).toContain('more than 32768 items');
  });

  test('byte strings are views, so that wiping the frame wipes the key', () => {
    const frame = hex('420043 08 00000008 0102030405060708');
    const node = unwrap(decodeTtlv(frame));
    frame.fill(0);
    expect(node.value).toEqual(Buffer.alloc(8));
  });

  test('any tree is read as it was written', () => {
    fc.assert(
      fc.property(randomTree, (tree) => {
        const bytes = encodeTtlv(tree);
        expect(encodeTtlv(unwrap(decodeTtlv(bytes)))).toEqual(bytes);
      }),
      { numRuns: runs(500) },
    );
  });
});

describe('frames', () => {
  const message = encodeTtlv({
    tag: Tag.RequestMessage,
    type: 'Structure',
    value: [{ tag: Tag.BatchCount, type: 'Integer', value: 1 }],
  });

  test('come out whole however the stream is cut', () => {
    const stream = Buffer.concat([message, message, message]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: stream.length }), { maxLength: 12 }), (cuts) => {
        const reader = createFrameReader(Tag.RequestMessage);
        const frames: Buffer[] = [];
        const bounds = [0, ...cuts.sort((a, b) => a - b), stream.length];
        for (const [at, from] of bounds.slice(0, -1).entries()) {
          unwrap(reader.push(Uint8Array.from(stream.subarray(from, must(bounds[at + 1])))));
          for (let frame = unwrap(reader.take()); frame !== undefined; frame = unwrap(reader.take()))
            frames.push(frame);
        }
        expect(frames).toEqual([message, message, message]);
        expect(reader.heldBytes).toBe(0);
      }),
      { numRuns: runs(200) },
    );
  });

  test('a length past the limit is refused from its header alone', () => {
    const reader = createFrameReader(Tag.RequestMessage);
    const header = Buffer.alloc(8);
    header.writeUInt32BE(((Tag.RequestMessage << 8) | 1) >>> 0, 0);
    header.writeUInt32BE(MAX_FRAME_BYTES, 4);
    expect(faultOf(reader.push(header))).toMatchObject({ kind: 'TooLong' });
  });

  test('what is no message is refused at once', () => {
    const reader = createFrameReader(Tag.RequestMessage);
    expect(faultOf(reader.push(Buffer.from('GET / HTTP/1.1\r\n')))).toMatchObject({ kind: 'NotAMessage' });
  });

  test('what was taken in is wiped where it came from', () => {
    const chunk = Buffer.from(message);
    unwrap(createFrameReader(Tag.RequestMessage).push(chunk));
    expect(chunk).toEqual(Buffer.alloc(message.length));
  });
});
