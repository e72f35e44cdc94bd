import type { AssignmentStatementAst, Ast, ExpressionAst, TypeName, UnaryExpressionAst } from '../ast.ts';
import { type CheckContext, report } from './context.ts';

export function isReference(typeName: TypeName): boolean {
  const name = typeName.name.toLowerCase();
  return name === 'ref' || name === 'psreference' || name === 'system.management.automation.psreference';
}

export function isVoid(typeName: TypeName): boolean {
  const name = typeName.name.toLowerCase();
  return name === 'void' || name === 'system.void';
}

export function checkAssignment(node: AssignmentStatementAst, context: CheckContext): void {
  if (node.left.kind === 'VariableExpression') return;
  checkTarget(node.left, node.operator === '=', context, (bad) => {
    report(context, 'InvalidLeftHandSide', bad.extent);
  });
}

const STEP_TEXT = new Map([
  ['++x', '++'],
  ['x++', '++'],
  ['--x', '--'],
  ['x--', '--'],
]);

/** `++` and `--` assign too. */
export function checkStep(node: UnaryExpressionAst, context: CheckContext): void {
  const text = STEP_TEXT.get(node.operator);
  if (text === undefined) return;
  checkTarget(node.child, false, context, (bad) => {
    report(context, 'OperatorRequiresVariableOrProperty', bad.extent, text);
  });
}

function checkTarget(
  target: ExpressionAst,
  simple: boolean,
  context: CheckContext,
  refuse: (bad: Ast) => void,
): void {
  switch (target.kind) {
    case 'VariableExpression':
    case 'InvokeMemberExpression':
      return;
    case 'MemberExpression':
    case 'IndexExpression':
      if (target.nullConditional) refuse(target);
      return;
    case 'ArrayLiteral':
      if (!simple) refuse(target);
      else for (const element of target.elements) checkTarget(element, true, context, refuse);
      return;
    case 'ParenExpression': {
      const inner = pureExpression(target.pipeline);
      if (inner === null) refuse(target.pipeline);
      else checkTarget(inner, simple, context, refuse);
      return;
    }
    case 'ConvertExpression':
    case 'AttributedExpression':
      checkConstraints(target, simple, context, refuse);
      return;
    default:
      refuse(target);
  }
}

/** The expression that a statement is, and nothing else. */
function pureExpression(statement: Ast): ExpressionAst | null {
  if (statement.kind !== 'Pipeline' || statement.elements.length !== 1) return null;
  const [element] = statement.elements;
  if (element?.kind !== 'CommandExpression' || element.redirections.length > 0) return null;
  return element.expression;
}

/** `[type]$x = …`: a type constraint of the variable. */
function checkConstraints(
  target: ExpressionAst,
  simple: boolean,
  context: CheckContext,
  refuse: (bad: Ast) => void,
): void {
  let inner = target;
  let converts = 0;
  let reference: Ast | null = null;
  while (inner.kind === 'ConvertExpression' || inner.kind === 'AttributedExpression') {
    if (inner.kind === 'ConvertExpression') {
      converts++;
      if (isReference(inner.type.typeName)) reference = inner.type;
      else if (isVoid(inner.type.typeName)) {
        report(context, 'VoidTypeConstraintNotAllowed', inner.type.extent);
      }
    }
    inner = inner.child;
  }
  if (reference !== null && converts > 1) {
    report(context, 'ReferenceNeedsToBeByItselfInTypeConstraint', reference.extent);
  } else {
    checkTarget(inner, simple, context, refuse);
  }
}
