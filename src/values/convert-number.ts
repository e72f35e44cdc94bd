import { numericOf, plain } from './arithmetic.ts';
import { castError, numberCastError } from './cast-error.ts';
import { DateTime, TimeSpan } from './date-time.ts';
import { Decimal, decimal, decimalFromNumber, divideHalfEven, parseDecimal } from './decimal.ts';
import {
  Char,
  decimalType,
  double,
  doubleType,
  int32Type,
  int64Type,
  Numeric,
  type NumericKind,
  numericTypes,
} from './numeric.ts';
import { SwitchParameter } from './switch-parameter.ts';
import type { TypeInfo } from './type-info.ts';
import { isInt32, isNull, type Value } from './value.ts';

type Target = 'int32' | 'int64' | 'decimal' | NumericKind;

const targets = new Map<TypeInfo, Target>([
  [int32Type, 'int32'],
  [int64Type, 'int64'],
  [decimalType, 'decimal'],
  ...(Object.entries(numericTypes).map(([kind, type]) => [type, kind]) as [TypeInfo, Target][]),
]);

const RANGES: Readonly<Record<string, readonly [bigint, bigint]>> = {
  int32: [-(1n << 31n), (1n << 31n) - 1n],
  int64: [-(1n << 63n), (1n << 63n) - 1n],
  byte: [0n, 255n],
  sbyte: [-128n, 127n],
  int16: [-32_768n, 32_767n],
  uint16: [0n, 65_535n],
  uint32: [0n, 0xffff_ffffn],
  uint64: [0n, (1n << 64n) - 1n],
  intptr: [-(1n << 63n), (1n << 63n) - 1n],
};

/** A cast to one of the numeric types; undefined when `type` is none of them. */
export function convertToNumber(value: Value, type: TypeInfo): Value | undefined {
  const target = targets.get(type);
  if (target === undefined) return undefined;
  if (target === 'int32' && typeof value === 'number' && isInt32(value)) return value;
  const number = sourceNumber(value, type);
  if (target === 'double') return double(plain(number));
  if (target === 'single') return new Numeric('single', Math.fround(plain(number)));
  if (target === 'decimal') return toDecimal(number, value, type);
  return toWhole(number, value, type, target);
}

function sourceNumber(value: Value, type: TypeInfo): Value {
  if (isNull(value)) return 0;
  if (typeof value === 'string') return parsed(value, type);
  if (value instanceof SwitchParameter) return value.present ? 1 : 0;
  const number = numericOf(value);
  if (number === undefined) {
    if (value instanceof DateTime || value instanceof TimeSpan) throw castError(value, type);
    throw castError(value, type);
  }
  return number;
}

function parsed(text: string, type: TypeInfo): Value {
  const lower = text.trim().toLowerCase();
  if (type === doubleType || type === numericTypes.single) {
    if (lower === 'nan') return Number.NaN;
    if (lower === 'infinity' || lower === '∞') return Infinity;
    if (lower === '-infinity' || lower === '-∞') return -Infinity;
  }
  const plainText = text.includes(',') ? text.replaceAll(',', '') : text;
  const number = (type === decimalType ? parseDecimal(plainText) : undefined) ?? numericOf(plainText);
  if (number !== undefined) return number;
  const id =
    type === decimalType
      ? 'InvalidCastFromStringToDecimal'
      : type === doubleType || type === numericTypes.single
        ? 'InvalidCastFromStringToDoubleOrSingle'
        : 'InvalidCastFromStringToInteger';
  throw numberCastError(text, type, `The input string '${text}' was not in a correct format.`, id);
}

function toDecimal(number: Value, value: Value, type: TypeInfo): Decimal {
  if (number instanceof Decimal) return number;
  const made =
    typeof number === 'bigint'
      ? decimal(number, 0)
      : number instanceof Numeric && typeof number.value === 'bigint'
        ? decimal(number.value, 0)
        : decimalFromNumber(plain(number));
  if (made === undefined) throw tooLarge(value, type, 'a Decimal');
  return made;
}

function toWhole(number: Value, value: Value, type: TypeInfo, target: Target): Value {
  const whole = wholeOf(number);
  if (whole === undefined) throw tooLarge(value, type, article(type));
  if (target === 'biginteger') return new Numeric('biginteger', whole);
  const range = RANGES[target];
  if (range === undefined || whole < range[0] || whole > range[1]) throw tooLarge(value, type, article(type));
  if (target === 'int64') return whole;
  if (target === 'int32') return Number(whole);
  return new Numeric(target as NumericKind, target === 'uint64' ? whole : Number(whole));
}

/** Rounded half to even, as .NET's Convert does. */
function wholeOf(number: Value): bigint | undefined {
  if (typeof number === 'bigint') return number;
  if (number instanceof Decimal) return divideHalfEven(number.units, 10n ** BigInt(number.scale));
  if (number instanceof Numeric && typeof number.value === 'bigint') return number.value;
  if (number instanceof Char) return BigInt(number.code);
  const double = plain(number);
  return Number.isFinite(double) ? BigInt(roundHalfEven(double)) : undefined;
}

export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

function article(type: TypeInfo): string {
  return `${/^[AEIOU]/.test(type.name) && type.name !== 'UInt32' ? 'an' : 'a'} ${type.name === 'Byte' ? 'unsigned byte' : type.name}`;
}

function tooLarge(value: Value, type: TypeInfo, what: string): Error {
  return numberCastError(
    value,
    type,
    `Value was either too large or too small for ${what}.`,
    typeof value === 'string' ? 'InvalidCastFromStringToInteger' : 'InvalidCastIConvertible',
  );
}
