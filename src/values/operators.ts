import { arithmetic, dateArithmetic, noOperator, numericOf, plain } from './arithmetic.ts';
import { elementTypeOf, typedArray } from './array.ts';
import { Collection } from './collection.ts';
import { convertTo, tryConvert } from './convert.ts';
import { DateTime, TimeSpan } from './date-time.ts';
import { EnumValue } from './enum-type.ts';
import { enumerate, isEnumerable, listItems } from './enumerate.ts';
import { runtimeError } from './error-record.ts';
import { Dictionary, Hashtable, OrderedDictionary } from './hashtable.ts';
import { Char, int32Type, int64Type, Numeric, numericTypes } from './numeric.ts';
import { checkArrayLength } from './range.ts';
import { toText } from './to-text.ts';
import { typeNameOf } from './type-of.ts';
import { isNull, type Value } from './value.ts';

/** The longest text that an operator makes, in UTF-16 units. */
export const MAX_STRING_LENGTH = 64 * 1024 * 1024;

/** `+`: numbers, text, lists, hashtables, dates; the left side decides. */
export function add(left: Value, right: Value): Value {
  if (typeof left === 'string') return concatenate(left, toText(right));
  if (left instanceof Char) return concatenate(left.value, toText(right));
  if (Array.isArray(left) || left instanceof Collection) return append(left, right);
  if (isNull(left)) return isNull(right) ? null : right;
  if (left instanceof Dictionary) return mergeTables(left, right);
  if (left instanceof DateTime || left instanceof TimeSpan) {
    const result = dateArithmetic('+', left, spanOperand(right));
    if (result === undefined) throw noOperator('+', left);
    return result;
  }
  return arithmetic('+', left, right);
}

function concatenate(left: string, right: string): string {
  if (left.length + right.length > MAX_STRING_LENGTH) throw textTooLong();
  return left + right;
}

function append(left: Value[] | Collection, right: Value): Value[] {
  const items = Array.isArray(left) ? left : left.items;
  const more = listItems(right);
  checkArrayLength(items.length + (more?.length ?? 1));
  const joined = more === undefined ? [...items, ...enumerateRight(right)] : items.concat(more);
  const elementType = Array.isArray(left) ? elementTypeOf(left) : undefined;
  return elementType !== undefined && elementType.fullName === 'System.Object'
    ? typedArray(joined, elementType)
    : joined;
}

function enumerateRight(right: Value): Iterable<Value> {
  return isEnumerable(right) ? enumerate(right) : [isNull(right) ? null : right];
}

function mergeTables(left: Dictionary, right: Value): Value {
  if (!(right instanceof Dictionary)) {
    throw runtimeError({
      message: 'A hash table can only be added to another hash table.',
      id: 'AddHashTableToNonHashTable',
    });
  }
  const sum = left instanceof OrderedDictionary ? new OrderedDictionary() : new Hashtable(left.ignoreCase);
  for (const { key, value } of left.entries.values()) sum.set(key, value);
  for (const { key, value } of right.entries.values()) {
    if (sum.has(key)) {
      throw runtimeError({
        message: `Item has already been added. Key in dictionary: '${toText(key)}'  Key being added: '${toText(key)}'`,
        id: 'System.ArgumentException',
        category: 'NotSpecified',
        exceptionType: 'System.ArgumentException',
      });
    }
    sum.set(key, value);
  }
  return sum;
}

function spanOperand(value: Value): Value {
  return typeof value === 'string' ? (tryConvert(value, spanType()) ?? value) : value;
}

function spanType(): TimeSpan['type'] {
  return new TimeSpan(0n).type;
}

/** `-`, `/`, `%`. */
export function combine(operator: '-' | '/' | '%', left: Value, right: Value): Value {
  if (left instanceof DateTime || left instanceof TimeSpan) {
    const other = operator === '-' && typeof right === 'string' ? convertTo(right, left.type) : right;
    const result = dateArithmetic(operator, left, other);
    if (result === undefined) throw noOperator(operator, left);
    return result;
  }
  if (isEnumerable(left)) throw noOperator(operator, left);
  return arithmetic(operator, left, right);
}

/** `*`: numbers; a repeated text or list. */
export function multiply(left: Value, right: Value): Value {
  if (typeof left === 'string') return repeatText(left, countOperand(right));
  if (Array.isArray(left)) return repeatList(left, countOperand(right));
  if (left instanceof Collection) return repeatList(left.items, countOperand(right));
  if (isNull(left)) return null;
  const span = left instanceof TimeSpan ? dateArithmetic('*', left, right) : undefined;
  return span ?? arithmetic('*', left, right);
}

function countOperand(value: Value): number {
  const count = convertTo(value, int32Type) as number;
  if (count < 0) {
    throw runtimeError({
      message: "Specified argument was out of the range of valid values. (Parameter 'times')",
      id: 'System.ArgumentOutOfRangeException',
      category: 'OperationStopped',
      exceptionType: 'System.ArgumentOutOfRangeException',
    });
  }
  return count;
}

