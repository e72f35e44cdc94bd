import { typedArray } from './array.ts';
import { castError, creationError, nullCastError } from './cast-error.ts';
import { Collection } from './collection.ts';
import { enumOf } from './convert-enum.ts';
import { convertToNumber } from './convert-number.ts';
import { DateTime, dateTimeType, TimeSpan, timeSpanType } from './date-time.ts';
import { isEnumType } from './enum-type.ts';
import { isEnumerable, toArray } from './enumerate.ts';
import { runtimeError, TerminatingError } from './error-record.ts';
import {
  Dictionary,
  Hashtable,
  hashtableType,
  OrderedDictionary,
  orderedDictionaryType,
} from './hashtable.ts';
import { NetException } from './net-exception.ts';
import { booleanType, Char, charType } from './numeric.ts';
import { arrayTypeInfo, objectTypeInfo } from './object-type-base.ts';
import { parseDate, parseTimeSpan } from './parse-date.ts';
import { PSCustomObject, psCustomObjectType } from './ps-custom-object.ts';
import { stringType } from './string-type.ts';
import { SwitchParameter, switchParameterType } from './switch-parameter.ts';
import { toText } from './to-text.ts';
import { isTrue } from './truth.ts';
import type { TypeInfo } from './type-info.ts';
import { resolveTypeName } from './type-name.ts';
import { typeNameOf, typeOf } from './type-of.ts';
import { isNull, type Value } from './value.ts';

/** `[type]$value`. Throws PSInvalidCastException with PowerShell's wording. */
export function convertTo(value: Value, type: TypeInfo): Value {
  if (type === objectTypeInfo) return isNull(value) ? null : value;
  if (type === stringType) return toText(value);
  if (type === booleanType) return toBoolean(value);
  const number = convertToNumber(value, type);
  if (number !== undefined) return number;
  const own = typeOf(value);
  if (own?.isAssignableTo(type) === true) return value;
  return convertObject(value, type);
}

/** The conversion or undefined: `-as`. */
export function tryConvert(value: Value, type: TypeInfo): Value | undefined {
  try {
    return convertTo(value, type);
  } catch (error) {
    if (error instanceof TerminatingError) return undefined;
    throw error;
  }
}

function toBoolean(value: Value): boolean {
  return isTrue(value);
}

function convertObject(value: Value, type: TypeInfo): Value {
  if (type.declaration.elementType !== undefined) return convertToArray(value, type.declaration.elementType);
  if (isEnumType(type)) return enumOf(value, type);
  switch (type) {
    case arrayTypeInfo:
      return isNull(value) ? null : isEnumerable(value) ? toArray(value) : [value];
    case psCustomObjectType:
      return value instanceof Dictionary ? customObjectOf(value) : isNull(value) ? null : value;
    case hashtableType:
      if (value instanceof OrderedDictionary) return hashtableOf(value);
      if (value instanceof PSCustomObject)
        throw castError(value, type, 'Unable to cast the object.', 'InvalidCastConstructorException');
      break;
    case orderedDictionaryType:
      if (value instanceof Dictionary) return orderedOf(value);
      break;
    case switchParameterType:
      return new SwitchParameter(isTrue(value));
    case charType:
      return charOf(value, type);
    case dateTimeType:
      return dateOf(value, type);
    case timeSpanType:
      return spanOf(value, type);
    default:
  }
  if (isNull(value)) {
    if (type.isValueType) throw nullCastError(type);
    return type.declaration.convert?.(null, type) ?? null;
  }
  return convertByDeclaration(value, type);
}

function convertByDeclaration(value: Value, type: TypeInfo): Value {
  const converted = type.declaration.convert?.(value, type);
  if (converted !== undefined) return converted;
  if (type.fullName === 'System.RuntimeType' || type.fullName === 'System.Type') return typeNamed(value);
  // A list of one element stands for the element; a hashtable sets the properties of a new object.
  if (value instanceof Dictionary && type.declaration.construct !== undefined)
    return objectFromTable(value, type);
  if (type.declaration.construct !== undefined && !isEnumerable(value)) return constructFrom(value, type);
  throw castError(value, type);
}

function constructFrom(value: Value, type: TypeInfo): Value {
  try {
    return type.declaration.construct?.([value], type) ?? null;
  } catch (error) {
    if (error instanceof TerminatingError)
      throw castError(value, type, error.record.message, 'InvalidCastConstructorException');
    if (error instanceof NetException)
      throw castError(value, type, error.message, 'InvalidCastConstructorException');
    throw error;
  }
}

