import { numericOf, promote } from './arithmetic.ts';
import { tryConvert } from './convert.ts';
import { DateTime, TimeSpan } from './date-time.ts';
import { compareDecimals, Decimal } from './decimal.ts';
import { EnumValue, isEnumValue } from './enum-type.ts';
import { runtimeError } from './error-record.ts';
import { isNullLike } from './null-like.ts';
import { Char, Numeric } from './numeric.ts';
import { identityOf, TypedObject } from './object-type.ts';
import { SwitchParameter } from './switch-parameter.ts';
import { toText } from './to-text.ts';
import { isTrue } from './truth.ts';
import { TypeInfo } from './type-info.ts';
import { resolveTypeName } from './type-name.ts';
import { typeNameOf, typeOf } from './type-of.ts';
import { isNull, NetObject, type Value } from './value.ts';

/** A value with an order of its own kind (versions and the like). */
export interface Comparable {
  /** Negative, zero or positive; undefined when `other` cannot be compared with it. */
  compareTo(other: Value): number | undefined;
}

/** A value that knows what it equals; undefined: as any other object. */
export interface Equatable {
  equalTo(other: Value): boolean | undefined;
}

/** `-eq` of two single values: the right one is converted to the type of the left. */
export function valuesEqual(left: Value, right: Value, caseSensitive = false): boolean {
  if (typeof left === 'string') {
    if (isNull(right)) return false;
    return textsEqual(left, typeof right === 'string' ? right : toText(right), caseSensitive);
  }
  if (typeof left === 'number' && typeof right === 'number') return left === right;
  if (isNull(left) || isNull(right)) return isNullLike(left) && isNullLike(right);
  if (left === right) return true;
  if (typeof left === 'boolean') return left === isTrue(right);
  if (left instanceof SwitchParameter) return left.present === isTrue(right);
  if (left instanceof Char) return charEqual(left, right, caseSensitive);
  if (isEnumValue(left)) return enumEqual(left, right);
  const order = compareNumbers(left, right);
  if (order !== undefined) return order === 0;
  return left instanceof NetObject && objectsEqual(left, right);
}

function objectsEqual(left: NetObject, right: Value): boolean {
  if (left instanceof TypedObject) {
    if (!(right instanceof TypedObject)) return false;
    const identity = identityOf(left);
    return identity !== undefined && left.objectType === right.objectType && identity === identityOf(right);
  }
  if (left instanceof TypeInfo) return typeof right === 'string' && resolveTypeName(right) === left;
  const own = 'equalTo' in left ? (left as NetObject & Equatable).equalTo(right) : undefined;
  if (own !== undefined) return own;
  if (left instanceof DateTime || left instanceof TimeSpan) {
    const other = tryConvert(right, left.type);
    return (other instanceof DateTime || other instanceof TimeSpan) && other.ticks === left.ticks;
  }
  if (isComparable(left)) {
    const other = tryConvert(right, left.type);
    return other !== undefined && left.compareTo(other) === 0;
  }
  return false;
}

/** A number is the character of that code. */
function charEqual(left: Char, right: Value, caseSensitive: boolean): boolean {
  if (typeof right === 'number' || typeof right === 'bigint' || right instanceof Numeric) {
    const code = numericOf(right);
    return code !== undefined && compareNumbers(left.value.charCodeAt(0), code) === 0;
  }
  return textsEqual(left.value, toText(right), caseSensitive);
}

function enumEqual(left: EnumValue, right: Value): boolean {
  const other = tryConvert(right, left.enumType);
  return other instanceof EnumValue && other.number === left.number;
}

/** `-lt`, `-gt` and Sort-Object: the right value is converted to the type of the left. Throws when they have no order. */
export function compareValues(left: Value, right: Value, caseSensitive = false): number {
  if (typeof left === 'number' && typeof right === 'number') return left < right ? -1 : left > right ? 1 : 0;
  if (typeof left === 'string') return compareTexts(left, toText(right), caseSensitive);
  if (isNull(left)) return isNull(right) ? 0 : compareToNull(right);
  if (isNull(right)) return -compareToNull(left);
  if (typeof left === 'boolean') return Number(left) - Number(isTrue(right));
  const order = compareNumbers(left, right) ?? compareObjects(left, right, caseSensitive);
  if (order === undefined) throw notComparable(left, right);
  return order;
}

