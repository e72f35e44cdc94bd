import { arrayTypeOf, elementTypeOf } from './array.ts';
import { booleanType, doubleType, int32Type, int64Type } from './numeric.ts';
import { objectTypeInfo } from './object-type-base.ts';
import { stringType } from './string-type.ts';
import { type TypeInfo, typeDisplayName } from './type-info.ts';
import { isInt32, NOTHING, type Value } from './value.ts';

/** The type of a value; `null` for `$null`. */
export function typeOf(value: Value): TypeInfo | null {
  switch (typeof value) {
    case 'string':
      return stringType;
    case 'number':
      return isInt32(value) ? int32Type : doubleType;
    case 'boolean':
      return booleanType;
    case 'bigint':
      return int64Type;
    default:
      if (value === null || value === NOTHING) return null;
      return Array.isArray(value) ? arrayTypeOf(elementTypeOf(value) ?? objectTypeInfo) : value.type;
  }
}

/** The full name of a value's type for messages; `null` has none and is called so. */
export function typeNameOf(value: Value): string {
  return typeOf(value)?.fullName ?? 'null';
}

/** The short name PowerShell prints: `int`, `string`, `System.IO.FileInfo`. */
export function typeDisplayNameOf(value: Value): string {
  const type = typeOf(value);
  return type === null ? 'null' : typeDisplayName(type);
}
