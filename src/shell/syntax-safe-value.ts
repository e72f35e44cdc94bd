import type { ExpressionAst, StatementAst } from '../language/ast.ts';
import { Hashtable } from '../values/hashtable.ts';
import { NetException } from '../values/net-exception.ts';
import { combine } from '../values/operators.ts';
import { toText } from '../values/to-text.ts';
import type { Value } from '../values/value.ts';
import { constantValue } from './compile-literal.ts';
import type { SyntaxObject } from './syntax-tree.ts';

/** `SafeGetValue()`: the value of a node that is made of constants only. Nothing is run. */
export function safeValue(self: SyntaxObject): Value {
  const { node } = self;
  const value = isExpression(node) ? expressionValue(node) : undefined;
  if (value !== undefined) return value;
  throw new NetException(
    'InvalidOperationException',
    `Cannot generate a PowerShell object for a ScriptBlock evaluating dynamic expressions. Dynamic expression: ${self.text}.`,
  );
}

function isExpression(node: SyntaxObject['node']): node is ExpressionAst {
  return /Expression$|^(?:StringConstant|ExpandableString|ArrayLiteral|Hashtable)$/.test(node.kind);
}

const CONSTANTS = new Map<string, Value>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** Undefined when the value is not constant. */
function expressionValue(ast: ExpressionAst): Value | undefined {
  switch (ast.kind) {
    case 'ConstantExpression':
      return constantValue(ast);
    case 'StringConstant':
      return ast.value;
    case 'VariableExpression':
      return ast.qualifier === null ? CONSTANTS.get(ast.name.toLowerCase()) : undefined;
    case 'ArrayLiteral':
      return listValue(ast.elements);
    case 'ParenExpression':
      return statementValue(ast.pipeline);
    case 'ArrayExpression':
      return arrayValue(ast.body.statements);
    case 'Hashtable':
      return tableValue(ast.pairs);
    case 'UnaryExpression': {
      const value = ast.operator === '-' ? expressionValue(ast.child) : undefined;
      return value === undefined ? undefined : combine('-', 0, value);
    }
    default:
      return undefined;
  }
}

function listValue(elements: readonly ExpressionAst[]): Value[] | undefined {
  const values: Value[] = [];
  for (const element of elements) {
    const value = expressionValue(element);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

function arrayValue(statements: readonly StatementAst[]): Value[] | undefined {
  const values: Value[] = [];
  for (const statement of statements) {
    const value = statementValue(statement);
    if (value === undefined) return undefined;
    if (Array.isArray(value)) values.push(...value);
    else values.push(value);
  }
  return values;
}

function statementValue(ast: StatementAst): Value | undefined {
  if (ast.kind !== 'Pipeline') return undefined;
  const [only, more] = ast.elements;
  if (more !== undefined || only?.kind !== 'CommandExpression') return undefined;
  return expressionValue(only.expression);
}

function tableValue(
  pairs: readonly { readonly key: ExpressionAst; readonly value: StatementAst }[],
): Hashtable | undefined {
  const table = new Hashtable();
  for (const pair of pairs) {
    const key = expressionValue(pair.key);
    const value = statementValue(pair.value);
    if (key === undefined || value === undefined) return undefined;
    table.set(typeof key === 'string' ? key : toText(key), value);
  }
  return table;
}
