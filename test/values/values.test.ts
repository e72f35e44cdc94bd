import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { partsOfTicks, ticksOfParts } from '../../src/values/calendar.ts';
import { compareTexts, valuesEqual } from '../../src/values/compare.ts';
import { convertTo, requiredType } from '../../src/values/convert.ts';
import { DateTime, toUtc, utcDateTime } from '../../src/values/date-time.ts';
import {
  addDecimals,
  compareDecimals,
  decimalText,
  divideDecimals,
  multiplyDecimals,
  parseDecimal,
} from '../../src/values/decimal.ts';
import { formatComposite, formatValue } from '../../src/values/format.ts';
import { installTypes } from '../../src/values/net/install.ts';
import { double } from '../../src/values/numeric.ts';
import { add } from '../../src/values/operators.ts';
import { parseDate } from '../../src/values/parse-date.ts';
import { compileRegex, firstMatch } from '../../src/values/regex.ts';
import { toText } from '../../src/values/to-text.ts';
import { typeNameOf } from '../../src/values/type-of.ts';
import type { Value } from '../../src/values/value.ts';
import { matchesWildcard } from '../../src/values/wildcard.ts';

beforeAll(() => installTypes());

describe('numbers', () => {
  test('sums take the type that .NET gives them', () => {
    expect(typeNameOf(add(1, 2))).toBe('System.Int32');
    expect(typeNameOf(add(2_147_483_647, 1))).toBe('System.Double');
    expect(typeNameOf(add(1n, 1))).toBe('System.Int64');
    expect(typeNameOf(add(double(0.5), double(0.5)))).toBe('System.Double');
    expect(toText(add('1', 2))).toBe('12');
    expect(toText(add(1, '2'))).toBe('3');
  });

  test('decimals keep their scale and lose nothing', () => {
    const a = parseDecimal('1.10');
    const b = parseDecimal('2.205');
    if (a === undefined || b === undefined) throw new Error('decimals');
    expect(decimalText(addDecimals(a, b) ?? a)).toBe('3.305');
    expect(decimalText(multiplyDecimals(a, b) ?? a)).toBe('2.42550');
    expect(decimalText(divideDecimals(a, b) ?? a)).toBe('0.4988662131519274376417233560');
  });

  test('decimal sums are exact whatever the scales', () => {
    const part = fc.tuple(fc.bigInt(-(10n ** 12n), 10n ** 12n), fc.integer({ min: 0, max: 10 }));
    fc.assert(
      fc.property(part, part, ([u, s], [v, t]) => {
        const text = (units: bigint, scale: number): string =>
          `${units < 0n ? '-' : ''}${(units < 0n ? -units : units)
            .toString()
            .padStart(scale + 1, '0')
            .replace(new RegExp(`(?=\\d{${scale}}$)`), scale === 0 ? '' : '.')}`;
        const a = parseDecimal(text(u, s));
        const b = parseDecimal(text(v, t));
        if (a === undefined || b === undefined) return false;
        const sum = addDecimals(a, b);
        return sum !== undefined && compareDecimals(sum, addDecimals(b, a) ?? a) === 0;
      }),
    );
  });
});

describe('conversion', () => {
  const to = (value: Value, type: string): string => toText(convertTo(value, requiredType(type)));

  test('numbers round half to even, and refuse what does not fit', () => {
    expect([to(2.5, 'int'), to(3.5, 'int'), to('0x1f', 'int'), to(' 12 ', 'int'), to('1kb', 'int')]).toEqual([
      '2',
      '4',
      '31',
      '12',
      '1024',
    ]);
    expect(() => to('99999999999', 'int')).toThrow(/too large or too small for an Int32/);
    expect(() => to(256, 'byte')).toThrow(/unsigned byte/);
  });

  test('lists become typed arrays, and single values lists of one', () => {
    expect(toText(convertTo(['1', 2], requiredType('int[]')))).toBe('1 2');
    expect(typeNameOf(convertTo('x', requiredType('string[]')))).toBe('System.String[]');
  });
});

