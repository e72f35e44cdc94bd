import type { ConstantValue } from '../ast.ts';
import { breaksNumber, breaksWord, isDash, isDigit, isHexDigit } from './characters.ts';
import { EXPRESSION, TERNARY } from './lexeme.ts';

/**
 * The end of the number that starts at `start`, or -1 when the text there is a word that only starts like one
 * (`7z.exe`). In an expression an operator may follow directly.
 */
export function numberEnd(text: string, start: number, end: number, mode: number): number {
  let at = start;
  const first = text.charCodeAt(at);
  if (first === 43 || isDash(first)) at++;
  at = digitsEnd(text, at, end);
  if (at < 0) return -1;
  at = suffixEnd(text, at);
  if (at < 0) return -1;
  if (at >= end) return at > end ? -1 : at;
  const next = text.charCodeAt(at);
  if (breaksWord(next)) return at;
  if ((mode & EXPRESSION) === 0) return -1;
  if (breaksNumber(next)) return at;
  return (mode & TERNARY) !== 0 && (next === 63 || next === 58) ? at : -1;
}

function digitsEnd(text: string, from: number, end: number): number {
  let at = from;
  if (text.charCodeAt(at) === 48) {
    const base = text.charCodeAt(at + 1) | 32;
    if (base === 120) {
      at += 2;
      while (isHexDigit(text.charCodeAt(at))) at++;
      return at;
    }
    if (base === 98) {
      const digits = at + 2;
      at = digits;
      while ((text.charCodeAt(at) & ~1) === 48) at++;
      return at === digits ? -1 : at;
    }
  }
  while (isDigit(text.charCodeAt(at))) at++;
  if (text.charCodeAt(at) === 46 && at < end && text.charCodeAt(at + 1) !== 46) {
    at++;
    while (isDigit(text.charCodeAt(at))) at++;
  }
  if ((text.charCodeAt(at) | 32) === 101) {
    at++;
    const sign = text.charCodeAt(at);
    if (sign === 43 || isDash(sign)) at++;
    if (!isDigit(text.charCodeAt(at))) return -1;
    while (isDigit(text.charCodeAt(at))) at++;
  }
  return at;
}

const TYPE_SUFFIX = /^(?:u[lsy]?|[sldyn])$/i;

/** Past a type suffix and a multiplier, or -1 when letters follow that are neither. */
function suffixEnd(text: string, from: number): number {
  let at = from;
  if (isSuffixLetter(text.charCodeAt(at))) {
    at++;
    if (isSuffixLetter(text.charCodeAt(at))) at++;
    if (!TYPE_SUFFIX.test(text.slice(from, at))) return -1;
  }
  if (isMultiplierLetter(text.charCodeAt(at))) {
    if ((text.charCodeAt(at + 1) | 32) !== 98) return -1;
    at += 2;
  }
  return at;
}

function isSuffixLetter(code: number): boolean {
  const lower = code | 32;
  return code >= 65 && code <= 122 && 'dlnsuy'.includes(String.fromCharCode(lower));
}

function isMultiplierLetter(code: number): boolean {
  const lower = code | 32;
  return code >= 65 && code <= 122 && 'gkmpt'.includes(String.fromCharCode(lower));
}

/** The value of a number's text, or null when it does not fit the type that it names. */
export function numberValue(source: string): ConstantValue | null {
  if (source.length < 10 && SMALL.test(source)) return { type: 'int32', value: Number(source) };
  const parts = source.length > LONGEST ? null : PARTS.exec(source);
  if (parts === null) return null;
  const [, sign = '', hex, binary, decimal = '', suffix = '', unit = ''] = parts;
  const multiplier = unit === '' ? 1n : 1024n ** BigInt('kmgtp'.indexOf(unit.toLowerCase()) + 1);
  const negative = sign !== '' && sign !== '+';
  const type = suffix.toLowerCase();
  if (hex !== undefined || binary !== undefined) {
    const read = hex !== undefined ? hexInteger(hex, type) : binaryInteger(binary ?? '', type);
    const value = (negative ? -read.value : read.value) * multiplier;
    return fitInteger(value, read.type, false);
  }
  if (/^\d+$/.test(decimal)) {
    const value = BigInt(decimal) * multiplier;
    return fitInteger(negative ? -value : value, type, true);
  }
  return realValue(decimal, negative, type, multiplier);
}

/** Longer ones are refused: their arithmetic would take long. */
const LONGEST = 5_000;
const SMALL = /^\d+$/;
const PARTS =
  /^([-+–—―]?)(?:0x([0-9a-f]*)|0b([01]+)|((?:\d+\.?\d*|\.\d+)(?:e[-+–—―]?\d+)?))(u[lsy]?|[sldyn])?(?:([kmgtp])b)?$/i;