/** `$null` is below everything but negative numbers. */
function compareToNull(value: Value): number {
  const number = typeof value === 'string' ? undefined : numericOf(value);
  if (number === undefined) return -1;
  return compareNumbers(number, 0) === -1 ? 1 : -1;
}

function compareObjects(left: Value, right: Value, caseSensitive: boolean): number | undefined {
  if (left instanceof EnumValue) {
    const other = tryConvert(right, left.enumType);
    return other instanceof EnumValue ? left.number - other.number : undefined;
  }
  if (left instanceof Char) return compareTexts(left.value, toText(right), caseSensitive);
  if (left instanceof DateTime || left instanceof TimeSpan) {
    const other = tryConvert(right, left.type);
    if (!(other instanceof DateTime) && !(other instanceof TimeSpan)) return undefined;
    return left.ticks < other.ticks ? -1 : left.ticks > other.ticks ? 1 : 0;
  }
  if (isComparable(left)) {
    const type = typeOf(left);
    const other = type === null ? undefined : tryConvert(right, type);
    return other === undefined ? undefined : left.compareTo(other);
  }
  return valuesEqual(left, right) ? 0 : undefined;
}

/** The order of two numbers, the right one converted; undefined when the left is no number or the right cannot be one. */
function compareNumbers(left: Value, right: Value): number | undefined {
  if (
    typeof left !== 'number' &&
    typeof left !== 'bigint' &&
    !(left instanceof Numeric) &&
    !(left instanceof Decimal)
  ) {
    return undefined;
  }
  const other = numericOf(right);
  if (other === undefined) return undefined;
  const pair = promote(left, other);
  if (pair.on === 'decimal') return compareDecimals(pair.a, pair.b);
  if (pair.a < pair.b) return -1;
  return pair.a > pair.b ? 1 : pair.a === pair.b ? 0 : Number.NaN;
}

export function textsEqual(left: string, right: string, caseSensitive: boolean): boolean {
  if (left === right) return true;
  if (caseSensitive || left.length !== right.length) return false;
  return left.toLowerCase() === right.toLowerCase();
}

let collators: { readonly ignoring: Intl.Collator; readonly minding: Intl.Collator } | undefined;

/** Text order of the invariant culture: letters by alphabet first, case last. */
export function compareTexts(left: string, right: string, caseSensitive = false): number {
  if (left === right) return 0;
  if (SIMPLE.test(left) && SIMPLE.test(right)) {
    const a = left.toLowerCase();
    const b = right.toLowerCase();
    if (a !== b) return a < b ? -1 : 1;
    return caseSensitive ? (left > right ? -1 : 1) : 0;
  }
  collators ??= {
    ignoring: new Intl.Collator('en', { sensitivity: 'accent' }),
    minding: new Intl.Collator('en', { sensitivity: 'variant', caseFirst: 'lower' }),
  };
  return (caseSensitive ? collators.minding : collators.ignoring).compare(left, right);
}

/** Letters and digits alone order the same by code and by collation, and need no collator, which is slow to make. */
const SIMPLE = /^[0-9A-Za-z]*$/;

export function isComparable(value: Value): value is NetObject & Comparable {
  return value instanceof NetObject && 'compareTo' in value;
}

function notComparable(left: Value, right: Value): Error {
  if (!isComparable(left) && typeof left === 'object') {
    return runtimeError({
      message: `Cannot compare "${toText(left)}" because it is not IComparable.`,
      id: 'NotIcomparable',
      exceptionType: 'System.Management.Automation.RuntimeException',
      target: left,
    });
  }
  return runtimeError({
    message: `Could not compare "${toText(left)}" to "${toText(right)}". Error: "Cannot convert value "${toText(right)}" to type "${typeNameOf(left)}"."`,
    id: 'ComparisonFailure',
    target: left,
  });
}
