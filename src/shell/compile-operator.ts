import type { BinaryExpressionAst, UnaryExpressionAst } from '../language/ast.ts';
import { comparison, comparisonTest, contains } from '../values/comparison.ts';
import { tryConvert } from '../values/convert.ts';
import { enumerate, isEnumerable, toArray } from '../values/enumerate.ts';
import { formatComposite } from '../values/format.ts';
import { matchTable } from '../values/match-groups.ts';
import { double } from '../values/numeric.ts';
import {
  add,
  type BitOperator,
  bitwise,
  combine,
  complement,
  multiply,
  negate,
} from '../values/operators.ts';
import {
  joinOperator,
  matchOperand,
  regexOperand,
  replaceOperator,
  splitOperator,
  splitWhitespace,
} from '../values/text-operators.ts';
import { toText } from '../values/to-text.ts';
import { isTrue } from '../values/truth.ts';
import { TypeInfo } from '../values/type-info.ts';
import { typeOf } from '../values/type-of.ts';
import { isNull, type Value } from '../values/value.ts';
import type { Compiler } from './compiler.ts';
import type { Evaluate, Frame } from './frame.ts';
import { makeRange } from './make-range.ts';
import { namedType } from './type-lookup.ts';

/** An operator between two values. */
export function compileBinary(ast: BinaryExpressionAst, compiler: Compiler): Evaluate {
  const left = compiler.expression(ast.left);
  const right = compiler.expression(ast.right);
  switch (ast.operator) {
    case '+':
      return compileAdd(left, right);
    case '-':
      return compileSubtract(left, right);
    case '*':
      return (frame) => multiply(left(frame), right(frame));
    case '/':
    case '%': {
      const { operator } = ast;
      return (frame) => combine(operator, left(frame), right(frame));
    }
    case '-and':
      return (frame) => isTrue(left(frame)) && isTrue(right(frame));
    case '-or':
      return (frame) => isTrue(left(frame)) || isTrue(right(frame));
    case '-xor':
      return (frame) => isTrue(left(frame)) !== isTrue(right(frame));
    case '??':
      return (frame) => {
        const value = left(frame);
        return isNull(value) ? right(frame) : value;
      };
    default:
      return compileRest(ast, left, right);
  }
}

function compileAdd(left: Evaluate, right: Evaluate): Evaluate {
  return (frame) => {
    const a = left(frame);
    const b = right(frame);
    if (typeof a === 'number' && typeof b === 'number') {
      const sum = a + b;
      return (sum | 0) !== sum || ((a | 0) === a && (b | 0) === b) ? sum : double(sum);
    }
    return add(a, b);
  };
}

function compileSubtract(left: Evaluate, right: Evaluate): Evaluate {
  return (frame) => {
    const a = left(frame);
    const b = right(frame);
    if (typeof a === 'number' && typeof b === 'number') {
      const rest = a - b;
      return (rest | 0) !== rest || ((a | 0) === a && (b | 0) === b) ? rest : double(rest);
    }
    return combine('-', a, b);
  };
}

function compileRest(ast: BinaryExpressionAst, left: Evaluate, right: Evaluate): Evaluate {
  switch (ast.operator) {
    case '..':
      return (frame) => makeRange(left(frame), right(frame));
    case '-f':
      return (frame) => formatOperator(left(frame), right(frame));
    case '-join':
      return (frame) => joinOperator(left(frame), right(frame));
    case '-is':
      return (frame) => isOfType(frame, left(frame), right(frame));
    case '-isnot':
      return (frame) => !isOfType(frame, left(frame), right(frame));
    case '-as':
      return (frame) => tryConvert(left(frame), typeOperand(frame, right(frame))) ?? null;
    case '-band':
    case '-bor':
    case '-bxor':
    case '-shl':
    case '-shr': {
      const operator: BitOperator = ast.operator;
      return (frame) => bitwise(operator, left(frame), right(frame));
    }
    default:
      return compileComparison(ast.operator, left, right);
  }
}

function compileComparison(operator: string, left: Evaluate, right: Evaluate): Evaluate {
  const caseSensitive = operator.startsWith('-c');
  const name = operator.slice(2);
  const test = comparisonTest(name, caseSensitive);
  if (test !== undefined) return compileTest(name, comparison(test), left, right);
  switch (name) {
    case 'match':
    case 'notmatch':
      return (frame) =>
        matchOperator(frame, left(frame), right(frame), { caseSensitive, negated: name === 'notmatch' });
    case 'replace':
      return (frame) => replaceOperator(left(frame), right(frame), caseSensitive);
    case 'split':
      return (frame) => splitOperator(left(frame), right(frame), caseSensitive);
    case 'contains':
      return (frame) => contains(left(frame), right(frame), caseSensitive);
    case 'notcontains':
      return (frame) => !contains(left(frame), right(frame), caseSensitive);
    case 'in':
      return (frame) => {
        const value = left(frame);
        return contains(right(frame), value, caseSensitive);
      };
    case 'notin':
      return (frame) => {
        const value = left(frame);
        return !contains(right(frame), value, caseSensitive);
      };
    default:
      throw new Error(`no operator ${operator}`);
  }
}

/** Numbers are compared in place; everything else by the table of comparison. */
function compileTest(
  name: string,
  compare: (left: Value, right: Value) => Value,
  left: Evaluate,
  right: Evaluate,
): Evaluate {
  const fast = NUMBER_TESTS[name];
  if (fast === undefined) return (frame) => compare(left(frame), right(frame));
  return (frame) => {
    const a = left(frame);
    const b = right(frame);
    return typeof a === 'number' && typeof b === 'number' ? fast(a, b) : compare(a, b);
  };
}

const NUMBER_TESTS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
};

interface MatchMode {
  readonly caseSensitive: boolean;
  readonly negated: boolean;
}

function matchOperator(frame: Frame, left: Value, right: Value, mode: MatchMode): Value {
  const regex = regexOperand(right, mode.caseSensitive);
  if (isEnumerable(left)) {
    return Array.from(enumerate(left)).filter(
      (item) => (matchOperand(item, regex) !== null) !== mode.negated,
    );
  }
  const match = matchOperand(left, regex);
  if (match !== null) frame.scope.define('Matches', matchTable(match, regex));
  return (match !== null) !== mode.negated;
}

function formatOperator(left: Value, right: Value): string {
  return formatComposite(toText(left), isEnumerable(right) ? toArray(right) : [right]);
}

function isOfType(frame: Frame, value: Value, wanted: Value): boolean {
  const type = typeOperand(frame, wanted);
  const own = typeOf(value);
  if (own === null) return false;
  return own.isAssignableTo(type);
}

function typeOperand(frame: Frame, value: Value): TypeInfo {
  if (value instanceof TypeInfo) return value;
  return namedType(frame, toText(value));
}

export function compileUnary(ast: UnaryExpressionAst, compiler: Compiler): Evaluate {
  const child = compiler.expression(ast.child);
  switch (ast.operator) {
    case '-not':
      return (frame) => !isTrue(child(frame));
    case '-bnot':
      return (frame) => complement(child(frame));
    case '+':
      return (frame) => add(0, child(frame));
    case '-':
      return (frame) => negate(child(frame));
    case '-join':
      return (frame) => joinOperator(child(frame), '');
    case '-isplit':
    case '-csplit':
      return (frame) => splitWhitespace(child(frame));
    default:
      throw new Error(`increments are compiled as assignments: ${ast.operator}`);
  }
}
