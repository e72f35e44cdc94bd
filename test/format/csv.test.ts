import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCsvReader, csvField } from '../../src/format/csv.ts';

const read = (text: string, delimiter = ','): string[][] =>
  createCsvReader(delimiter)
    .read(text, true)
    .map((record) => record.map((field) => field.text));

describe('reading CSV', () => {
  it('takes quoted fields with delimiters, quotes and line breaks', () => {
    expect(read('a,"b,c","d ""e"""\r\n"x\ny",,z\n')).toEqual([
      ['a', 'b,c', 'd "e"'],
      ['x\ny', '', 'z'],
    ]);
  });

  it('drops blanks before a field and keeps the others', () => {
    expect(read('a,  b , "c"')).toEqual([['a', 'b ', 'c']]);
  });

  it('tells a quoted field from a bare one', () => {
    expect(
      createCsvReader(',')
        .read('"a",a', true)[0]
        ?.map((field) => field.quoted),
    ).toEqual([true, false]);
  });

  it('waits for the rest of a record that arrives in pieces', () => {
    const reader = createCsvReader(',');
    expect(reader.read('a,"b\n', false)).toEqual([]);
    expect(reader.read('c",d\r', false)).toEqual([]);
    expect(reader.read('\ne', false).map((record) => record.map((field) => field.text))).toEqual([
      ['a', 'b\nc', 'd'],
    ]);
    expect(reader.read('', true).map((record) => record.map((field) => field.text))).toEqual([['e']]);
  });

  it('reads back whatever was written, in every delimiter and in any pieces', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\t', '\n', '\r', ' ', 'é') });
    fc.assert(
      fc.property(
        fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
        fc.constantFrom(',', ';', '\t'),
        fc.nat(40),
        (rows, delimiter, cut) => {
          const text = rows
            .map((row) => row.map((value) => csvField(value, 'Always', delimiter)).join(delimiter))
            .join('\n');
          const reader = createCsvReader(delimiter);
          const records = [...reader.read(text.slice(0, cut), false), ...reader.read(text.slice(cut), true)];
          expect(records.map((record) => record.map((value) => value.text))).toEqual(rows);
        },
      ),
      { numRuns: process.env['SOAK'] ? 100_000 : 300 },
    );
  });
});

describe('writing CSV', () => {
  it('quotes always, only where needed, or never', () => {
    expect(csvField('a"b', 'Always', ',')).toBe('"a""b"');
    expect(csvField('plain', 'AsNeeded', ',')).toBe('plain');
    expect(csvField('a,b', 'AsNeeded', ',')).toBe('"a,b"');
    expect(csvField('a,b', 'AsNeeded', ';')).toBe('a,b');
    expect(csvField('a,b', 'Never', ',')).toBe('a,b');
  });
});
