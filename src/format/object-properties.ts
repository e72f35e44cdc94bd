import { Dictionary } from '../values/hashtable.ts';
import { ownProperty } from '../values/member.ts';
import { PSCustomObject } from '../values/ps-custom-object.ts';
import { toText } from '../values/to-text.ts';
import { typeOf } from '../values/type-of.ts';
import { NetObject, type Value } from '../values/value.ts';

/**
 * A property's value as the utility cmdlets look it up: a member of the object itself, or the entry of a
 * dictionary. Undefined: there is none of that name.
 */
export function propertyValue(object: Value, name: string): Value | undefined {
  return propertyReader(name)(object);
}

/** The look-up of one name, made once for many objects. */
export function propertyReader(name: string): (object: Value) => Value | undefined {
  const key = name.toLowerCase();
  // Every object has these for the language, but as properties only where they are declared.
  if (key === 'count' || key === 'length') {
    return (object) => (declares(object, key) ? ownProperty(object, key) : undefined);
  }
  return (object) => ownProperty(object, key);
}

function declares(object: Value, key: string): boolean {
  if (object instanceof Dictionary) return true;
  if (object instanceof PSCustomObject && object.properties.has(key)) return true;
  if (object instanceof NetObject && object.added?.has(key) === true) return true;
  if (object instanceof NetObject && object.adapted?.get(key) !== undefined) return true;
  const type = typeOf(object);
  if (type === null) return false;
  return type.member(key) !== undefined || type.extension(key) !== undefined;
}

/** A property as text; empty when there is none. */
export function propertyText(object: Value, name: string): string {
  return toText(propertyValue(object, name) ?? null);
}
