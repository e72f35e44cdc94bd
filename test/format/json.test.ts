import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ok } from '../../src/base/result.ts';
import { type JsonBuilder, readJson } from '../../src/format/json-reader.ts';
import { type JsonNode, writeJson } from '../../src/format/json-writer.ts';

const plain: JsonBuilder<unknown> = {
  object: (entries) => ok(new Map(entries)),
  array: (items) => items,
  string: (text) => text,
  number: (text) => Number(text),
  literal: (value) => value,
};

const read = (text: string, depth = 100): unknown => {
  const result = readJson(text, plain, depth);
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  return result.value;
};
const fault = (text: string, depth = 100): unknown => {
  const result = readJson(text, plain, depth);
  return result.ok ? undefined : result.fault;
};

describe('reading JSON', () => {
  it('reads what the standard has', () => {
    expect(read('{"a": [1, -2.5e3, true, false, null, "x\\u00e9\\n\\"\\/"]}')).toEqual(
      new Map([['a', [1, -2500, true, false, null, 'xé\n"/']]]),
    );
  });

  it('takes comments, single quotes, bare names and a trailing comma', () => {
    expect(read('// first\n{ a: \'it\', /* b */ "b": [1, 2,], }')).toEqual(
      new Map<string, unknown>([
        ['a', 'it'],
        ['b', [1, 2]],
      ]),
    );
  });

  it('keeps a name such as __proto__ as data', () => {
    expect(read('{"__proto__": 1, "constructor": 2}')).toEqual(
      new Map([
        ['__proto__', 1],
        ['constructor', 2],
      ]),
    );
  });

  it.each([
    '',
    '{',
    '[1',
    '{"a"',
    '{"a":}',
    '"abc',
    '{"a":1 "b":2}',
    '[1] 2',
    'abc',
    '{a:b}',
    '"\\x"',
    '1.2.3',
  ])('refuses %j with its position', (text) =>
    expect(fault(text)).toMatchObject({ kind: 'syntax', line: 1 }),
  );

  it('says the line and the column of what is wrong', () => {
    expect(fault('{\n  "a": ?\n}')).toMatchObject({ line: 2, position: 7 });
  });

  it('refuses nesting past the limit, however deep', () => {
    expect(read('[[1]]', 2)).toEqual([[1]]);
    expect(fault('[[[1]]]', 2)).toEqual({ kind: 'depth', limit: 2 });
    expect(fault('['.repeat(100_000), 1024)).toEqual({ kind: 'depth', limit: 1024 });
  });

  it('agrees with JSON.parse on every JSON text, and never throws on any text', () => {
    const toPlain = (value: unknown): unknown => {
      if (value instanceof Map) return { map: [...value].map(([key, inner]) => [key, toPlain(inner)]) };
      return Array.isArray(value) ? value.map(toPlain) : value;
    };
    const fromParsed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(fromParsed);
      if (typeof value !== 'object' || value === null) return value;
      return { map: Object.entries(value).map(([key, inner]) => [key, fromParsed(inner)]) };
    };
    const runs = process.env['SOAK'] ? 100_000 : 300;
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(toPlain(read(text))).toEqual(fromParsed(JSON.parse(text)));
      }),
      { numRuns: runs },
    );
    const noise = fc.string({
      unit: fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '\\', '/', '*', 'u', '0', 'n', ' ', '\n'),
    });
    fc.assert(
      fc.property(noise, (text) => void readJson(text, plain, 50)),
      { numRuns: runs },
    );
  });
});

const number = (text: string): JsonNode => ({ kind: 'raw', text });
const string = (text: string): JsonNode => ({ kind: 'string', text });

describe('writing JSON', () => {
  const tree: JsonNode = {
    kind: 'object',
    entries: [
      ['a', number('1')],
      ['list', { kind: 'array', items: [string('x'), { kind: 'array', items: [] }] }],
      ['none', { kind: 'object', entries: [] }],
    ],
  };

  it('indents by two blanks', () => {
    expect(writeJson(tree, { compress: false, escaping: 'Default' })).toBe(
      '{\n  "a": 1,\n  "list": [\n    "x",\n    []\n  ],\n  "none": {}\n}',
    );
  });

  it('writes one line when compressed', () => {
    expect(writeJson(tree, { compress: true, escaping: 'Default' })).toBe(
      '{"a":1,"list":["x",[]],"none":{}}',
    );
  });

  it('escapes as asked', () => {
    const text = string('<a> é "q" \'s\' & \u2028 \x01\t');
    const write = (escaping: 'Default' | 'EscapeNonAscii' | 'EscapeHtml'): string =>
      writeJson(text, { compress: true, escaping });
    expect(write('Default')).toBe('"<a> é \\"q\\" \'s\' & \\u2028 \\u0001\\t"');
    expect(write('EscapeNonAscii')).toBe('"<a> \\u00e9 \\"q\\" \'s\' & \\u2028 \\u0001\\t"');
    expect(write('EscapeHtml')).toBe(
      '"\\u003ca\\u003e é \\u0022q\\u0022 \\u0027s\\u0027 \\u0026 \\u2028 \\u0001\\t"',
    );
  });
});
