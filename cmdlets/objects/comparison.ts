import { compareValues, valuesEqual } from '../../src/values/compare.ts';
import { enumerate, isEnumerable } from '../../src/values/enumerate.ts';
import { scriptRegex } from '../../src/values/regex.ts';
import { toText } from '../../src/values/to-text.ts';
import { TypeInfo } from '../../src/values/type-info.ts';
import { resolveTypeName } from '../../src/values/type-name.ts';
import { typeOf } from '../../src/values/type-of.ts';
import type { Value } from '../../src/values/value.ts';
import { matchesWildcard } from '../../src/values/wildcard.ts';

type Test = (left: Value, right: Value, caseSensitive: boolean) => boolean;

/** Tests of one value; lists are taken apart by `overElements`. */
const ELEMENT_TESTS = {
  EQ: (left, right, caseSensitive) => valuesEqual(left, right, caseSensitive),
  NE: (left, right, caseSensitive) => !valuesEqual(left, right, caseSensitive),
  GT: (left, right, caseSensitive) => compareValues(left, right, caseSensitive) > 0,
  LT: (left, right, caseSensitive) => compareValues(left, right, caseSensitive) < 0,
  GE: (left, right, caseSensitive) => compareValues(left, right, caseSensitive) >= 0,
  LE: (left, right, caseSensitive) => compareValues(left, right, caseSensitive) <= 0,
  Like: (left, right, caseSensitive) => matchesWildcard(toText(left), toText(right), caseSensitive),
  NotLike: (left, right, caseSensitive) => !matchesWildcard(toText(left), toText(right), caseSensitive),
  Match: (left, right, caseSensitive) => scriptRegex(toText(right), caseSensitive).test(toText(left)),
  NotMatch: (left, right, caseSensitive) => !scriptRegex(toText(right), caseSensitive).test(toText(left)),
} as const satisfies Record<string, Test>;

/** Tests that look at a list as a whole. */
const LIST_TESTS = {
  Contains: (left, right, caseSensitive) => holds(left, right, caseSensitive),
  NotContains: (left, right, caseSensitive) => !holds(left, right, caseSensitive),
  In: (left, right, caseSensitive) => holds(right, left, caseSensitive),
  NotIn: (left, right, caseSensitive) => !holds(right, left, caseSensitive),
  Is: (left, right) => isOfType(left, right),
  IsNot: (left, right) => !isOfType(left, right),
} as const satisfies Record<string, Test>;

type Plain = keyof typeof ELEMENT_TESTS | Exclude<keyof typeof LIST_TESTS, 'Is' | 'IsNot'>;

/** The comparison parameters of Where-Object. */
export type ComparisonName = Plain | `C${Plain}` | 'Is' | 'IsNot' | 'Not';

const PLAIN_NAMES = [...Object.keys(ELEMENT_TESTS), ...Object.keys(LIST_TESTS)].filter(
  (name) => !name.startsWith('Is'),
) as Plain[];

export const COMPARISONS: readonly ComparisonName[] = [
  ...PLAIN_NAMES,
  ...PLAIN_NAMES.map((name): `C${Plain}` => `C${name}`),
  'Is',
  'IsNot',
  'Not',
];

/** The test that a comparison parameter means. A list on the left holds if any of its elements does. */
export function comparisonTest(name: Exclude<ComparisonName, 'Not'>): (left: Value, right: Value) => boolean {
  const tests: Readonly<Record<string, Test>> = { ...ELEMENT_TESTS, ...LIST_TESTS };
  const whole = tests[name];
  const caseSensitive = whole === undefined;
  const plain = caseSensitive ? name.slice(1) : name;
  const test = tests[plain];
  if (test === undefined) throw new Error(`no comparison ${name}`);
  if (plain in LIST_TESTS) return (left, right) => test(left, right, caseSensitive);
  return (left, right) => {
    if (!isEnumerable(left)) return test(left, right, caseSensitive);
    for (const item of enumerate(left)) if (test(item, right, caseSensitive)) return true;
    return false;
  };
}

function holds(list: Value, value: Value, caseSensitive: boolean): boolean {
  for (const item of enumerate(list)) if (valuesEqual(item, value, caseSensitive)) return true;
  return false;
}

function isOfType(value: Value, type: Value): boolean {
  const wanted = type instanceof TypeInfo ? type : resolveTypeName(toText(type).replace(/^\[|\]$/g, ''));
  const own = typeOf(value);
  return wanted !== undefined && own !== null && own.isAssignableTo(wanted);
}
