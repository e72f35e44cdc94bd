import type { Ast, DataStatementAst, VariableExpressionAst } from '../ast.ts';
import { visitChildren } from '../children.ts';
import type { ParseErrorId } from '../error-messages.ts';
import type { ParseError } from '../parse-error.ts';
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

const VARIABLES = ['PSCulture', 'PSUICulture', 'true', 'false', 'null'];

/** What the restricted language takes beside data. Names in lower case; `*` among the variables stands for all. */
export interface Permitted {
  readonly commands: ReadonlySet<string>;
  readonly variables: readonly string[];
  readonly environment: boolean;
}

type Report = Pick<CheckContext, 'text' | 'errors'>;

export function checkDataSection(node: DataStatementAst, context: CheckContext): void {
  const commands = new Set(['convertfrom-stringdata']);
  for (const command of node.commandsAllowed) {
    if (command.kind !== 'StringConstant') return;
    commands.add(command.value.toLowerCase());
  }
  visitRestricted(node.body, { commands, variables: [], environment: false }, context);
}

/** What of a script block the restricted language does not take. */
export function restrictedErrors(root: Ast, permitted: Permitted, text: string): ParseError[] {
  const context: Report = { text, errors: [] };
  visitRestricted(root, permitted, context);
  return context.errors;
}

function visitRestricted(root: Ast, permitted: Permitted, context: Report): void {
  const look = (ast: Ast): void => {
    const id = REFUSED[ast.kind];
    if (id !== undefined) {
      report(context, id, ast.extent);
      return;
    }
    checkPart(ast, permitted, context);
    visitChildren(ast, look, null);
  };
  visitChildren(root, look, null);
}

function isPermitted(ast: VariableExpressionAst, { variables, environment }: Permitted): boolean {
  if (variables.includes('*')) return true;
  if (ast.qualifier !== null) return environment && ast.qualifier.toLowerCase() === 'env';
  const wanted = ast.name.toLowerCase();
  return VARIABLES.some((name) => name.toLowerCase() === wanted) || variables.includes(wanted);
}

function checkPart(ast: Ast, permitted: Permitted, context: Report): void {
  if (ast.kind === 'VariableExpression') {
    if (isPermitted(ast, permitted)) return;
    const names = [...VARIABLES, ...permitted.variables].map((name) => `$${name}`).join(', ');
    report(context, 'VariableReferenceNotSupportedInDataSection', ast.extent, names);
  } else if (ast.kind === 'Command') {
    const [name] = ast.commandElements;
    if (ast.invocationOperator === '.') {
      report(context, 'DotSourcingNotSupportedInDataSection', ast.extent);
    } else if (name?.kind !== 'StringConstant' || !permitted.commands.has(name.value.toLowerCase())) {
      const text = name === undefined ? '' : sourceOf(context, name.extent);
      report(context, 'CmdletNotInAllowedListForDataSection', ast.extent, text);
    }
  }
}
