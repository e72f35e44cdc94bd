import type { Ast, ExitingStatementAst, ExpressionAst, LoopExitStatementAst } from '../ast.ts';
import { type CheckContext, report } from './context.ts';
import { returnsNothing } from './member-shape.ts';

export function checkLoopExit(node: LoopExitStatementAst, context: CheckContext): void {
  const label = labelOf(node.label);
  checkLeavingFinally(node, label, context);
  const member = context.members.at(-1);
  if (member?.kind !== 'FunctionMember' || label === null || label === '') return;
  if (!labelIsAround(label, context)) report(context, 'LabelNotFound', node.extent, label);
}

/** '' for none, null for one that is known only when the statement runs. */
function labelOf(label: ExpressionAst | null): string | null {
  if (label === null) return '';
  return label.kind === 'StringConstant' ? label.value : null;
}

function labelIsAround(label: string, context: CheckContext): boolean {
  for (let i = context.ancestors.length - 1; i >= 0; i--) {
    const ancestor = context.ancestors[i];
    if (ancestor === undefined || ancestor.kind === 'FunctionMember') return false;
    if (isLabelled(ancestor) && matches(label, ancestor.label)) return true;
  }
  return false;
}

function isLabelled(node: Ast): node is Extract<Ast, { label: string | null }> {
  switch (node.kind) {
    case 'ForStatement':
    case 'ForEachStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'DoUntilStatement':
    case 'SwitchStatement':
      return true;
    default:
      return false;
  }
}

function matches(wanted: string, label: string | null): boolean {
  return wanted === '' || wanted.toLowerCase() === (label ?? '').toLowerCase();
}

/** Neither `break` nor `return` may leave a `finally` block; a loop inside of it may be left. */
function checkLeavingFinally(node: Ast, label: string | null, context: CheckContext): void {
  for (let i = context.ancestors.length - 1; i > 0; i--) {
    const ancestor = context.ancestors[i];
    const above = context.ancestors[i - 1];
    if (ancestor === undefined || above === undefined || endsMethod(ancestor)) return;
    if (label !== null && isLabelled(ancestor) && matches(label, ancestor.label)) return;
    if (above.kind === 'TryStatement' && above.finally === ancestor) {
      report(context, 'ControlLeavingFinally', node.extent);
      return;
    }
  }
}

function endsMethod(node: Ast): boolean {
  return node.kind === 'NamedBlock' || node.kind === 'TrapStatement' || node.kind === 'ScriptBlock';
}

export function checkReturn(node: ExitingStatementAst, context: CheckContext): void {
  checkLeavingFinally(node, null, context);
  const member = context.members.at(-1);
  if (member?.kind !== 'FunctionMember') return;
  if (node.pipeline !== null && returnsNothing(member)) {
    report(context, 'VoidMethodHasReturn', node.extent);
  } else if (node.pipeline === null && !returnsNothing(member)) {
    report(context, 'NonVoidMethodMissingReturnValue', node.extent);
  }
}