/** Hexadecimal digits of the full width of their type carry the sign in their first bit. */
function hexInteger(digits: string, suffix: string): { value: bigint; type: string } {
  const value = BigInt(`0x0${digits}`);
  const unsigned = suffix.startsWith('u');
  let width = digits.length < 15 ? 8 : 16;
  if (suffix === 'y') width = 2;
  else if (suffix === 's') width = 4;
  else if (suffix === 'l') width = 16;
  const signed = !unsigned && digits.length === width;
  const wide = digits.length >= 15 && digits.length <= 16;
  let type = suffix;
  if (wide && suffix === '') type = 'l';
  else if (wide && suffix === 'u' && digits.length === 15) type = 'ul';
  return { value: signed ? BigInt.asIntN(width * 4, value) : value, type };
}

function binaryInteger(digits: string, suffix: string): { value: bigint; type: string } {
  const value = BigInt(`0b${digits}`);
  const { length } = digits;
  const signed =
    !suffix.startsWith('u') &&
    (length === 8 || length === 16 || length === 32 || length === 64 || length >= 96);
  let type = suffix;
  if (length === 64 && (suffix === '' || suffix === 'u')) type = `${suffix}l`;
  return { value: signed ? BigInt.asIntN(length, value) : value, type };
}

const DECIMAL_LIMIT = 1n << 96n;

/** Without a suffix: the narrowest of int32, int64 and, for decimal digits only, decimal and double. */
function fitInteger(value: bigint, suffix: string, widen: boolean): ConstantValue | null {
  switch (suffix) {
    case 'y':
      return within(value, -128n, 127n) ? { type: 'sbyte', value: Number(value) } : null;
    case 'uy':
      return within(value, 0n, 255n) ? { type: 'byte', value: Number(value) } : null;
    case 's':
      return within(value, -32768n, 32767n) ? { type: 'int16', value: Number(value) } : null;
    case 'us':
      return within(value, 0n, 65535n) ? { type: 'uint16', value: Number(value) } : null;
    case 'l':
      return BigInt.asIntN(64, value) === value ? { type: 'int64', value } : null;
    case 'u':
      if (within(value, 0n, 0xffffffffn)) return { type: 'uint32', value: Number(value) };
      return BigInt.asUintN(64, value) === value ? { type: 'uint64', value } : null;
    case 'ul':
      return BigInt.asUintN(64, value) === value ? { type: 'uint64', value } : null;
    case 'n':
      return { type: 'biginteger', value };
    case 'd':
      return within(value, 1n - DECIMAL_LIMIT, DECIMAL_LIMIT - 1n)
        ? { type: 'decimal', mantissa: value, scale: 0 }
        : null;
    default:
      if (within(value, -2147483648n, 2147483647n)) return { type: 'int32', value: Number(value) };
      if (BigInt.asIntN(64, value) === value) return { type: 'int64', value };
      if (!widen) return null;
      if (within(value, 1n - DECIMAL_LIMIT, DECIMAL_LIMIT - 1n)) {
        return { type: 'decimal', mantissa: value, scale: 0 };
      }
      return { type: 'double', value: Number(value) };
  }
}

function within(value: bigint, low: bigint, high: bigint): boolean {
  return value >= low && value <= high;
}

function realValue(
  digits: string,
  negative: boolean,
  suffix: string,
  multiplier: bigint,
): ConstantValue | null {
  const plain = digits.replace(/[–—―]/g, '-');
  if (suffix === 'd') return decimalValue(plain, negative, multiplier);
  const value = Number(plain) * Number(multiplier) * (negative ? -1 : 1);
  if (suffix === '') return { type: 'double', value };
  if (!Number.isFinite(value)) return null;
  return fitInteger(BigInt(roundToEven(value)), suffix, false);
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest < 0.5 || (rest === 0.5 && floor % 2 === 0)) return floor;
  return floor + 1;
}

const DECIMAL_MAX_SCALE = 28;

function decimalValue(digits: string, negative: boolean, multiplier: bigint): ConstantValue | null {
  const [coefficient = '', exponentText = '0'] = digits.toLowerCase().split('e');
  const [whole = '', fraction = ''] = coefficient.split('.');
  const exponent = Number(exponentText);
  let scale = fraction.length - exponent;
  if (scale < -DECIMAL_MAX_SCALE || fraction.length + whole.length > 1_000) return null;
  let mantissa = BigInt(`${whole}${fraction}` || '0');
  if (scale < 0) {
    mantissa *= 10n ** BigInt(-scale);
    scale = 0;
  }
  if (scale > DECIMAL_MAX_SCALE + 1_000) return { type: 'decimal', mantissa: 0n, scale: DECIMAL_MAX_SCALE };
  let drop = Math.max(0, scale - DECIMAL_MAX_SCALE);
  while (drop < scale && mantissa / 10n ** BigInt(drop) >= DECIMAL_LIMIT) drop++;
  const divisor = 10n ** BigInt(drop);
  mantissa = (mantissa + (drop > 0 ? divisor / 2n : 0n)) / divisor;
  scale -= drop;
  mantissa *= multiplier;
  if (mantissa >= DECIMAL_LIMIT) return null;
  return { type: 'decimal', mantissa: negative ? -mantissa : mantissa, scale };
}
