import type { Ast, DataStatementAst } from '../ast.ts';
import { visitChildren } from '../children.ts';
import type { ParseErrorId } from '../error-messages.ts';
import { type CheckContext, report, sourceOf } from './context.ts';

/** What a data section may not hold: it is data, not a program. */
const REFUSED: Partial<Record<Ast['kind'], ParseErrorId>> = {
  AssignmentStatement: 'AssignmentStatementNotSupportedInDataSection',
  DoWhileStatement: 'DoWhileStatementNotSupportedInDataSection',
  DoUntilStatement: 'DoWhileStatementNotSupportedInDataSection',
  ForEachStatement: 'ForeachStatementNotSupportedInDataSection',
  ForStatement: 'ForWhileStatementNotSupportedInDataSection',
  WhileStatement: 'ForWhileStatementNotSupportedInDataSection',
  FunctionDefinition: 'FunctionDeclarationNotSupportedInDataSection',
  SwitchStatement: 'SwitchStatementNotSupportedInDataSection',
  TrapStatement: 'TrapStatementNotSupportedInDataSection',
  TryStatement: 'TryStatementNotSupportedInDataSection',
  BreakStatement: 'FlowControlStatementNotSupportedInDataSection',
  ContinueStatement: 'FlowControlStatementNotSupportedInDataSection',
  ReturnStatement: 'FlowControlStatementNotSupportedInDataSection',
  ExitStatement: 'FlowControlStatementNotSupportedInDataSection',
  ThrowStatement: 'FlowControlStatementNotSupportedInDataSection',
  DataStatement: 'DataSectionStatementNotSupportedInDataSection',
  ExpandableString: 'ExpandableStringNotSupportedInDataSection',
  InvokeMemberExpression: 'MethodCallNotSupportedInDataSection',
  MemberExpression: 'PropertyReferenceNotSupportedInDataSection',
  IndexExpression: 'ArrayReferenceNotSupportedInDataSection',
  ScriptBlockExpression: 'ScriptBlockNotSupportedInDataSection',
  FileRedirection: 'RedirectionNotSupportedInDataSection',
  MergingRedirection: 'RedirectionNotSupportedInDataSection',
};

const VARIABLES = new Set(['true', 'false', 'null', 'psculture', 'psuiculture']);

export function checkDataSection(node: DataStatementAst, context: CheckContext): void {
  const allowed = new Set(['convertfrom-stringdata']);
  for (const command of node.commandsAllowed) {
    if (command.kind !== 'StringConstant') return;
    allowed.add(command.value.toLowerCase());
  }
  const look = (ast: Ast): void => {
    const id = REFUSED[ast.kind];
    if (id !== undefined) {
      report(context, id, ast.extent);
      return;
    }
    checkPart(ast, allowed, context);
    visitChildren(ast, look, null);
  };
  visitChildren(node.body, look, null);
}

function checkPart(ast: Ast, allowed: ReadonlySet<string>, context: CheckContext): void {
  if (ast.kind === 'VariableExpression') {
    if (ast.qualifier === null && VARIABLES.has(ast.name.toLowerCase())) return;
    const names = '$PSCulture, $PSUICulture, $true, $false, $null';
    report(context, 'VariableReferenceNotSupportedInDataSection', ast.extent, names);
  } else if (ast.kind === 'Command') {
    const [name] = ast.commandElements;
    if (ast.invocationOperator === '.') {
      report(context, 'DotSourcingNotSupportedInDataSection', ast.extent);
    } else if (name?.kind !== 'StringConstant' || !allowed.has(name.value.toLowerCase())) {
      const text = name === undefined ? '' : sourceOf(context, name.extent);
      report(context, 'CmdletNotInAllowedListForDataSection', ast.extent, text);
    }
  }
}
