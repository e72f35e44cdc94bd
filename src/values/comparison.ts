import { compareValues, valuesEqual } from './compare.ts';
import { enumerate, isEnumerable } from './enumerate.ts';
import { isLike } from './text-operators.ts';
import type { Value } from './value.ts';

type Test = (left: Value, right: Value) => boolean;

/** A comparison operator: a truth for a single left value, the elements that pass for a list. */
export function comparison(test: Test): (left: Value, right: Value) => Value {
  return (left, right) => {
    if (!isEnumerable(left)) return test(left, right);
    const passed: Value[] = [];
    for (const item of enumerate(left)) if (test(item, right)) passed.push(item);
    return passed;
  };
}

/** The test of a comparison operator's name without case letter: `eq`, `notlike`, …; undefined for others. */
export function comparisonTest(name: string, caseSensitive: boolean): Test | undefined {
  switch (name) {
    case 'eq':
      return (left, right) => valuesEqual(left, right, caseSensitive);
    case 'ne':
      return (left, right) => !valuesEqual(left, right, caseSensitive);
    case 'gt':
      return (left, right) => compareValues(left, right, caseSensitive) > 0;
    case 'ge':
      return (left, right) => compareValues(left, right, caseSensitive) >= 0;
    case 'lt':
      return (left, right) => compareValues(left, right, caseSensitive) < 0;
    case 'le':
      return (left, right) => compareValues(left, right, caseSensitive) <= 0;
    case 'like':
      return (left, right) => isLike(left, right, caseSensitive);
    case 'notlike':
      return (left, right) => !isLike(left, right, caseSensitive);
    default:
      return undefined;
  }
}

/** `-contains`: some element equals the value. */
export function contains(list: Value, value: Value, caseSensitive: boolean): boolean {
  if (!isEnumerable(list)) return valuesEqual(list, value, caseSensitive);
  for (const item of enumerate(list)) if (valuesEqual(item, value, caseSensitive)) return true;
  return false;
}
