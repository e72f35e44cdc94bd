import { Decimal, decimalFromNumber, decimalText, divideHalfEven, parseDecimal } from './decimal.ts';
import { type ExactNumber, exactOf, fixed } from './exact-number.ts';
import { formatCustom } from './format-number-custom.ts';
import { NetException } from './net-exception.ts';
import { doubleText } from './number-text.ts';
import { Numeric } from './numeric.ts';
import { displayText, toText } from './to-text.ts';
import type { Value } from './value.ts';
import { isInt32 } from './value.ts';

const MAX_PRECISION = 1000;

/** Standard (`N2`, `X8`, `P1`, …) and custom (`#,##0.00`) numeric formats. */
export function formatNumber(value: Value, format: string): string {
  const special = specialText(value);
  if (special !== undefined) return special;
  const match = /^([A-Za-z])(\d{0,9})$/.exec(format);
  if (match === null) return formatCustom(exactOf(value), format);
  const [, letter = 'G', digits = ''] = match;
  const precision = digits === '' ? undefined : Math.min(Number(digits), MAX_PRECISION);
  return standard(value, letter, precision);
}

function standard(value: Value, letter: string, precision: number | undefined): string {
  switch (letter.toUpperCase()) {
    case 'N':
      return withSign(exactOf(value), precision ?? 2, true);
    case 'F':
      return withSign(exactOf(value), precision ?? 2, false);
    case 'C': {
      const exact = exactOf(value);
      const text = `¤${fixed(exact, precision ?? 2, true)}`;
      return exact.negative ? `(${text})` : text;
    }
    case 'P': {
      const exact = exactOf(value);
      return `${withSign({ ...exact, units: exact.units * 100n }, precision ?? 2, true)} %`;
    }
    case 'D':
      return wholeDigits(value, precision ?? 0);
    case 'X':
      return hexadecimal(value, precision ?? 0, letter);
    case 'B':
      return patternOf(value)
        .toString(2)
        .padStart(precision ?? 0, '0');
    case 'E':
      return exponential(value, precision ?? 6, letter);
    case 'G':
      return general(value, precision, letter);
    case 'R':
      return displayText(value);
    default:
      throw new NetException('FormatException', 'Format specifier was invalid.');
  }
}

function specialText(value: Value): string | undefined {
  const number = value instanceof Numeric ? value.value : value;
  return typeof number === 'number' && !Number.isFinite(number) ? doubleText(number) : undefined;
}

function withSign(exact: ExactNumber, decimals: number, grouped: boolean): string {
  const text = fixed(exact, decimals, grouped);
  return exact.negative && /[1-9]/.test(text) ? `-${text}` : text;
}

function wholeDigits(value: Value, digits: number): string {
  const exact = exactOf(value);
  if (value instanceof Decimal || (typeof value === 'number' && !isInt32(value)) || isBoxedDouble(value)) {
    throw new NetException('FormatException', 'Format specifier was invalid.');
  }
  return (exact.negative ? '-' : '') + exact.units.toString().padStart(digits, '0');
}

function isBoxedDouble(value: Value): boolean {
  return value instanceof Numeric && (value.kind === 'double' || value.kind === 'single');
}

function hexadecimal(value: Value, digits: number, letter: string): string {
  if (isBoxedDouble(value) || value instanceof Decimal || (typeof value === 'number' && !isInt32(value))) {
    throw new NetException('FormatException', 'Format specifier was invalid.');
  }
  const text = patternOf(value).toString(16).padStart(digits, '0');
  return letter === 'X' ? text.toUpperCase() : text;
}

/** The bits of a whole number of its own width. */
function patternOf(value: Value): bigint {
  if (typeof value === 'number') return BigInt(value >>> 0);
  if (typeof value === 'bigint') return BigInt.asUintN(64, value);
  if (!(value instanceof Numeric)) return 0n;
  const widths: Readonly<Record<string, number>> = {
    byte: 8,
    sbyte: 8,
    int16: 16,
    uint16: 16,
    uint32: 32,
    uint64: 64,
  };
  return BigInt.asUintN(widths[value.kind] ?? 64, BigInt(value.value));
}

function exponential(value: Value, precision: number, letter: string): string {
  const number = Number(toText(value));
  const [digits = '0', power = '+0'] = number.toExponential(Math.min(precision, 100)).split('e');
  const exponent = Number(power);
  return `${digits}${letter}${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(3, '0')}`;
}

function general(value: Value, precision: number | undefined, letter: string): string {
  if (precision === undefined || precision === 0) return displayText(value);
  const exact = exactOf(value);
  const digits = exact.units.toString();
  const places = digits.length - exact.scale;
  if (places > precision || places < -4) {
    const number = Number(decimalText(new Decimal(exact.units, exact.scale)));
    const [mantissa = '0', power = '+0'] = number.toExponential(Math.min(precision - 1, 100)).split('e');
    const size = String(Math.abs(Number(power))).padStart(2, '0');
    const short = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
    return `${exact.negative ? '-' : ''}${short}${letter === 'g' ? 'e' : 'E'}${Number(power) < 0 ? '-' : '+'}${size}`;
  }
  const text = fixed(exact, Math.max(0, precision - Math.max(places, 0)), false);
  const trimmed = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  return (exact.negative ? '-' : '') + trimmed;
}

/** Rounds a double to `digits` decimals, half to even, by its decimal digits. */
export function roundNumber(value: number, digits: number): number {
  const exact = decimalFromNumber(value) ?? parseDecimal(String(value));
  if (exact === undefined) return value;
  if (exact.scale <= digits) return value;
  return new Decimal(divideHalfEven(exact.units, 10n ** BigInt(exact.scale - digits)), digits).toNumber();
}
