import { plain, promote } from '../arithmetic.ts';
import { compareValues } from '../compare.ts';
import { convertTo } from '../convert.ts';
import { decimal } from '../decimal.ts';
import { TerminatingError } from '../error-record.ts';
import { formatValue } from '../format.ts';
import { NetException } from '../net-exception.ts';
import {
  booleanType,
  Char,
  charType,
  decimalType,
  doubleType,
  int32Type,
  int64Type,
  Numeric,
  type NumericKind,
  numericTypes,
} from '../numeric.ts';
import { displayText } from '../to-text.ts';
import type { TypeInfo, TypeMember } from '../type-info.ts';
import { isNull, type Value } from '../value.ts';
import { constant, method, staticMethod, textArgument } from './define.ts';

/** Members of the numeric types, char and bool. */
export function completeNumbers(): void {
  const ranges: readonly (readonly [TypeInfo, () => Value, () => Value])[] = [
    [int32Type, () => -2_147_483_648, () => 2_147_483_647],
    [int64Type, () => -(1n << 63n), () => (1n << 63n) - 1n],
    [doubleType, () => -Number.MAX_VALUE, () => Number.MAX_VALUE],
    [decimalType, () => decimal(-(1n << 96n) + 1n, 0) ?? null, () => decimal((1n << 96n) - 1n, 0) ?? null],
    ...boxedRanges(),
  ];
  for (const [type, least, greatest] of ranges) {
    type.complete({ members: numberMembers, statics: () => numberStatics(type, least, greatest) });
  }
  numericTypes.biginteger.complete({
    members: numberMembers,
    statics: bigIntegerStatics,
    construct: ([value = 0], type) => convertTo(value, type),
  });
  decimalType.complete({ construct: ([value = 0], type) => convertTo(value, type) });
  charType.complete({ members: charMembers, statics: charStatics });
  booleanType.complete({ members: numberMembers, statics: booleanStatics });
}

function boxedRanges(): (readonly [TypeInfo, () => Value, () => Value])[] {
  const bounds: readonly (readonly [NumericKind, number | bigint, number | bigint])[] = [
    ['byte', 0, 255],
    ['sbyte', -128, 127],
    ['int16', -32_768, 32_767],
    ['uint16', 0, 65_535],
    ['uint32', 0, 0xffff_ffff],
    ['uint64', 0n, (1n << 64n) - 1n],
    ['single', -3.4028234663852886e38, 3.4028234663852886e38],
  ];
  return bounds.map(([kind, least, greatest]) => [
    numericTypes[kind],
    () => new Numeric(kind, least),
    () => new Numeric(kind, greatest),
  ]);
}

const numberMembers = (): TypeMember[] => [
  method(
    [
      'string ToString()',
      'string ToString(string format)',
      'string ToString(IFormatProvider provider)',
      'string ToString(string format, IFormatProvider provider)',
    ],
    (self, [format]) => (typeof format === 'string' ? formatValue(self, format) : displayText(self)),
  ),
  method('int CompareTo(object value)', (self, [other = null]) =>
    isNull(other) ? 1 : Math.sign(compareValues(self, other)),
  ),
  method('TypeCode GetTypeCode()', (self) =>
    typeof self === 'bigint' ? 'Int64' : typeof self === 'boolean' ? 'Boolean' : 'Double',
  ),
  method(['bool Equals(object value)'], (self, [other = null]) => sameNumber(self, other)),
];

function sameNumber(a: Value, b: Value): boolean {
  if (typeof a !== typeof b) return false;
  if (typeof a !== 'object') return a === b;
  return !isNull(a) && !isNull(b) && compareValues(a, b) === 0;
}

function numberStatics(type: TypeInfo, least: () => Value, greatest: () => Value): TypeMember[] {
  const parse = (text: string): Value => {
    if (text.trim() === '')
      throw new NetException('FormatException', `The input string '${text}' was not in a correct format.`);
    try {
      return convertTo(text, type);
    } catch (error) {
      if (!(error instanceof TerminatingError)) throw error;
      const overflow = /too large or too small/.test(error.record.message);
      throw new NetException(
        overflow ? 'OverflowException' : 'FormatException',
        overflow
          ? `Value was either too large or too small for an ${type.name}.`
          : `The input string '${text}' was not in a correct format.`,
      );
    }
  };
  const statics: TypeMember[] = [
    constant('MinValue', type.name, least),
    constant('MaxValue', type.name, greatest),
    staticMethod(
      [
        `${type.name} Parse(string text)`,
        `${type.name} Parse(string text, NumberStyles style)`,
        `${type.name} Parse(string text, NumberStyles style, IFormatProvider provider)`,
      ],
      (args) => {
        if (/HexNumber/i.test(textArgument(args, 1)))
          return convertTo(Number.parseInt(textArgument(args, 0), 16), type);
        return parse(textArgument(args, 0));
      },
    ),
    staticMethod(
      [
        `bool TryParse(string text, ref result)`,
        'bool TryParse(string text, NumberStyles style, IFormatProvider provider, ref result)',
      ],
      (args) => tryParse(() => parse(textArgument(args, 0)), args.at(-1)),
    ),
  ];
  if (type === doubleType || type === numericTypes.single) statics.push(...floatStatics(type));
  return statics;
}

/** `TryParse($text, [ref]$result)` sets the reference's value. */
export function tryParse(parse: () => Value, reference: Value | undefined): boolean {
  let value: Value;
  try {
    value = parse();
  } catch (error) {
    if (error instanceof NetException || error instanceof TerminatingError) return false;
    throw error;
  }
  setReference(reference, value);
  return true;
}

