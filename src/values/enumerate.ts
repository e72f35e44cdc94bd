import { Collection } from './collection.ts';
import { LazyRange } from './range.ts';
import { NetObject, NOTHING, type Value } from './value.ts';

/** A value that the program enumerates itself: iterators of .NET objects, GetEnumerator of a hashtable. */
export abstract class Sequence extends NetObject {
  abstract iterate(): Iterable<Value>;
}

/** The elements of a list that a pipeline unrolls, or undefined for a single object. Strings and hashtables are single. */
export function listItems(value: Value): readonly Value[] | undefined {
  if (Array.isArray(value)) return value;
  if (value instanceof Collection) return value.items;
  if (value instanceof LazyRange) return value.toArray();
  return undefined;
}

/** True for what a pipeline unrolls. */
export function isEnumerable(value: Value): boolean {
  return (
    Array.isArray(value) ||
    value instanceof Collection ||
    value instanceof Sequence ||
    value instanceof LazyRange
  );
}

/** The objects that a pipeline or `foreach` makes of a value; `$null` is one object, nothing is none. */
export function enumerate(value: Value): Iterable<Value> {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null) return [value];
  if (value === NOTHING) return [];
  if (value instanceof Collection) return value.items;
  if (value instanceof LazyRange) return value;
  if (value instanceof Sequence) return value.iterate();
  return [value];
}

/** All the objects of a value as a new array. */
export function toArray(value: Value): Value[] {
  return Array.isArray(value) ? value.slice() : Array.from(enumerate(value));
}