function repeatText(text: string, count: number): string {
  if (text.length * count > MAX_STRING_LENGTH) throw textTooLong();
  return text.repeat(count);
}

function repeatList(list: readonly Value[], count: number): Value[] {
  checkArrayLength(list.length * count);
  const repeated: Value[] = [];
  for (let i = 0; i < count; i++) for (const item of list) repeated.push(item);
  return repeated;
}

function textTooLong(): Error {
  return runtimeError({
    message: `The text would be longer than the ${MAX_STRING_LENGTH} characters that a script may hold. Write it to a file in parts instead.`,
    id: 'StringTooLong',
    category: 'LimitsExceeded',
    exceptionType: 'System.OutOfMemoryException',
  });
}

/** Unary `-`. */
export function negate(value: Value): Value {
  if (typeof value === 'number' && value !== 0) {
    return value === -2_147_483_648 ? 2_147_483_648 : -value;
  }
  if (value instanceof TimeSpan) return new TimeSpan(-value.ticks);
  return arithmetic('-', 0, value);
}

export type BitOperator = '-band' | '-bor' | '-bxor' | '-shl' | '-shr';

/** Bitwise operators on int, or long and ulong where an operand needs it; enumerations keep their type. */
export function bitwise(operator: BitOperator, left: Value, right: Value): Value {
  if (left instanceof EnumValue && !operator.startsWith('-sh')) {
    const other = right instanceof EnumValue ? right : (tryConvert(right, left.enumType) ?? right);
    const bits = bitwise(operator, left.number, other instanceof EnumValue ? other.number : other);
    return typeof bits === 'number' ? left.enumType.ofNumber(bits) : bits;
  }
  const a = bitOperand(left);
  const b = bitOperand(right);
  if (operator === '-shl' || operator === '-shr') return shift(operator, a, Number(toText(b)));
  if (typeof a === 'number' && typeof b === 'number') {
    return operator === '-band' ? a & b : operator === '-bor' ? a | b : a ^ b;
  }
  const x = bigOperand(a);
  const y = bigOperand(b);
  const result = operator === '-band' ? x & y : operator === '-bor' ? x | y : x ^ y;
  return unsigned(a) || unsigned(b) ? boxUnsigned(result, a, b) : BigInt.asIntN(64, result);
}

function shift(operator: '-shl' | '-shr', value: Value, count: number): Value {
  if (typeof value === 'number') return operator === '-shl' ? value << (count & 31) : value >> (count & 31);
  const by = BigInt(count & 63);
  const big = bigOperand(value);
  const shifted = operator === '-shl' ? big << by : big >> by;
  if (!(value instanceof Numeric)) return BigInt.asIntN(64, shifted);
  if (value.kind === 'biginteger') return new Numeric('biginteger', shifted);
  return value.kind === 'uint32'
    ? new Numeric('uint32', Number(BigInt.asUintN(32, shifted)))
    : new Numeric('uint64', BigInt.asUintN(64, shifted));
}

function unsigned(value: Value): boolean {
  return value instanceof Numeric && (value.kind === 'uint32' || value.kind === 'uint64');
}

function boxUnsigned(result: bigint, a: Value, b: Value): Value {
  const small = [a, b].every((value) => !(value instanceof Numeric) || value.kind !== 'uint64');
  if (small && result >= 0n && result <= 0xffff_ffffn) return new Numeric('uint32', Number(result));
  return new Numeric('uint64', BigInt.asUintN(64, result));
}

function bigOperand(value: Value): bigint {
  if (typeof value === 'bigint') return value;
  if (value instanceof Numeric) return BigInt(value.value);
  return BigInt(Math.trunc(plain(value)));
}

/** An int, a long or an unsigned number. */
function bitOperand(value: Value): Value {
  const number = numericOf(value);
  if (number === undefined) {
    throw runtimeError({
      message: `Cannot convert the "${toText(value)}" value of type "${typeNameOf(value)}" to type "System.Int32".`,
      id: 'ConvertToFinalInvalidCastException',
      category: 'InvalidArgument',
    });
  }
  if (number instanceof Numeric && ['uint32', 'uint64', 'biginteger'].includes(number.kind)) return number;
  const asInt = tryConvert(number, int32Type);
  if (typeof asInt === 'number' && typeof number !== 'bigint') return asInt;
  const asLong = tryConvert(number, int64Type);
  return asLong ?? convertTo(number, numericTypes.uint64);
}

/** `-bnot`. */
export function complement(value: Value): Value {
  if (value instanceof EnumValue) return value.enumType.ofNumber(~value.number);
  const operand = bitOperand(value);
  if (typeof operand === 'number') return ~operand;
  if (operand instanceof Numeric && operand.kind === 'uint32')
    return new Numeric('uint32', ~Number(operand.value) >>> 0);
  if (operand instanceof Numeric && operand.kind === 'uint64') {
    return new Numeric('uint64', BigInt.asUintN(64, ~BigInt(operand.value)));
  }
  return ~bigOperand(operand);
}
