import { propertyValue } from '../../src/format/object-properties.ts';
import { DateTime, TimeSpan } from '../../src/values/date-time.ts';
import { Decimal } from '../../src/values/decimal.ts';
import { EnumValue } from '../../src/values/enum-type.ts';
import { propertyNames } from '../../src/values/member-list.ts';
import { Char, Numeric } from '../../src/values/numeric.ts';
import { identityOf, TypedObject } from '../../src/values/object-type.ts';
import { PSCustomObject } from '../../src/values/ps-custom-object.ts';
import { toText } from '../../src/values/to-text.ts';
import type { Value } from '../../src/values/value.ts';

const MAX_DEPTH = 8;

/**
 * A key that two objects share when `-Unique` takes them for the same: scalars by value, custom objects by
 * their properties, inventory objects by identity, anything else by instance.
 */
export function objectKey(value: Value, ignoreCase: boolean, depth = 0): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return `s${ignoreCase ? value.toLowerCase() : value}`;
  if (typeof value === 'number' || typeof value === 'bigint') return `n${value}`;
  if (value instanceof Numeric || value instanceof Decimal) return `n${toText(value)}`;
  if (value instanceof Char) return `c${ignoreCase ? value.value.toLowerCase() : value.value}`;
  if (value instanceof DateTime || value instanceof TimeSpan) return `t${value.ticks}`;
  if (value instanceof EnumValue) return `e${value.enumType.fullName}:${value.number}`;
  if (depth > MAX_DEPTH) return toText(value);
  if (Array.isArray(value))
    return `[${value.map((item) => text(objectKey(item, ignoreCase, depth + 1))).join('\u0000')}`;
  if (value instanceof TypedObject) {
    const identity = identityOf(value as TypedObject<unknown>);
    return identity === undefined ? value : `o${value.objectType.fullName}:${identity}`;
  }
  if (!(value instanceof PSCustomObject)) return value;
  const parts = propertyNames(value).map((name) => {
    return `${name.toLowerCase()}=${text(objectKey(propertyValue(value, name) ?? null, ignoreCase, depth + 1))}`;
  });
  return `{${parts.join('\u0000')}`;
}

const instances = new WeakMap<object, number>();
let lastInstance = 0;

/** A key as text; an instance gets a number of its own. */
function text(key: unknown): string {
  if (typeof key !== 'object' || key === null) return String(key);
  let number = instances.get(key);
  if (number === undefined) {
    number = ++lastInstance;
    instances.set(key, number);
  }
  return `i${number}`;
}
