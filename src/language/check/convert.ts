import type { AttributedExpressionAst, ConvertExpressionAst, ExpressionAst } from '../ast.ts';
import { isReference } from './assignment.ts';
import { type CheckContext, report } from './context.ts';

/** `[ordered]` belongs to a hashtable; `[ref]` stands alone and last. */
export function checkConvert(node: ConvertExpressionAst, context: CheckContext): void {
  const { typeName } = node.type;
  if (typeName.name.toLowerCase() === 'ordered') {
    if (node.child.kind !== 'Hashtable' && node.child.kind !== 'ErrorExpression') {
      report(context, 'OrderedAttributeOnlyOnHashLiteralNode', node.extent, typeName.name);
    }
    return;
  }
  if (!isReference(typeName)) return;
  let repeated = false;
  let child: ExpressionAst = node.child;
  while (child.kind === 'ConvertExpression' || child.kind === 'AttributedExpression') {
    if (child.kind === 'ConvertExpression' && isReference(child.type.typeName)) {
      repeated = true;
      report(context, 'ReferenceNeedsToBeByItselfInTypeSequence', child.type.extent);
    }
    child = child.child;
  }
  const parent = context.ancestors.at(-1);
  if (repeated || parent?.kind !== 'ConvertExpression' || isReference(parent.type.typeName)) return;
  if (!isAssigned(node, context)) {
    report(context, 'ReferenceNeedsToBeLastTypeInTypeConversion', node.type.extent);
  }
}

/** Whether the node is in the left side of an assignment, which has its own rule. */
function isAssigned(node: ConvertExpressionAst, context: CheckContext): boolean {
  for (let i = context.ancestors.length - 1; i >= 0; i--) {
    const ancestor = context.ancestors[i];
    if (ancestor === undefined || ancestor.kind === 'CommandExpression') return false;
    if (ancestor.kind === 'AssignmentStatement') return node.extent.end <= ancestor.left.extent.end;
  }
  return false;
}

/** Attributes with arguments may stand before a variable only. */
export function checkAttributed(node: AttributedExpressionAst, context: CheckContext): void {
  let child: ExpressionAst = node.child;
  while (child.kind === 'ConvertExpression' || child.kind === 'AttributedExpression') child = child.child;
  if (child.kind === 'VariableExpression') return;
  report(context, 'UnexpectedAttribute', node.attribute.extent, node.attribute.typeName.name);
}