/** `[Type]@{ Property = value }`: a new object with its properties set. */
function objectFromTable(table: Dictionary, type: TypeInfo): Value {
  const object = type.declaration.construct?.([], type) ?? null;
  for (const { key, value } of table.entries.values()) {
    const member = type.member(toText(key).toLowerCase());
    if (member?.kind !== 'Property' || member.set === undefined)
      throw creationError(type, `The ${toText(key)} property was not found for the ${type.fullName} object.`);
    try {
      member.set(object, value);
    } catch (error) {
      throw error instanceof TerminatingError ? creationError(type, error.record.message) : error;
    }
  }
  return object;
}

function convertToArray(value: Value, elementType: TypeInfo): Value {
  if (isNull(value)) return null;
  if (value instanceof Collection && elementType === objectTypeInfo) return value.toArray();
  if (typeof value === 'string' && elementType === charType) {
    return typedArray([...splitUnits(value)], charType);
  }
  const items = isEnumerable(value) ? toArray(value) : [value];
  return typedArray(
    items.map((item) => convertTo(item, elementType)),
    elementType,
  );
}

export function splitUnits(text: string): Char[] {
  return Array.from({ length: text.length }, (_, index) => new Char(text.charAt(index)));
}

function customObjectOf(table: Dictionary): PSCustomObject {
  const object = new PSCustomObject();
  for (const { key, value } of table.entries.values()) object.set(toText(key), value);
  const typeName = object.properties.get('pstypename');
  if (typeName !== undefined) {
    object.properties.delete('pstypename');
    object.typeNames = [toText(typeName.value), psCustomObjectType.fullName, objectTypeInfo.fullName];
  }
  return object;
}

function hashtableOf(table: Dictionary): Hashtable {
  const made = new Hashtable();
  for (const { key, value } of table.entries.values()) made.set(key, value);
  return made;
}

function orderedOf(table: Dictionary): OrderedDictionary {
  const made = new OrderedDictionary();
  for (const { key, value } of table.entries.values()) made.set(key, value);
  return made;
}

function charOf(value: Value, type: TypeInfo): Char {
  if (typeof value === 'string' && value.length === 1) return new Char(value);
  if (isNull(value)) return new Char('\0');
  if (typeof value === 'number' && value >= 0 && value <= 0xffff) return new Char(String.fromCharCode(value));
  if (typeof value !== 'string') {
    const number = tryConvert(value, requiredType('int'));
    if (typeof number === 'number' && number >= 0 && number <= 0xffff)
      return new Char(String.fromCharCode(number));
  }
  throw castError(
    value,
    type,
    typeof value === 'string' ? 'String must be exactly one character long.' : undefined,
  );
}

function dateOf(value: Value, type: TypeInfo): DateTime {
  if (typeof value === 'string') {
    const date = parseDate(value);
    if (date !== undefined) return date;
    throw castError(value, type, `The string '${value}' was not recognized as a valid DateTime.`);
  }
  if (typeof value === 'number') return new DateTime(BigInt(Math.trunc(value)));
  if (typeof value === 'bigint') return new DateTime(value);
  if (isNull(value)) throw nullCastError(type);
  throw castError(value, type);
}

function spanOf(value: Value, type: TypeInfo): TimeSpan {
  if (typeof value === 'string') {
    const span = parseTimeSpan(value);
    if (span !== undefined) return span;
    throw castError(value, type, `String '${value}' was not recognized as a valid TimeSpan.`);
  }
  if (typeof value === 'number') return new TimeSpan(BigInt(Math.trunc(value)));
  if (typeof value === 'bigint') return new TimeSpan(value);
  if (isNull(value)) throw nullCastError(type);
  throw castError(value, type);
}

function typeNamed(value: Value): TypeInfo {
  const found = typeof value === 'string' ? resolveTypeName(value) : undefined;
  if (found === undefined) throw noSuchType(value);
  return found;
}

function noSuchType(value: Value): Error {
  return runtimeError({
    message: `Cannot convert the "${toText(value)}" value of type "${typeNameOf(value)}" to type "System.Type".`,
    id: typeof value === 'string' ? 'InvalidCastFromStringToType' : 'ConvertToFinalInvalidCastException',
    category: 'InvalidArgument',
    exceptionType: 'System.Management.Automation.PSInvalidCastException',
  });
}

/** A type the program itself names; throws when it is not registered. */
export function requiredType(name: string): TypeInfo {
  const type = resolveTypeName(name);
  if (type === undefined) throw new Error(`no type ${name}`);
  return type;
}
