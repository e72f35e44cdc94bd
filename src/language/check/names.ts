import type {
  Ast,
  HashtableAst,
  ParameterAst,
  TryStatementAst,
  TypeName,
  VariableExpressionAst,
} from '../ast.ts';
import { isVoid } from './assignment.ts';
import { type CheckContext, report } from './context.ts';

/** `@name` is an argument of a command; `$this` has no meaning in a static member. */
export function checkVariable(node: VariableExpressionAst, parent: Ast, context: CheckContext): void {
  if (node.splatted && parent.kind !== 'Command' && parent.kind !== 'UsingExpression') {
    const above = context.ancestors.at(-2);
    const inList = parent.kind === 'ArrayLiteral' && above?.kind === 'Command';
    const id = inList ? 'SplattingNotPermittedInArgumentList' : 'SplattingNotPermitted';
    report(context, id, node.extent, node.name);
  }
  if (node.qualifier !== null || node.name.length !== 4 || node.name.toLowerCase() !== 'this') return;
  const member = context.members.at(-1);
  if (member?.isStatic === true) {
    report(context, 'NonStaticMemberAccessInStaticMember', node.extent, node.name);
  }
}

export function checkHashtable(node: HashtableAst, context: CheckContext): void {
  if (node.pairs.length < 2) return;
  const seen = new Set<string>();
  for (const { key } of node.pairs) {
    const text = keyText(key);
    if (text === null) continue;
    const name = text.toLowerCase();
    if (seen.has(name)) report(context, 'DuplicateKeyInHashLiteral', key.extent, text);
    seen.add(name);
  }
}

function keyText(key: Ast): string | null {
  if (key.kind === 'StringConstant') return key.value;
  if (key.kind !== 'ConstantExpression' || key.value.type === 'decimal') return null;
  return String(key.value.value);
}

export function checkParameters(parameters: readonly ParameterAst[], context: CheckContext): void {
  const seen = new Set<string>();
  for (const { name, attributes } of parameters) {
    const key = name.name.toLowerCase();
    if (seen.has(key)) report(context, 'DuplicateFormalParameter', name.extent, name.name);
    seen.add(key);
    for (const attribute of attributes) {
      if (attribute.kind === 'TypeConstraint' && isVoid(attribute.typeName)) {
        report(context, 'VoidTypeConstraintNotAllowed', attribute.extent);
      }
    }
  }
}

export function checkParameter(node: ParameterAst, parent: Ast, context: CheckContext): void {
  let typed = false;
  for (const attribute of node.attributes) {
    if (attribute.kind !== 'TypeConstraint') continue;
    if (attribute.typeName.name.toLowerCase() === 'ordered') {
      report(context, 'OrderedAttributeOnlyOnHashLiteralNode', attribute.extent, attribute.typeName.name);
    } else if (parent.kind === 'FunctionMember') {
      if (typed) report(context, 'MultipleTypeConstraintsOnMethodParam', attribute.extent);
      typed = true;
    }
  }
}

/** A catch of everything comes last, and no exception is caught twice. */
export function checkCatches(node: TryStatementAst, context: CheckContext): void {
  const { catchClauses } = node;
  if (catchClauses.length < 2 && (catchClauses[0]?.catchTypes.length ?? 0) < 2) return;
  const caught = new Set<string>();
  let caughtAll = false;
  for (const clause of catchClauses) {
    if (caughtAll) {
      const at = Math.max(0, clause.extent.start - 1);
      report(context, 'EmptyCatchNotLast', { start: at, end: at });
      return;
    }
    caughtAll = clause.catchTypes.length === 0;
    for (const { typeName, extent } of clause.catchTypes) {
      const name = exceptionName(typeName);
      if (caught.has(name) || caught.has('exception')) {
        report(context, 'ExceptionTypeAlreadyCaught', extent, typeName.name);
      }
    }
    for (const { typeName } of clause.catchTypes) caught.add(exceptionName(typeName));
  }
}

function exceptionName(typeName: TypeName): string {
  return typeName.name.toLowerCase().replace(/^system\./, '');
}
