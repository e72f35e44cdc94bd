import { DateTime, TimeSpan } from './date-time.ts';
import {
  addDecimals,
  Decimal,
  decimal,
  decimalFromNumber,
  divideDecimals,
  multiplyDecimals,
  remainderDecimals,
  subtractDecimals,
} from './decimal.ts';
import { EnumValue } from './enum-type.ts';
import { runtimeError } from './error-record.ts';
import { Char, double, Numeric } from './numeric.ts';
import { parseNumber } from './parse-number.ts';
import { toText } from './to-text.ts';
import type { MethodMember } from './type-info.ts';
import { typeNameOf, typeOf } from './type-of.ts';
import { isInt32, isNull, NetObject, type Value } from './value.ts';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

/** Two numbers on their common type: .NET's promotion as PowerShell does it, overflow becomes a double. */
export type Operands =
  | { readonly on: 'int' | 'double'; readonly a: number; readonly b: number }
  | { readonly on: 'uint' | 'long' | 'ulong' | 'biginteger'; readonly a: bigint; readonly b: bigint }
  | { readonly on: 'decimal'; readonly a: Decimal; readonly b: Decimal };

/** Arithmetic on numbers; both sides are converted to numbers first. Strings, arrays and dates: operators.ts. */
export function arithmetic(operator: ArithmeticOperator, left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number' && isInt32(left) && isInt32(right)) {
    return intArithmetic(operator, left, right);
  }
  const method = operatorMethod(operator, left) ?? operatorMethod(operator, right);
  if (method !== undefined) return method.invoke(typeOf(left) ?? left, [left, right]);
  const a = toNumeric(left, operator, right);
  const b = toNumeric(right, operator, left);
  const result = compute(operator, promote(a, b));
  return left instanceof EnumValue && typeof result === 'number' ? left.enumType.ofNumber(result) : result;
}

function intArithmetic(operator: ArithmeticOperator, a: number, b: number): Value {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      if (b === 0) throw divideByZero();
      return a / b;
    case '%':
      if (b === 0) throw divideByZero();
      return (a % b) | 0;
  }
}

function compute(operator: ArithmeticOperator, pair: Operands): Value {
  switch (pair.on) {
    case 'int':
      return intArithmetic(operator, pair.a, pair.b);
    case 'double':
      return double(doubleArithmetic(operator, pair.a, pair.b));
    case 'decimal':
      return decimalArithmetic(operator, pair.a, pair.b);
    case 'uint':
    case 'long':
    case 'ulong':
    case 'biginteger':
      return wholeArithmetic(operator, pair);
  }
}

function doubleArithmetic(operator: ArithmeticOperator, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
  }
}

function wholeArithmetic(
  operator: ArithmeticOperator,
  { on, a, b }: Extract<Operands, { readonly a: bigint }>,
): Value {
  let result: bigint;
  if (operator === '/' || operator === '%') {
    if (b === 0n) throw divideByZero();
    if (operator === '/' && a % b !== 0n && on !== 'biginteger') return double(Number(a) / Number(b));
    result = operator === '/' ? a / b : a % b;
  } else {
    result = operator === '+' ? a + b : operator === '-' ? a - b : a * b;
  }
  switch (on) {
    case 'biginteger':
      return new Numeric('biginteger', result);
    case 'uint':
      return result >= 0n && result <= 0xffff_ffffn
        ? new Numeric('uint32', Number(result))
        : double(Number(result));
    case 'ulong':
      return BigInt.asUintN(64, result) === result ? new Numeric('uint64', result) : double(Number(result));
    case 'long':
      return BigInt.asIntN(64, result) === result ? result : double(Number(result));
  }
}

function decimalArithmetic(operator: ArithmeticOperator, a: Decimal, b: Decimal): Decimal {
  if ((operator === '/' || operator === '%') && b.units === 0n) throw divideByZero();
  const operations = {
    '+': addDecimals,
    '-': subtractDecimals,
    '*': multiplyDecimals,
    '/': divideDecimals,
    '%': remainderDecimals,
  };
  const result = operations[operator](a, b);
  if (result === undefined) throw decimalOverflow();
  return result;
}

/** Both operands on their common type. */
export function promote(a: Value, b: Value): Operands {
  const rankA = rank(a);
  const rankB = rank(b);
  const top = Math.max(rankA, rankB);
  if (top <= 0) return { on: 'int', a: plain(a), b: plain(b) };
  if (top === 6) return { on: 'biginteger', a: whole(a), b: whole(b) };
  if (top === 5) return decimalOperands(a, b);
  if (top === 4) return { on: 'double', a: plain(a), b: plain(b) };
  const x = whole(a);
  const y = whole(b);
  const negative = x < 0n || y < 0n;
  if (top === 1) return { on: negative ? 'long' : 'uint', a: x, b: y };
  if (top === 2) return { on: 'long', a: x, b: y };
  return negative ? { on: 'double', a: plain(a), b: plain(b) } : { on: 'ulong', a: x, b: y };
}

/** int 0, uint 1, long 2, ulong 3, double 4, decimal 5, BigInteger 6. */
function rank(value: Value): number {
  if (typeof value === 'number') return isInt32(value) ? 0 : 4;
  if (typeof value === 'bigint') return 2;
  if (value instanceof Decimal) return 5;
  if (!(value instanceof Numeric)) return 0;
  switch (value.kind) {
    case 'uint32':
      return 1;
    case 'uint64':
      return 3;
    case 'single':
    case 'double':
      return 4;
    case 'biginteger':
      return 6;
    case 'byte':
    case 'sbyte':
    case 'int16':
    case 'uint16':
      return 0;
    case 'intptr':
      return 2;
  }
}

