import type {
  AssignmentOperator,
  AssignmentStatementAst,
  ExpressionAst,
  UnaryExpressionAst,
} from '../language/ast.ts';
import { convertTo } from '../values/convert.ts';
import { isEnumerable, toArray } from '../values/enumerate.ts';
import { runtimeError } from '../values/error-record.ts';
import { indexValue, setIndex } from '../values/indexing.ts';
import { getProperty, setMember, setProperty } from '../values/member.ts';
import { double } from '../values/numeric.ts';
import { add, combine, multiply } from '../values/operators.ts';
import { toText } from '../values/to-text.ts';
import { isNull, type Value } from '../values/value.ts';
import { plain } from './compile-literal.ts';
import { typeTarget } from './compile-member.ts';
import { type Assign, compileVariable, compileVariableTarget, constrain } from './compile-variable.ts';
import type { Compiler } from './compiler.ts';
import type { Evaluate, Frame } from './frame.ts';
import { typeReference } from './type-lookup.ts';
import { checkedVariable, validationOf } from './validation.ts';
import { convertedVariable } from './variable.ts';

/** A place that can be read and written; its parts are evaluated once for both. */
interface Place {
  /** Evaluates the parts (target and index) and gives the reader and writer for them. */
  open(frame: Frame): { read(): Value; write(value: Value): void };
  /** Writes without reading. */
  readonly assign: Assign;
}

/** `$x = …` and its relatives, for the value that was assigned. */
export function compileAssignment(ast: AssignmentStatementAst, compiler: Compiler): Evaluate {
  const place = compilePlace(ast.left, compiler);
  const right = compiler.value(ast.right);
  if (ast.operator === '=') {
    const { assign } = place;
    if (ast.left.kind === 'ConvertExpression' || ast.left.kind === 'AttributedExpression')
      return (frame) => {
        assign(frame, right(frame));
        // Its value is what the conversion made.
        return place.open(frame).read();
      };
    return (frame) => {
      const value = right(frame);
      assign(frame, value);
      return value;
    };
  }
  if (ast.operator === '??=') {
    return (frame) => {
      const opened = place.open(frame);
      const current = opened.read();
      if (!isNull(current)) return current;
      const value = right(frame);
      opened.write(value);
      return value;
    };
  }
  return compileCompound(ast, place, right);
}

function compileCompound(ast: AssignmentStatementAst, place: Place, right: Evaluate): Evaluate {
  const operate = compoundOperator(ast.operator);
  if (ast.left.kind === 'VariableExpression' && ast.left.qualifier === null) {
    const read = compileVariable(ast.left);
    const { assign } = place;
    return (frame) => {
      const value = operate(read(frame), right(frame));
      assign(frame, value);
      return value;
    };
  }
  return (frame) => {
    const opened = place.open(frame);
    const value = operate(opened.read(), right(frame));
    opened.write(value);
    return value;
  };
}

function compoundOperator(operator: AssignmentOperator): (left: Value, right: Value) => Value {
  switch (operator) {
    case '+=':
      return addTo;
    case '-=':
      return (left, right) => combine('-', left, right);
    case '*=':
      return multiply;
    case '/=':
      return (left, right) => combine('/', left, right);
    default:
      return (left, right) => combine('%', left, right);
  }
}

function addTo(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') {
    const sum = left + right;
    return (sum | 0) !== sum || ((left | 0) === left && (right | 0) === right) ? sum : double(sum);
  }
  return add(left, right);
}

/** `$x++` and the like. Prefix forms give the new value, postfix ones the old. */
export function compileIncrement(ast: UnaryExpressionAst, compiler: Compiler): Evaluate {
  const place = compilePlace(ast.child, compiler);
  const step = ast.operator.includes('++') ? 1 : -1;
  const prefix = ast.operator.endsWith('x');
  return (frame) => {
    const opened = place.open(frame);
    const old = opened.read();
    if (!isNull(old) && isNotNumber(old)) throw notANumber(old, ast.operator);
    const next = addTo(isNull(old) ? 0 : old, step);
    opened.write(next);
    return prefix ? next : isNull(old) ? 0 : old;
  };
}

function isNotNumber(value: Value): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || isEnumerable(value);
}

function notANumber(value: Value, operator: string): Error {
  const sign = operator.replace('x', '');
  return runtimeError({
    message: `The '${sign}' operator works only on numbers. The operand is a '${typeof value === 'string' ? 'System.String' : toText(value)}'.`,
    id: 'OperatorRequiresNumber',
    target: sign,
  });
}

function compilePlace(ast: ExpressionAst, compiler: Compiler): Place {
  switch (ast.kind) {
    case 'VariableExpression': {
      const read = compileVariable(ast);
      const assign = compileVariableTarget(ast);
      return {
        assign,
        open: (frame) => ({ read: () => read(frame), write: (value) => assign(frame, value) }),
      };
    }
    case 'MemberExpression':
      return compileMemberPlace(ast, compiler);
    case 'IndexExpression':
      return compileIndexPlace(ast, compiler);
    case 'ArrayLiteral':
      return compileListPlace(ast.elements, compiler);
    case 'ConvertExpression':
    case 'AttributedExpression':
      return compileConstrained(ast, compiler);
    case 'ParenExpression':
      return compileParenPlace(ast, compiler);
    default:
      throw runtimeError({
        message:
          'The assignment expression is not valid. The input to an assignment operator must be an object that is able to accept assignments, such as a variable or a property.',
        id: 'InvalidLeftHandSide',
        category: 'ParserError',
      });
  }
}

