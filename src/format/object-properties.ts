import { Dictionary } from '../values/hashtable.ts';
import { memberOf, propertyNamesOf } from '../values/member.ts';
import type { Value } from '../values/value.ts';

/**
 * A property's value as the utility cmdlets look it up: a member, or the entry of a dictionary.
 * Undefined: there is none of that name.
 */
export function propertyValue(object: Value, name: string): Value | undefined {
  if (object instanceof Dictionary && object.has(name)) return object.get(name) ?? null;
  return memberOf(object, name);
}

/** The names of an object's properties, in the order they are shown. */
export function propertyNames(object: Value): readonly string[] {
  return propertyNamesOf(object);
}