/** The value as a JavaScript number, exact or not. */
export function plain(value: Value): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Decimal) return value.toNumber();
  if (value instanceof Numeric) return Number(value.value);
  return 0;
}

function whole(value: Value): bigint {
  if (typeof value === 'bigint') return value;
  if (value instanceof Decimal) return value.units / 10n ** BigInt(value.scale);
  const number = value instanceof Numeric ? value.value : plain(value);
  return typeof number === 'bigint' ? number : BigInt(Math.trunc(number));
}

function decimalOperands(a: Value, b: Value): Operands {
  return { on: 'decimal', a: asDecimal(a), b: asDecimal(b) };
}

function asDecimal(value: Value): Decimal {
  if (value instanceof Decimal) return value;
  const made = rank(value) === 4 ? decimalFromNumber(plain(value)) : decimal(whole(value), 0);
  if (made === undefined) throw decimalOverflow();
  return made;
}

/** The value as a number of its own type: strings are parsed, booleans and enums count, `$null` is 0. Undefined: no number. */
export function numericOf(value: Value): Value | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (value instanceof Numeric || value instanceof Decimal) return value;
  if (typeof value === 'string') return parseNumber(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (isNull(value)) return 0;
  if (value instanceof EnumValue) return value.number;
  if (value instanceof Char) return value.code;
  return undefined;
}

function toNumeric(value: Value, operator: ArithmeticOperator, other: Value): Value {
  const number = numericOf(value);
  if (number !== undefined) return number;
  if (typeof value === 'string') throw notANumber(value, numericOf(other) ?? 0);
  throw runtimeError({
    message: `Method invocation failed because [${typeNameOf(value)}] does not contain a method named '${OPERATOR_METHODS[operator]}'.`,
    id: 'MethodNotFound',
    category: 'InvalidOperation',
    target: OPERATOR_METHODS[operator],
  });
}

/** The error of text that should have been a number. */
export function notANumber(text: string, wanted: Value): Error {
  const target = typeNameOf(wanted);
  return runtimeError({
    message: `Cannot convert value "${text}" to type "${target}". Error: "The input string '${text}' was not in a correct format."`,
    id: 'InvalidCastFromStringToInteger',
    category: 'InvalidArgument',
    exceptionType: 'System.Management.Automation.PSInvalidCastException',
  });
}

const OPERATOR_METHODS: Readonly<Record<ArithmeticOperator, string>> = {
  '+': 'op_Addition',
  '-': 'op_Subtraction',
  '*': 'op_Multiply',
  '/': 'op_Division',
  '%': 'op_Modulus',
};

/** What a class of a script defines for an operator: `static [Size] op_Addition([Size]$a, [Size]$b)`. */
function operatorMethod(operator: ArithmeticOperator, value: Value): MethodMember | undefined {
  if (!(value instanceof NetObject) || isNull(value) || numericOf(value) !== undefined) return undefined;
  const member = value.type.staticMember(OPERATOR_METHODS[operator].toLowerCase());
  return member?.kind === 'Method' ? member : undefined;
}

/** The error that an operator is not defined for a value. */
export function noOperator(operator: ArithmeticOperator, left: Value): Error {
  return runtimeError({
    message: `Method invocation failed because [${typeNameOf(left)}] does not contain a method named '${OPERATOR_METHODS[operator]}'.`,
    id: 'MethodNotFound',
    category: 'InvalidOperation',
    target: toText(left),
  });
}

export function divideByZero(): Error {
  return runtimeError({
    message: 'Attempted to divide by zero.',
    id: 'RuntimeException',
    category: 'NotSpecified',
    exceptionType: 'System.Management.Automation.RuntimeException',
    innerType: 'System.DivideByZeroException',
  });
}

function decimalOverflow(): Error {
  return runtimeError({
    message: 'Value was either too large or too small for a Decimal.',
    id: 'RuntimeException',
    category: 'NotSpecified',
    innerType: 'System.OverflowException',
  });
}

/** Dates and time spans under `+` and `-`; undefined when the values are neither. */
export function dateArithmetic(operator: ArithmeticOperator, left: Value, right: Value): Value | undefined {
  const sign = operator === '+' ? 1n : operator === '-' ? -1n : undefined;
  if (left instanceof TimeSpan && (operator === '*' || operator === '/')) {
    const factor = numericOf(right);
    if (operator === '/' && right instanceof TimeSpan)
      return double(Number(left.ticks) / Number(right.ticks));
    if (factor === undefined) return undefined;
    const scaled = operator === '*' ? Number(left.ticks) * plain(factor) : Number(left.ticks) / plain(factor);
    return new TimeSpan(BigInt(Math.round(scaled)));
  }
  if (sign === undefined) return undefined;
  if (left instanceof DateTime && right instanceof DateTime) {
    return operator === '-' ? new TimeSpan(left.ticks - right.ticks) : undefined;
  }
  const span = right instanceof TimeSpan ? right.ticks : ticksOf(right);
  if (span === undefined) return undefined;
  if (left instanceof DateTime) return new DateTime(left.ticks + sign * span, left.kind);
  if (left instanceof TimeSpan) return new TimeSpan(left.ticks + sign * span);
  return undefined;
}

function ticksOf(value: Value): bigint | undefined {
  if (typeof value === 'number') return BigInt(Math.trunc(value));
  return typeof value === 'bigint' ? value : undefined;
}