export function setReference(reference: Value | undefined, value: Value): void {
  if (typeof reference === 'object' && reference !== null && 'assign' in reference) {
    (reference as { assign(value: Value): void }).assign(value);
  }
}

function floatStatics(type: TypeInfo): TypeMember[] {
  const make = (value: number): Value => convertTo(value, type);
  const test = (args: readonly Value[], check: (value: number) => boolean): boolean =>
    check(plain(convertTo(args[0] ?? null, doubleType)));
  return [
    constant('NaN', type.name, () => make(Number.NaN)),
    constant('PositiveInfinity', type.name, () => make(Infinity)),
    constant('NegativeInfinity', type.name, () => make(-Infinity)),
    constant('Epsilon', type.name, () => make(Number.MIN_VALUE)),
    staticMethod('bool IsNaN(double value)', (args) => test(args, Number.isNaN)),
    staticMethod('bool IsInfinity(double value)', (args) =>
      test(args, (value) => Math.abs(value) === Infinity),
    ),
    staticMethod('bool IsPositiveInfinity(double value)', (args) =>
      test(args, (value) => value === Infinity),
    ),
    staticMethod('bool IsNegativeInfinity(double value)', (args) =>
      test(args, (value) => value === -Infinity),
    ),
  ];
}

const bigIntegerStatics = (): TypeMember[] => [
  constant('One', 'bigint', () => new Numeric('biginteger', 1n)),
  constant('Zero', 'bigint', () => new Numeric('biginteger', 0n)),
  constant('MinusOne', 'bigint', () => new Numeric('biginteger', -1n)),
  staticMethod('bigint Parse(string text)', (args) =>
    convertTo(textArgument(args, 0), numericTypes.biginteger),
  ),
  staticMethod('bigint Pow(bigint value, int exponent)', ([value = 0, exponent = 0]) => {
    const pair = promote(
      convertTo(value, numericTypes.biginteger),
      convertTo(exponent, numericTypes.biginteger),
    );
    return pair.on === 'biginteger' ? new Numeric('biginteger', pair.a ** pair.b) : null;
  }),
];

const booleanStatics = (): TypeMember[] => [
  constant('TrueString', 'string', () => 'True'),
  constant('FalseString', 'string', () => 'False'),
  staticMethod('bool Parse(string text)', (args) => parseBoolean(textArgument(args, 0))),
  staticMethod('bool TryParse(string text, ref result)', (args) =>
    tryParse(() => parseBoolean(textArgument(args, 0)), args[1]),
  ),
];

function parseBoolean(text: string): boolean {
  const word = text.trim().toLowerCase();
  if (word === 'true') return true;
  if (word === 'false') return false;
  throw new NetException('FormatException', `String '${text}' was not recognized as a valid Boolean.`);
}

const charMembers = (): TypeMember[] => [
  method(['string ToString()'], (self: Char) => self.value),
  method(
    'int CompareTo(object value)',
    (self: Char, args) => self.code - textArgument(args, 0).charCodeAt(0),
  ),
  method(
    'bool Equals(object value)',
    (self: Char, [other]) => other instanceof Char && other.value === self.value,
  ),
];

function charTest(name: string, pattern: RegExp): TypeMember {
  return staticMethod([`bool ${name}(char value)`, `bool ${name}(string text, int index)`], (args) => {
    const text = textArgument(args, 0);
    return pattern.test(args.length > 1 ? text.charAt(Number(args[1])) : text.charAt(0));
  });
}

const charStatics = (): TypeMember[] => [
  constant('MaxValue', 'char', () => new Char('\uffff')),
  constant('MinValue', 'char', () => new Char('\0')),
  charTest('IsDigit', /\p{Nd}/u),
  charTest('IsNumber', /\p{N}/u),
  charTest('IsLetter', /\p{L}/u),
  charTest('IsLetterOrDigit', /[\p{L}\p{Nd}]/u),
  charTest('IsUpper', /\p{Lu}/u),
  charTest('IsLower', /\p{Ll}/u),
  charTest('IsWhiteSpace', /\s/u),
  charTest('IsPunctuation', /\p{P}/u),
  charTest('IsControl', /\p{Cc}/u),
  charTest('IsSymbol', /\p{S}/u),
  charTest('IsSurrogate', /[\ud800-\udfff]/),
  staticMethod(
    ['char ToUpper(char value)'],
    (args) => new Char(textArgument(args, 0).toUpperCase().charAt(0)),
  ),
  staticMethod(
    ['char ToLower(char value)'],
    (args) => new Char(textArgument(args, 0).toLowerCase().charAt(0)),
  ),
  staticMethod(
    ['char ToUpperInvariant(char value)'],
    (args) => new Char(textArgument(args, 0).toUpperCase().charAt(0)),
  ),
  staticMethod(
    ['char ToLowerInvariant(char value)'],
    (args) => new Char(textArgument(args, 0).toLowerCase().charAt(0)),
  ),
  staticMethod('string ConvertFromUtf32(int code)', (args) =>
    String.fromCodePoint(Number(textArgument(args, 0))),
  ),
  staticMethod(['int GetNumericValue(char value)'], (args) => {
    const text = textArgument(args, 0);
    return /\d/.test(text) ? Number(text) : -1;
  }),
  staticMethod('char Parse(string text)', (args) => convertTo(textArgument(args, 0), charType)),
];
