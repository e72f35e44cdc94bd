import { numericOf, plain } from '../arithmetic.ts';
import { compareValues } from '../compare.ts';
import { convertTo } from '../convert.ts';
import { roundHalfEven } from '../convert-number.ts';
import { Decimal, decimalFromNumber, roundDecimal } from '../decimal.ts';
import { defineEnum, EnumValue } from '../enum-type.ts';
import { roundNumber } from '../format-number.ts';
import { NetException } from '../net-exception.ts';
import { double, doubleType, int32Type } from '../numeric.ts';
import { negate } from '../operators.ts';
import { toText } from '../to-text.ts';
import type { TypeMember } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import type { Value } from '../value.ts';
import { constant, doubleArgument, intArgument, staticMethod } from './define.ts';

const midpointRounding = defineEnum({
  fullName: 'System.MidpointRounding',
  values: ['ToEven', 'AwayFromZero', 'ToZero', 'ToNegativeInfinity', 'ToPositiveInfinity'],
});

/** `[math]`. */
export function defineMath(): void {
  defineType({ fullName: 'System.Math', aliases: ['math'], statics: mathStatics });
}

function real(name: string, compute: (value: number) => number): TypeMember {
  return staticMethod(`double ${name}(double value)`, (args) => double(compute(doubleArgument(args, 0))));
}

function number(value: Value | undefined): Value {
  const found = numericOf(value ?? 0);
  return found ?? convertTo(value ?? 0, doubleType);
}

const mathStatics = (): TypeMember[] => [
  constant('PI', 'double', () => Math.PI),
  constant('E', 'double', () => Math.E),
  constant('Tau', 'double', () => 2 * Math.PI),
  real('Sqrt', Math.sqrt),
  real('Cbrt', Math.cbrt),
  real('Exp', Math.exp),
  real('Log10', Math.log10),
  real('Log2', Math.log2),
  real('Sin', Math.sin),
  real('Cos', Math.cos),
  real('Tan', Math.tan),
  real('Asin', Math.asin),
  real('Acos', Math.acos),
  real('Atan', Math.atan),
  real('Sinh', Math.sinh),
  real('Cosh', Math.cosh),
  real('Tanh', Math.tanh),
  staticMethod(['double Log(double value)', 'double Log(double value, double base)'], (args) =>
    double(
      args.length > 1
        ? Math.log(doubleArgument(args, 0)) / Math.log(doubleArgument(args, 1))
        : Math.log(doubleArgument(args, 0)),
    ),
  ),
  staticMethod('double Pow(double value, double exponent)', (args) =>
    double(doubleArgument(args, 0) ** doubleArgument(args, 1)),
  ),
  staticMethod('double Atan2(double y, double x)', (args) =>
    double(Math.atan2(doubleArgument(args, 0), doubleArgument(args, 1))),
  ),
  staticMethod('double IEEERemainder(double x, double y)', (args) => {
    const [x, y] = [doubleArgument(args, 0), doubleArgument(args, 1)];
    return double(x - y * roundHalfEven(x / y));
  }),
  staticMethod('int Sign(double value)', ([value]) => Math.sign(compareValues(number(value), 0))),
  staticMethod('object Abs(object value)', ([value]) => {
    const given = number(value);
    return compareValues(given, 0) < 0 ? negate(given) : given;
  }),
  staticMethod('object Max(object a, object b)', ([a, b]) =>
    wider(number(a), number(b), (order) => order >= 0),
  ),
  staticMethod('object Min(object a, object b)', ([a, b]) =>
    wider(number(a), number(b), (order) => order <= 0),
  ),
  staticMethod('object Clamp(object value, object min, object max)', ([value, least, greatest]) => {
    const given = number(value);
    if (compareValues(given, number(least)) < 0) return number(least);
    return compareValues(given, number(greatest)) > 0 ? number(greatest) : given;
  }),
  staticMethod('object Floor(object value)', ([value]) => rounded(number(value), Math.floor, -1)),
  staticMethod('object Ceiling(object value)', ([value]) => rounded(number(value), Math.ceil, 1)),
  staticMethod('object Truncate(object value)', ([value]) => rounded(number(value), Math.trunc, 0)),
  staticMethod(
    [
      'object Round(object value)',
      'object Round(object value, int digits)',
      'object Round(object value, MidpointRounding mode)',
      'object Round(object value, int digits, MidpointRounding mode)',
    ],
    round,
  ),
  staticMethod('object DivRem(object a, object b)', (args) => [
    Math.trunc(doubleArgument(args, 0) / doubleArgument(args, 1)),
    doubleArgument(args, 0) % doubleArgument(args, 1),
  ]),
  staticMethod(
    'long BigMul(int a, int b)',
    (args) => BigInt(intArgument(args, 0)) * BigInt(intArgument(args, 1)),
  ),
];

/** One of two numbers on their common type: an int beside a double becomes a double. */
function wider(a: Value, b: Value, wanted: (order: number) => boolean): Value {
  const chosen = wanted(compareValues(a, b)) ? a : b;
  const other = chosen === a ? b : a;
  const isReal = (value: Value): boolean => typeof value === 'number' && (value | 0) !== value;
  return isReal(other) && !isReal(chosen) && typeof chosen === 'number' ? double(chosen) : chosen;
}

function rounded(value: Value, compute: (value: number) => number, direction: -1 | 0 | 1): Value {
  if (!(value instanceof Decimal)) return double(compute(plain(value)));
  const divisor = 10n ** BigInt(value.scale);
  const whole = value.units / divisor;
  const rest = value.units % divisor;
  const step = direction < 0 && rest < 0n ? -1n : direction > 0 && rest > 0n ? 1n : 0n;
  return new Decimal(whole + step, 0);
}

function round(args: readonly Value[]): Value {
  const value = number(args[0]);
  const modeArgument = args.slice(1).find((arg) => arg instanceof EnumValue || typeof arg === 'string');
  const mode = modeArgument === undefined ? 'ToEven' : toText(convertTo(modeArgument, midpointRounding));
  const digitsArgument = args.slice(1).find((arg) => arg !== modeArgument);
  const digits = digitsArgument === undefined ? 0 : (convertTo(digitsArgument, int32Type) as number);
  if (digits < 0 || digits > 28) {
    throw new NetException(
      'ArgumentOutOfRangeException',
      "Rounding digits must be between 0 and 15, inclusive. (Parameter 'digits')",
    );
  }
  if (value instanceof Decimal) return roundMode(value, digits, mode);
  const real = plain(value);
  if (!Number.isFinite(real)) return real;
  if (mode === 'ToEven') return double(digits === 0 ? roundHalfEven(real) : roundNumber(real, digits));
  const exact = decimalFromNumber(real);
  return exact === undefined ? double(real) : double(roundMode(exact, digits, mode).toNumber());
}

function roundMode(value: Decimal, digits: number, mode: string): Decimal {
  if (value.scale <= digits) return value;
  if (mode === 'ToEven') return roundDecimal(value, digits);
  const divisor = 10n ** BigInt(value.scale - digits);
  const whole = value.units / divisor;
  const rest = value.units % divisor;
  const sign = value.units < 0n ? -1n : 1n;
  const up =
    mode === 'AwayFromZero'
      ? rest * 2n * sign >= divisor
      : mode === 'ToNegativeInfinity'
        ? rest < 0n
        : mode === 'ToPositiveInfinity' && rest > 0n;
  return new Decimal(up ? whole + sign : whole, digits);
}
