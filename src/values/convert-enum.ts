import { numericOf } from './arithmetic.ts';
import { castError, nullCastError } from './cast-error.ts';
import { type EnumType, type EnumValue, isEnumValue } from './enum-type.ts';
import { isEnumerable, toArray } from './enumerate.ts';
import { runtimeError } from './error-record.ts';
import { toText } from './to-text.ts';
import { isNull, type Value } from './value.ts';

/** A cast to an enumeration: names in any case or by unique start, lists of them for flags, numbers. */
export function enumOf(value: Value, type: EnumType): EnumValue {
  if (isNull(value)) throw nullCastError(type);
  if (isEnumValue(value) && value.enumType === type) return value;
  if (typeof value === 'string') return enumFromText(value, type);
  if (isEnumerable(value))
    return enumFromText(
      toArray(value)
        .map((item) => toText(item))
        .join(','),
      type,
    );
  const number = numericOf(value);
  if (number === undefined) throw castError(value, type);
  const whole = Number(toText(number));
  if (!type.flags && !type.has(whole)) {
    throw undefinedNumber(value, type);
  }
  return type.ofNumber(whole);
}

function undefinedNumber(value: Value, type: EnumType): Error {
  return runtimeError({
    message: `Cannot convert value "${toText(value)}" to type "${type.fullName}" due to enumeration values that are not valid. Specify one of the following enumeration values and try again. The possible enumeration values are "${type.names.join(',')}".`,
    id: 'UndefinedIntegerToEnum',
    category: 'InvalidArgument',
    exceptionType: 'System.Management.Automation.PSInvalidCastException',
  });
}

function enumFromText(text: string, type: EnumType): EnumValue {
  let bits = 0;
  for (const part of text.split(',')) {
    const found = oneName(part.trim(), type);
    if (found === undefined) throw noSuchName(text, type);
    bits |= found.number;
  }
  return type.ofNumber(bits);
}

function oneName(name: string, type: EnumType): EnumValue | undefined {
  const exact = type.find(name);
  if (exact !== undefined) return exact;
  if (/^-?\d+$/.test(name)) {
    const number = Number(name);
    return type.flags || type.has(number) ? type.ofNumber(number) : undefined;
  }
  if (name === '') return undefined;
  const starts = type.names.filter((candidate) => candidate.toLowerCase().startsWith(name.toLowerCase()));
  return starts.length === 1 && starts[0] !== undefined ? type.find(starts[0]) : undefined;
}

function noSuchName(text: string, type: EnumType): Error {
  return castError(
    text,
    type,
    `Unable to match the identifier name ${text} to a valid enumerator name. Specify one of the following enumerator names and try again:\n${type.names.join(', ')}`,
  );
}
