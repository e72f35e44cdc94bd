import { type PropertyExpression, propertyExpressions } from '../../src/format/property-expression.ts';
import { compareTexts, compareValues } from '../../src/values/compare.ts';
import { TerminatingError } from '../../src/values/error-record.ts';
import { toText } from '../../src/values/to-text.ts';
import { isTrue } from '../../src/values/truth.ts';
import type { Value } from '../../src/values/value.ts';

/** What objects are ordered by: nothing given means the objects themselves. */
export interface SortOrder {
  /** The values of an object that count, in order; undefined where it has no such property. */
  key(object: Value): (Value | undefined)[];
  compare(a: readonly (Value | undefined)[], b: readonly (Value | undefined)[]): number;
}

export interface SortOptions {
  readonly descending: boolean;
  readonly caseSensitive: boolean;
}

export function sortOrder(properties: readonly Value[] | undefined, options: SortOptions): SortOrder {
  const expressions = propertyExpressions(properties ?? [], ['ascending', 'descending']);
  const { caseSensitive } = options;
  if (expressions.length === 0) {
    const sign = options.descending ? -1 : 1;
    return {
      key: (object) => [object],
      compare: ([a], [b]) => sign * orderValues(a, b, caseSensitive),
    };
  }
  const signs = expressions.map((expression) => (isDescending(expression, options.descending) ? -1 : 1));
  return {
    key: (object) => expressions.map((expression) => keyOf(expression, object)),
    compare(a, b) {
      for (let index = 0; index < signs.length; index++) {
        const order = (signs[index] ?? 1) * orderValues(a[index], b[index], caseSensitive);
        if (order !== 0) return order;
      }
      return 0;
    },
  };
}

function isDescending(expression: PropertyExpression, preset: boolean): boolean {
  const descending = expression.options.get('descending');
  const ascending = expression.options.get('ascending');
  // A table that wants neither or both says nothing.
  if (descending !== undefined && ascending !== undefined && isTrue(descending) === isTrue(ascending))
    return preset;
  if (descending !== undefined) return isTrue(descending);
  return ascending === undefined ? preset : !isTrue(ascending);
}

function keyOf(expression: PropertyExpression, object: Value): Value | undefined {
  try {
    return expression.evaluate(object);
  } catch (error) {
    if (error instanceof TerminatingError) return undefined;
    throw error;
  }
}

/** A value before none; values that have no order of their own by their text. */
export function orderValues(a: Value | undefined, b: Value | undefined, caseSensitive: boolean): number {
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b, caseSensitive);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  try {
    const order = compareValues(a, b, caseSensitive);
    if (!Number.isNaN(order)) return order;
  } catch (error) {
    if (!(error instanceof TerminatingError)) throw error;
  }
  return compareTexts(toText(a), toText(b), caseSensitive);
}