describe('formats', () => {
  test('numbers as .NET formats them', () => {
    const cases: [Value, string, string][] = [
      [1234567.891, 'N2', '1,234,567.89'],
      [-5, 'D4', '-0005'],
      [255, 'x4', '00ff'],
      [0.256, 'P1', '25.6 %'],
      [12345.678, 'E2', '1.23E+004'],
      [1234.5, '#,##0.00', '1,234.50'],
      [0.5, '0%', '50%'],
      [7, '000', '007'],
      [-3, '0;(0)', '(3)'],
      [1e20, 'G', '1E+20'],
    ];
    for (const [value, format, text] of cases) expect(formatValue(value, format), format).toBe(text);
  });

  test('the composite format aligns and escapes', () => {
    expect(formatComposite('{0,5}|{1,-5}|{{}}|{2:N1}', ['a', 'b', 2.25])).toBe('    a|b    |{}|2.3');
    expect(() => formatComposite('{1}', ['a'])).toThrow(/Index \(zero based\)/);
  });
});

describe('dates', () => {
  test('common ways to write one are read', () => {
    const text = (value: string): string => formatValue(parseDate(value) ?? null, 's');
    expect(text('2024-02-29')).toBe('2024-02-29T00:00:00');
    expect(text('2/29/2024 1:02 PM')).toBe('2024-02-29T13:02:00');
    expect(text('29 Feb 2024')).toBe('2024-02-29T00:00:00');
    expect(text('2024-02-29T13:14:15.5')).toBe('2024-02-29T13:14:15');
    expect(parseDate('2023-02-29')).toBeUndefined();
  });

  test('parts and ticks agree for every day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000_000 }), (days) => {
        const ticks = BigInt(days) * 864_000_000_000n + 123n;
        return ticksOfParts(partsOfTicks(ticks)) === ticks;
      }),
    );
  });

  test('universal time of a universal time is itself', () => {
    const date = utcDateTime(Date.UTC(2024, 0, 2));
    expect(toUtc(date)).toBe(date);
    expect(new DateTime(0n).kind).toBe('Unspecified');
  });
});

describe('text', () => {
  test('wildcards match whole texts, without regard to case', () => {
    expect(matchesWildcard('app-01', 'APP-0[1-3]')).toBe(true);
    expect(matchesWildcard('a*b', 'a`*b')).toBe(true);
    expect(matchesWildcard('axb', 'a`*b')).toBe(false);
  });

  test('an escaped text matches only itself', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const pattern = a.replace(/[*?[\]`]/g, '`$&');
        return matchesWildcard(a, pattern, true) && (a === b || !matchesWildcard(b, pattern, true));
      }),
    );
  });

  test('order and equality are those of the invariant culture', () => {
    expect(compareTexts('a', 'B')).toBeLessThan(0);
    expect(compareTexts('a', 'A', true)).toBeLessThan(0);
    expect(valuesEqual('a', 'A')).toBe(true);
    expect(valuesEqual(1, '1')).toBe(true);
    expect(valuesEqual('01', 1)).toBe(false);
  });

  test('.NET patterns are read', () => {
    const matched = (pattern: string, text: string): string | undefined =>
      firstMatch(compileRegex(pattern), text)?.[0];
    expect(matched('\\Aab\\z', 'ab')).toBe('ab');
    expect(matched("(?'q'a)\\k'q'", 'aa')).toBe('aa');
    expect(matched('(?i)ABC', 'abc')).toBe('abc');
    expect(matched('b$', 'ab\n')).toBe('b');
    expect(matched('[a-z-[b]]?x', 'x')).toBeDefined();
    expect(() => compileRegex('(')).toThrow(/not valid/);
  });

  test('any text is a pattern or a refusal, never a crash', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), (pattern) => {
        try {
          firstMatch(compileRegex(pattern), 'abc def 123');
        } catch (error) {
          expect((error as Error).message).toMatch(/not valid/);
        }
      }),
    );
  });
});
