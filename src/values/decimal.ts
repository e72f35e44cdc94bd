import { decimalType } from './numeric.ts';
import type { TypeInfo } from './type-info.ts';
import { NetObject } from './value.ts';

/** The largest magnitude: 96 bits. */
const LIMIT = 1n << 96n;
const MAX_SCALE = 28;

/** .NET's Decimal: `units` / 10^`scale`, 96 bits of units, scale 0 to 28, trailing zeros kept. */
export class Decimal extends NetObject {
  readonly units: bigint;
  readonly scale: number;
  constructor(units: bigint, scale: number) {
    super();
    this.units = units;
    this.scale = scale;
  }

  get type(): TypeInfo {
    return decimalType;
  }

  override asText(): string {
    return decimalText(this);
  }

  toNumber(): number {
    return Number(decimalText(this));
  }
}

/** `undefined` when the number does not fit into a Decimal. */
export function decimal(units: bigint, scale: number): Decimal | undefined {
  let u = units;
  let s = scale;
  while (s > MAX_SCALE || (s > 0 && magnitude(u) >= LIMIT)) {
    const drop = s > MAX_SCALE ? s - MAX_SCALE : 1;
    u = divideHalfEven(u, 10n ** BigInt(drop));
    s -= drop;
  }
  return magnitude(u) >= LIMIT ? undefined : new Decimal(u, s);
}

/** From invariant text such as `-12.50` or `1e3`; `undefined` when it is no decimal number or too large. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,5}))?\s*$/i.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  const magnitudeUnits = BigInt(whole + fraction);
  const units = sign === '-' ? -magnitudeUnits : magnitudeUnits;
  const scale = fraction.length - Number(exponent);
  if (scale < 0) return scale < -40 ? undefined : decimal(units * 10n ** BigInt(-scale), 0);
  return scale > 2000 ? decimal(0n, MAX_SCALE) : decimal(units, scale);
}

/** From a double, as .NET does it: at most 15 significant digits. */
export function decimalFromNumber(value: number): Decimal | undefined {
  if (!Number.isFinite(value)) return undefined;
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return decimal(BigInt(value), 0);
  const parsed = parseDecimal(value.toPrecision(15));
  return parsed && trimDecimal(parsed);
}

export function trimDecimal(value: Decimal): Decimal {
  let { units, scale } = value;
  while (scale > 0 && units % 10n === 0n) {
    units /= 10n;
    scale--;
  }
  return new Decimal(units, scale);
}

/** Invariant text, trailing zeros as the scale says. */
export function decimalText(value: Decimal): string {
  const digits = magnitude(value.units)
    .toString()
    .padStart(value.scale + 1, '0');
  const sign = value.units < 0n ? '-' : '';
  if (value.scale === 0) return sign + digits;
  const split = digits.length - value.scale;
  return `${sign}${digits.slice(0, split)}.${digits.slice(split)}`;
}

export function compareDecimals(a: Decimal, b: Decimal): number {
  const [x, y] = aligned(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

export function addDecimals(a: Decimal, b: Decimal): Decimal | undefined {
  const [x, y] = aligned(a, b);
  return decimal(x + y, Math.max(a.scale, b.scale));
}

export function subtractDecimals(a: Decimal, b: Decimal): Decimal | undefined {
  const [x, y] = aligned(a, b);
  return decimal(x - y, Math.max(a.scale, b.scale));
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal | undefined {
  return decimal(a.units * b.units, a.scale + b.scale);
}

/** The divisor must not be zero. 28 significant digits, trailing zeros dropped to the operands' own scale. */
export function divideDecimals(a: Decimal, b: Decimal): Decimal | undefined {
  const extra = MAX_SCALE + b.scale;
  const quotient = divideHalfEven(a.units * 10n ** BigInt(extra), b.units);
  let units = quotient;
  let scale = a.scale + extra - b.scale;
  const least = Math.max(0, a.scale - b.scale);
  while (scale > least && units % 10n === 0n) {
    units /= 10n;
    scale--;
  }
  return decimal(units, scale);
}

export function remainderDecimals(a: Decimal, b: Decimal): Decimal | undefined {
  const [x, y] = aligned(a, b);
  return decimal(x % y, Math.max(a.scale, b.scale));
}

/** Rounds half to even to `digits` decimals, as [math]::Round does. */
export function roundDecimal(value: Decimal, digits: number): Decimal {
  if (value.scale <= digits) return value;
  return new Decimal(divideHalfEven(value.units, 10n ** BigInt(value.scale - digits)), digits);
}

/** `units` / `divisor`, rounded half to even. */
export function divideHalfEven(units: bigint, divisor: bigint): bigint {
  const quotient = units / divisor;
  const twice = magnitude(units % divisor) * 2n;
  const size = magnitude(divisor);
  const up = twice > size || (twice === size && quotient % 2n !== 0n);
  if (!up) return quotient;
  return units < 0n === divisor < 0n ? quotient + 1n : quotient - 1n;
}

function aligned(a: Decimal, b: Decimal): [bigint, bigint] {
  if (a.scale === b.scale) return [a.units, b.units];
  return a.scale < b.scale
    ? [a.units * 10n ** BigInt(b.scale - a.scale), b.units]
    : [a.units, b.units * 10n ** BigInt(a.scale - b.scale)];
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
