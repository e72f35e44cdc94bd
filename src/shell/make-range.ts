import { convertTo } from '../values/convert.ts';
import { Char, int32Type } from '../values/numeric.ts';
import { LazyRange } from '../values/range.ts';
import { isInt32, isNull, type Value } from '../values/value.ts';

/** `a..b` as an array: numbers, or characters when both ends are single characters. */
export function makeRange(first: Value, last: Value): Value[] {
  const characters = characterEnds(first, last);
  if (characters !== undefined) return charRange(characters[0], characters[1]);
  return lazyRange(first, last).toArray();
}

/** `a..b` of numbers that is only counted through. */
export function lazyRange(first: Value, last: Value): LazyRange {
  return new LazyRange(end(first), end(last));
}

export function characterEnds(first: Value, last: Value): [string, string] | undefined {
  const a = character(first);
  const b = character(last);
  return a === undefined || b === undefined ? undefined : [a, b];
}

function end(value: Value): number {
  if (typeof value === 'number' && isInt32(value)) return value;
  return isNull(value) ? 0 : (convertTo(value, int32Type) as number);
}

function character(value: Value): string | undefined {
  if (value instanceof Char) return value.value;
  return typeof value === 'string' && value.length === 1 && !/\d/.test(value) ? value : undefined;
}

function charRange(first: string, last: string): Char[] {
  const from = first.charCodeAt(0);
  const to = last.charCodeAt(0);
  const step = from <= to ? 1 : -1;
  return Array.from(
    { length: Math.abs(to - from) + 1 },
    (_, index) => new Char(String.fromCharCode(from + index * step)),
  );
}
