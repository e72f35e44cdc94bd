import { Decimal } from './decimal.ts';
import { Numeric } from './numeric.ts';
import type { Value } from './value.ts';

/** A number in exact decimal digits: `units` / 10^`scale`. */
export interface ExactNumber {
  readonly negative: boolean;
  readonly units: bigint;
  readonly scale: number;
}

/** Exact digits of a number; a double by its shortest text, as .NET Core 3 formats it. */
export function exactOf(value: Value): ExactNumber {
  if (value instanceof Decimal)
    return { negative: value.units < 0n, units: abs(value.units), scale: value.scale };
  const number = value instanceof Numeric ? value.value : value;
  if (typeof number === 'bigint') return { negative: number < 0n, units: abs(number), scale: 0 };
  if (typeof number !== 'number') return { negative: false, units: 0n, scale: 0 };
  if (Number.isInteger(number)) return { negative: number < 0, units: abs(BigInt(number)), scale: 0 };
  const [digits = '0', exponent = '0'] = Math.abs(number).toExponential().split('e');
  const [whole = '0', fraction = ''] = digits.split('.');
  const units = BigInt(whole + fraction);
  const scale = fraction.length - Number(exponent);
  return scale >= 0
    ? { negative: number < 0, units, scale }
    : { negative: number < 0, units: units * 10n ** BigInt(-scale), scale: 0 };
}

/** The magnitude with so many decimals, half away from zero. */
export function fixed(exact: ExactNumber, decimals: number, grouped: boolean): string {
  const units = rescale(exact, decimals);
  const digits = units.toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = decimals === 0 ? '' : `.${digits.slice(digits.length - decimals)}`;
  return (grouped ? group(whole) : whole) + fraction;
}

export function group(whole: string): string {
  return whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** Units at another scale, rounded half away from zero. */
export function rescale(exact: ExactNumber, scale: number): bigint {
  if (scale >= exact.scale) return exact.units * 10n ** BigInt(scale - exact.scale);
  const divisor = 10n ** BigInt(exact.scale - scale);
  const quotient = exact.units / divisor;
  return (exact.units % divisor) * 2n >= divisor ? quotient + 1n : quotient;
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}
