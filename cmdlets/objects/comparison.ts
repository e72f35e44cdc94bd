import { contains, comparisonTest as elementTest } from '../../src/values/comparison.ts';
import { enumerate, isEnumerable } from '../../src/values/enumerate.ts';
import { matchOperand, regexOperand } from '../../src/values/text-operators.ts';
import { toText } from '../../src/values/to-text.ts';
import { TypeInfo } from '../../src/values/type-info.ts';
import { resolveTypeName } from '../../src/values/type-name.ts';
import { typeOf } from '../../src/values/type-of.ts';
import type { Value } from '../../src/values/value.ts';

type Test = (left: Value, right: Value) => boolean;

const ELEMENT_NAMES = ['EQ', 'NE', 'GT', 'LT', 'GE', 'LE', 'Like', 'NotLike', 'Match', 'NotMatch'] as const;
const LIST_NAMES = ['Contains', 'NotContains', 'In', 'NotIn'] as const;
const PLAIN_NAMES = [...ELEMENT_NAMES, ...LIST_NAMES] as const;

type Plain = (typeof PLAIN_NAMES)[number];

/** The comparison parameters of Where-Object. */
export type ComparisonName = Plain | `C${Plain}` | 'Is' | 'IsNot' | 'Not';

export const COMPARISONS: readonly ComparisonName[] = [
  ...PLAIN_NAMES,
  ...PLAIN_NAMES.map((name): `C${Plain}` => `C${name}`),
  'Is',
  'IsNot',
  'Not',
];

/** The test that a comparison parameter means. A list on the left passes if any of its elements does. */
export function comparisonTest(name: Exclude<ComparisonName, 'Not'>): Test {
  if (name === 'Is') return isOfType;
  if (name === 'IsNot') return (left, right) => !isOfType(left, right);
  const plain = PLAIN_NAMES.find((each) => each === name);
  const isCase = plain === undefined;
  const word = (plain ?? name.slice(1)).toLowerCase();
  return listTest(word, isCase) ?? overElements(elementOrMatch(word, isCase));
}

function listTest(word: string, isCase: boolean): Test | undefined {
  switch (word) {
    case 'contains':
      return (left, right) => contains(left, right, isCase);
    case 'notcontains':
      return (left, right) => !contains(left, right, isCase);
    case 'in':
      return (left, right) => contains(right, left, isCase);
    case 'notin':
      return (left, right) => !contains(right, left, isCase);
    default:
      return undefined;
  }
}

function elementOrMatch(word: string, isCase: boolean): Test {
  if (word === 'match') return (left, right) => matchOperand(left, regexOperand(right, isCase)) !== null;
  if (word === 'notmatch') return (left, right) => matchOperand(left, regexOperand(right, isCase)) === null;
  const test = elementTest(word, isCase);
  if (test === undefined) throw new Error(`no comparison ${word}`);
  return test;
}

function overElements(test: Test): Test {
  return (left, right) => {
    if (!isEnumerable(left)) return test(left, right);
    for (const item of enumerate(left)) if (test(item, right)) return true;
    return false;
  };
}

function isOfType(value: Value, type: Value): boolean {
  const wanted = type instanceof TypeInfo ? type : resolveTypeName(toText(type).replace(/^\[|\]$/g, ''));
  const own = typeOf(value);
  return wanted !== undefined && own?.isAssignableTo(wanted) === true;
}
