import { describe, expect, it } from 'vitest';
import { formatOutput } from '../../src/format/format-output.ts';
import { FormatRecord } from '../../src/format/format-record.ts';
import { createFormatter, type FormatRequest, PLAIN_REQUEST } from '../../src/format/formatter.ts';
import { propertyExpressions } from '../../src/format/property-expression.ts';
import { hashtable } from '../../src/values/hashtable.ts';
import { double } from '../../src/values/numeric.ts';
import { objectOf, objectType } from '../../src/values/object-type.ts';
import { customObject } from '../../src/values/ps-custom-object.ts';
import type { Value } from '../../src/values/value.ts';

const clock = { monotonicMs: () => 0 };

/** The lines that Out-Default prints for the values. */
function shown(values: readonly Value[], width = 80): string[] {
  const lines: string[] = [];
  const output = formatOutput({ width, clock, line: (text) => lines.push(text) });
  for (const value of values) output.take(value);
  output.end();
  return lines;
}

function formatted(values: readonly Value[], request: Partial<FormatRequest>): string[] {
  const records: Value[] = [];
  const formatter = createFormatter({ ...PLAIN_REQUEST, ...request }, (content) =>
    records.push(new FormatRecord(content)),
  );
  for (const value of values) formatter.take(value);
  formatter.end();
  return shown(records);
}

const object = (entries: Record<string, Value>): Value => customObject(Object.entries(entries));
const vmType = objectType<{ name: string; cpus: number; memoryGb: number }>()({
  name: 'TestVM',
  fullName: 'Test.VM',
  properties: {
    Name: { type: 'string', get: (vm) => vm.name },
    NumCpu: { type: 'int', get: (vm) => vm.cpus },
    MemoryGB: { type: 'decimal', get: (vm) => double(vm.memoryGb) },
  },
  view: {
    table: [
      { property: 'Name', width: 20 },
      { label: 'Num CPUs', property: 'NumCpu', width: 8, align: 'left' },
      { property: 'MemoryGB', width: 8, align: 'left', format: 'N3' },
    ],
    list: ['Name', 'MemoryGB'],
    wide: 'Name',
  },
});
const vm = (name: string, cpus: number, memoryGb: number): Value =>
  objectOf(vmType, { name, cpus, memoryGb });

describe('plain output', () => {
  it('prints scalars as they are, one a line', () => {
    expect(shown(['a\nb', 1, true, double(2), 1.5, 3n, null])).toEqual([
      'a',
      'b',
      '1',
      'True',
      '2',
      '1.5',
      '3',
    ]);
  });

  it('shows up to four properties as a table, numbers to the right', () => {
    expect(shown([object({ Name: 'app', Count: 5 }), object({ Name: 'database', Count: 12 })])).toEqual([
      '',
      'Name     Count',
      '----     -----',
      'app          5',
      'database    12',
      '',
    ]);
  });

  it('shows more than four as a list', () => {
    expect(
      shown([object({ a: 1, b: 'x', c: null, d: [1, 2, 3, 4, 5], long: hashtable([['k', 1]]) })]),
    ).toEqual(['', 'a    : 1', 'b    : x', 'c    : ', 'd    : {1, 2, 3, 4…}', 'long : {[k, 1]}', '']);
  });

  it('shows a hashtable by names and values', () => {
    expect(shown([hashtable([['a', 1]])])).toEqual([
      '',
      'Name                           Value',
      '----                           -----',
      'a                              1',
      '',
    ]);
  });

  it("uses a type's own view: labels, widths and formats", () => {
    expect(shown([vm('app-01', 2, 4), vm('a-name-that-is-much-too-long', 1, 0.5)])).toEqual([
      '',
      'Name                 Num CPUs MemoryGB',
      '----                 -------- --------',
      'app-01               2        4.000',
      'a-name-that-is-much… 1        0.500',
      '',
    ]);
  });

  it('keeps the columns of the first custom object', () => {
    expect(shown([object({ a: 1 }), object({ b: 2 })])).toEqual(
      ['', 'a', '-', '1', ' ', ''].map((line) => line || ''),
    );
  });

  it('goes over to a list when another type follows', () => {
    expect(shown([vm('app-01', 2, 4), object({ a: 1 })])).toEqual([
      '',
      'Name                 Num CPUs MemoryGB',
      '----                 -------- --------',
      'app-01               2        4.000',
      '',
      '',
      'a : 1',
      '',
    ]);
  });

  it('prints texts inside a table where they come', () => {
    expect(shown([object({ a: 1 }), 'text', object({ a: 2 })])).toEqual(['', 'a', '-', '1', 'text', '2', '']);
  });
});

describe('Format-Table', () => {
  it('takes patterns, computed columns, widths, alignments and formats', () => {
    const properties = propertyExpressions(
      [
        'N*',
        hashtable([
          ['l', 'Size'],
          ['e', 'Size'],
          ['f', '{0:N1} GB'],
          ['w', 8],
          ['a', 'right'],
        ]),
      ],
      ['name', 'label', 'width', 'alignment', 'formatstring'],
    );
    expect(
      formatted([object({ Name: 'x', Note: 'y', Size: double(3) })], { shape: 'table', properties }),
    ).toEqual(['', 'Name Note   Size', '---- ----   ----', 'x    y    3.0 GB', '']);
  });

  it('groups by a property', () => {
    const groupBy = propertyExpressions(['g'], [])[0];
    const properties = propertyExpressions(['n'], []);
    const values = [object({ n: 1, g: 'a' }), object({ n: 2, g: 'a' }), object({ n: 3, g: 'b' })];
    expect(formatted(values, { shape: 'table', properties, groupBy })).toEqual([
      '',
      '   g: a',
      '',
      'n',
      '-',
      '1',
      '2',
      '',
      '   g: b',
      '',
      'n',
      '-',
      '3',
      '',
    ]);
  });

  it('hides the header', () => {
    expect(formatted([object({ a: 1 })], { shape: 'table', hideHeader: true })).toEqual(['', '1', '']);
  });
});

describe('the other shapes', () => {
  it('lists every property of each object', () => {
    expect(formatted([object({ a: 1 }), object({ b: 2 })], { shape: 'list' })).toEqual([
      '',
      'a : 1',
      '',
      'b : 2',
      '',
    ]);
  });

  it('shows one property in columns', () => {
    expect(formatted([vm('a', 1, 1), vm('b', 1, 1), vm('c', 1, 1)], { shape: 'wide' })).toEqual([
      '',
      `a${' '.repeat(39)}b`,
      'c',
      '',
    ]);
    expect(formatted([vm('a', 1, 1), vm('bb', 1, 1)], { shape: 'wide', autoSize: true })).toEqual([
      '',
      'a  bb',
      '',
    ]);
  });

  it('shows objects in objects', () => {
    const value = object({ a: 1, list: ['x', 'y'], inner: object({ b: 2 }) });
    expect(formatted([value], { shape: 'custom' })).toEqual([
      '',
      'class PSCustomObject',
      '{',
      '  a = 1',
      '  list = ',
      '    [',
      '      x',
      '      y',
      '    ]',
      '',
      '  inner = ',
      '    class PSCustomObject',
      '    {',
      '      b = 2',
      '    }',
      '}',
      '',
    ]);
  });
});

it('hands lines over as soon as widths are known', () => {
  const lines: string[] = [];
  const output = formatOutput({ width: 80, clock, line: (text) => lines.push(text) });
  output.take(vm('app-01', 2, 4));
  expect(lines).toHaveLength(4);
});