function compileParenPlace(
  ast: Extract<ExpressionAst, { kind: 'ParenExpression' }>,
  compiler: Compiler,
): Place {
  const { pipeline } = ast;
  const [only] = pipeline.kind === 'Pipeline' ? pipeline.elements : [];
  if (only?.kind === 'CommandExpression') return compilePlace(only.expression, compiler);
  throw runtimeError({
    message: 'The assignment expression is not valid.',
    id: 'InvalidLeftHandSide',
    category: 'ParserError',
  });
}

function compileMemberPlace(
  ast: Extract<ExpressionAst, { kind: 'MemberExpression' }>,
  compiler: Compiler,
): Place {
  const target = compiler.expression(ast.target);
  const { member } = ast;
  const name = member.kind === 'StringConstant' ? () => member.value : compiler.expression(member);
  if (ast.isStatic) {
    return place((frame) => {
      const type = typeTarget(frame, target(frame));
      const found = type.staticMember(toText(name(frame)).toLowerCase());
      const property = found?.kind === 'Property' ? found : undefined;
      return {
        read: () => property?.get(type) ?? null,
        write: (value) => {
          if (property?.set === undefined) throw cannotSetStatic(toText(name(frame)));
          setMember(property, type, value);
        },
      };
    });
  }
  return place((frame) => {
    const object = target(frame);
    const text = toText(name(frame));
    return {
      read: () => getProperty(object, text.toLowerCase()) ?? null,
      write: (value) => setProperty(object, text, plain(value)),
    };
  });
}

function cannotSetStatic(name: string): Error {
  return runtimeError({
    message: `The property '${name}' cannot be found on this object. Verify that the property exists and can be set.`,
    id: 'PropertyNotFound',
  });
}

function compileIndexPlace(
  ast: Extract<ExpressionAst, { kind: 'IndexExpression' }>,
  compiler: Compiler,
): Place {
  const target = compiler.expression(ast.target);
  const index = compiler.expression(ast.index);
  return place((frame) => {
    const object = target(frame);
    const at = index(frame);
    return { read: () => indexValue(object, at), write: (value) => setIndex(object, at, plain(value)) };
  });
}

function place(open: Place['open']): Place {
  return { open, assign: (frame, value) => open(frame).write(value) };
}

/** `$a, $b = 1, 2, 3`: one each, the rest to the last. */
function compileListPlace(elements: readonly ExpressionAst[], compiler: Compiler): Place {
  const places = elements.map((element) => compilePlace(element, compiler));
  const assign: Assign = (frame, value) => {
    const values = isNull(value) ? [] : toArray(value);
    for (const [index, target] of places.entries()) {
      const last = index === places.length - 1;
      const rest = values.slice(index);
      target.assign(frame, last && rest.length > 1 ? rest : (rest[0] ?? null));
    }
  };
  return { assign, open: (frame) => ({ read: () => null, write: (value) => assign(frame, value) }) };
}

/** `[int]$x = …` converts now and for good; `[int]$x.y = …` converts once. */
function compileConstrained(
  ast: Extract<ExpressionAst, { kind: 'ConvertExpression' | 'AttributedExpression' }>,
  compiler: Compiler,
): Place {
  const step = constraintStep(ast, compiler);
  const inner = compilePlace(ast.child, compiler);
  const variable = innermostVariable(ast);
  const assign: Assign = (frame, value) => {
    const apply = step(frame);
    inner.assign(frame, apply(plain(value)));
    if (variable !== undefined) constrain(frame, variable, constraintOf(ast, compiler)(frame));
  };
  return {
    assign,
    open: (frame) => ({ read: () => inner.open(frame).read(), write: (value) => assign(frame, value) }),
  };
}

function innermostVariable(
  ast: ExpressionAst,
): Extract<ExpressionAst, { kind: 'VariableExpression' }> | undefined {
  if (ast.kind === 'VariableExpression') return ast;
  if (ast.kind === 'ConvertExpression' || ast.kind === 'AttributedExpression')
    return innermostVariable(ast.child);
  return undefined;
}

type Step = (frame: Frame) => (value: Value) => Value;

function constraintStep(
  ast: Extract<ExpressionAst, { kind: 'ConvertExpression' | 'AttributedExpression' }>,
  compiler: Compiler,
): Step {
  if (ast.kind === 'ConvertExpression') {
    const type = typeReference(ast.type.typeName);
    const isVariable = innermostVariable(ast) !== undefined;
    return (frame) => {
      const wanted = type(frame);
      return (value) => (isVariable ? convertedVariable(value, wanted) : convertTo(value, wanted));
    };
  }
  const check = validationOf(ast.attribute, compiler);
  const name = innermostVariable(ast)?.name;
  return name === undefined ? check : (frame) => checkedVariable(name, check(frame));
}

/** All the casts and validations before a variable, innermost first. */
function constraintOf(ast: ExpressionAst, compiler: Compiler): Step {
  if (ast.kind !== 'ConvertExpression' && ast.kind !== 'AttributedExpression') return () => (value) => value;
  const inner = constraintOf(ast.child, compiler);
  const own = constraintStep(ast, compiler);
  return (frame) => {
    const first = inner(frame);
    const second = own(frame);
    return (value) => second(first(plain(value)));
  };
}
