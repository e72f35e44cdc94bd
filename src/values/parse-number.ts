import { decimal, parseDecimal } from './decimal.ts';
import { double, Numeric } from './numeric.ts';
import { isInt32, type Value } from './value.ts';

const NUMBER =
  /^([+-]?)(?:0x([0-9a-f]+)|0b([01]+)|((?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?))(uy|us|ul|u|y|s|l|n|d)?(kb|mb|gb|tb|pb)?$/i;

const MULTIPLIERS: Readonly<Record<string, bigint>> = {
  kb: 1n << 10n,
  mb: 1n << 20n,
  gb: 1n << 30n,
  tb: 1n << 40n,
  pb: 1n << 50n,
};

/**
 * A number written as PowerShell's own literals are: decimal, hexadecimal and binary, type and size
 * suffixes. The smallest of int, long, decimal and double that holds it. Undefined when it is none.
 */
export function parseNumber(text: string): Value | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return 0;
  const match = NUMBER.exec(trimmed);
  if (match === null) return undefined;
  const [, sign = '', hex, binary, plain = '', suffix = '', multiplier = ''] = match;
  const factor = MULTIPLIERS[multiplier.toLowerCase()] ?? 1n;
  const negative = sign === '-';
  if (hex !== undefined || binary !== undefined) {
    const whole = hex === undefined ? BigInt(`0b${binary ?? '0'}`) : foldSign(BigInt(`0x${hex}`), hex.length);
    return ofSuffix(negative ? -whole * factor : whole * factor, suffix.toLowerCase());
  }
  if (suffix.toLowerCase() === 'd') {
    const parsed = parseDecimal(sign + plain);
    return parsed && decimal(parsed.units * factor, parsed.scale);
  }
  if (/^\d+$/.test(plain)) {
    const whole = BigInt(plain) * factor;
    return ofSuffix(negative ? -whole : whole, suffix.toLowerCase());
  }
  const value = Number(sign + plain) * Number(factor);
  return suffix === '' ? double(value) : ofSuffix(BigInt(Math.round(value)), suffix.toLowerCase());
}

/** Hexadecimal literals of exactly 8 or 16 digits are read as signed, as .NET does. */
function foldSign(value: bigint, digits: number): bigint {
  if (digits === 8) return BigInt.asIntN(32, value);
  return digits === 16 ? BigInt.asIntN(64, value) : value;
}

function ofSuffix(whole: bigint, suffix: string): Value | undefined {
  switch (suffix) {
    case '':
      return smallest(whole);
    case 'l':
      return BigInt.asIntN(64, whole) === whole ? whole : undefined;
    case 'n':
      return new Numeric('biginteger', whole);
    case 'y':
      return bounded('sbyte', whole, -128n, 127n);
    case 'uy':
      return bounded('byte', whole, 0n, 255n);
    case 's':
      return bounded('int16', whole, -32_768n, 32_767n);
    case 'us':
      return bounded('uint16', whole, 0n, 65_535n);
    case 'u':
      return bounded('uint32', whole, 0n, 0xffff_ffffn) ?? bounded('uint64', whole, 0n, (1n << 64n) - 1n);
    default:
      return bounded('uint64', whole, 0n, (1n << 64n) - 1n);
  }
}

function smallest(whole: bigint): Value {
  const number = Number(whole);
  if (isInt32(number)) return number;
  if (BigInt.asIntN(64, whole) === whole) return whole;
  return decimal(whole, 0) ?? number;
}

function bounded(
  kind: 'sbyte' | 'byte' | 'int16' | 'uint16' | 'uint32' | 'uint64',
  whole: bigint,
  least: bigint,
  greatest: bigint,
): Numeric | undefined {
  if (whole < least || whole > greatest) return undefined;
  return new Numeric(kind, kind === 'uint64' ? whole : Number(whole));
}
