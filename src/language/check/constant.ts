import type { Ast, ExpressionAst } from '../ast.ts';

const CONSTANT_VARIABLES = new Set(['true', 'false', 'null']);

/** Whether an expression has its value before the script runs; `blocks` lets script blocks count as well. */
export function isConstant(expression: ExpressionAst, blocks: boolean): boolean {
  switch (expression.kind) {
    case 'ConstantExpression':
    case 'StringConstant':
    case 'TypeExpression':
    case 'ErrorExpression':
      return true;
    case 'ScriptBlockExpression':
      return blocks;
    case 'VariableExpression':
      return expression.qualifier === null && CONSTANT_VARIABLES.has(expression.name.toLowerCase());
    case 'ArrayLiteral':
      return expression.elements.every((element) => isConstant(element, blocks));
    case 'UnaryExpression':
    case 'ConvertExpression':
      return isConstant(expression.child, blocks);
    case 'BinaryExpression':
      return isConstant(expression.left, blocks) && isConstant(expression.right, blocks);
    case 'TernaryExpression':
      return [expression.condition, expression.ifTrue, expression.ifFalse].every((part) =>
        isConstant(part, blocks),
      );
    case 'ParenExpression':
      return isConstantStatement(expression.pipeline, blocks);
    case 'ArrayExpression':
      return expression.body.statements.every((statement) => isConstantStatement(statement, blocks));
    case 'Hashtable':
      return expression.pairs.every(
        ({ key, value }) => isConstant(key, blocks) && isConstantStatement(value, blocks),
      );
    case 'MemberExpression':
      return expression.isStatic && expression.target.kind === 'TypeExpression';
    default:
      return false;
  }
}

function isConstantStatement(statement: Ast, blocks: boolean): boolean {
  if (statement.kind !== 'Pipeline' || statement.elements.length !== 1) return false;
  const [element] = statement.elements;
  return element?.kind === 'CommandExpression' && isConstant(element.expression, blocks);
}
