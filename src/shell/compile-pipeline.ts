import type {
  CommandExpressionAst,
  ExpressionAst,
  Extent,
  PipelineAst,
  PipelineChainAst,
  ScriptBlockAst,
  StatementAst,
} from '../language/ast.ts';
import { runtimeError, type TerminatingError } from '../values/error-record.ts';
import { isNull, NOTHING, type Value } from '../values/value.ts';
import { collectOutput, outputValue, writeUnrolled } from './collect.ts';
import { compileIncrement } from './compile-assignment.ts';
import { compileCommand } from './compile-command.ts';
import { plain } from './compile-literal.ts';
import { compileRange, rangeExpression } from './compile-loop.ts';
import { compileRedirections } from './compile-redirection.ts';
import type { Compiler } from './compiler.ts';
import type { Evaluate, Execute, Frame } from './frame.ts';
import { type CommandStart, runPipeline } from './pipeline.ts';
import { GO_ON } from './signal.ts';
import { asTerminating } from './stack-overflow.ts';
import { handleStatementError } from './statement-error.ts';

/** A pipeline that writes to `frame.out`. */
export function compilePipeline(ast: PipelineAst, compiler: Compiler): Execute {
  if (ast.background) return refuseBackground;
  const [first] = ast.elements;
  if (ast.elements.length === 1 && first?.kind === 'CommandExpression' && first.redirections.length === 0) {
    return compileExpressionStatement(first.expression, compiler);
  }
  const { head, commands } = compileElements(ast, compiler);
  if (head === undefined) {
    return (frame) => {
      runPipeline(frame, commands, undefined);
      return GO_ON;
    };
  }
  return (frame) => {
    runPipeline(frame, commands, head(frame));
    return GO_ON;
  };
}

/** The commands of a block that is nothing but one pipeline of commands. */
export function compileStages(ast: ScriptBlockAst, compiler: Compiler): CommandStart[] | undefined {
  const [statement, more] = ast.endBlock?.statements ?? [];
  if (statement?.kind !== 'Pipeline' || more !== undefined || statement.background) return undefined;
  const { head, commands } = compileElements(statement, compiler);
  return head === undefined ? commands : undefined;
}

function compileElements(
  ast: PipelineAst,
  compiler: Compiler,
): { head: Evaluate | undefined; commands: CommandStart[] } {
  const [first, ...rest] = ast.elements;
  const commandAsts = first?.kind === 'CommandExpression' ? rest : ast.elements;
  const commands = commandAsts.map((element) => {
    if (element.kind === 'Command') return compileCommand(element, compiler);
    throw new Error('only the first element of a pipeline may be an expression');
  });
  const head = first?.kind === 'CommandExpression' ? compileHead(first, compiler) : undefined;
  return { head, commands };
}

/** The expression at the head; `1..n` is counted through without an array. */
function compileHead(element: CommandExpressionAst, compiler: Compiler): Evaluate {
  const range = rangeExpression(element.expression);
  const value = range === undefined ? headValue(element.expression, compiler) : compileRange(range, compiler);
  if (element.redirections.length === 0) return value;
  const redirect = compileRedirections(element.redirections, compiler);
  return (frame) =>
    outputValue(
      collectOutput(frame, (inner) => {
        redirect(inner, (target) => writeUnrolled(target.out, value(target)));
        return GO_ON;
      }),
    );
}

/** An empty `$()` at the head of a pipeline sends one `$null`. */
function headValue(ast: ExpressionAst, compiler: Compiler): Evaluate {
  const value = compiler.expression(ast);
  if (ast.kind === 'SubExpression') return (frame) => plain(value(frame));
  if (!isVoidCast(ast)) return value;
  return (frame) => {
    value(frame);
    return NOTHING;
  };
}

function compileExpressionStatement(ast: ExpressionAst, compiler: Compiler): Execute {
  if (isIncrement(ast)) {
    const increment = compileIncrement(ast, compiler);
    return (frame) => {
      increment(frame);
      return GO_ON;
    };
  }
  const range = rangeExpression(ast);
  const value = range === undefined ? compiler.expression(ast) : compileRange(range, compiler);
  const keepsSuccess = keepsStatus(ast);
  const { kind } = ast;
  const silent = kind === 'InvokeMemberExpression';
  return (frame) => {
    const result = value(frame);
    if (!keepsSuccess) frame.runspace.success = true;
    if (silent && isVoid(result)) return GO_ON;
    if (typeof result === 'object') writeUnrolled(frame.out, result);
    else frame.out(result);
    return GO_ON;
  };
}

function isVoidCast(ast: ExpressionAst): boolean {
  return ast.kind === 'ConvertExpression' && /^(?:system\.)?void$/i.test(ast.type.typeName.name);
}

/** `$?` itself, and brackets around statements, whose last one has decided what `$?` is. */
function keepsStatus(ast: ExpressionAst): boolean {
  switch (ast.kind) {
    case 'VariableExpression':
      return ast.name === '?';
    case 'ParenExpression':
      return statementKeepsStatus(ast.pipeline);
    case 'SubExpression':
    case 'ArrayExpression': {
      const last = ast.body.statements.at(-1);
      return last !== undefined && statementKeepsStatus(last);
    }
    default:
      return false;
  }
}

function statementKeepsStatus(ast: StatementAst): boolean {
  if (ast.kind === 'AssignmentStatement') return statementKeepsStatus(ast.right);
  if (ast.kind !== 'Pipeline') return true;
  const [only, more] = ast.elements;
  return more !== undefined || only?.kind !== 'CommandExpression' || keepsStatus(only.expression);
}

/** Methods that return nothing give `null` here; PowerShell writes nothing for them. */
function isVoid(value: Value): boolean {
  return isNull(value);
}

export function isIncrement(ast: ExpressionAst): ast is Extract<ExpressionAst, { kind: 'UnaryExpression' }> {
  return ast.kind === 'UnaryExpression' && (ast.operator.includes('++') || ast.operator.includes('--'));
}

/** A pipeline for its value: an expression alone is its own value, commands give what they write. */
export function pipelineValue(ast: PipelineAst, compiler: Compiler): Evaluate {
  const [first] = ast.elements;
  if (ast.elements.length === 1 && first?.kind === 'CommandExpression' && first.redirections.length === 0) {
    return compiler.expression(first.expression);
  }
  const run = compilePipeline(ast, compiler);
  return (frame) => outputValue(collectOutput(frame, run));
}

export function compileChain(ast: PipelineChainAst, compiler: Compiler): Execute {
  const left = compiler.statement(ast.left);
  const right = compiler.statement(ast.right);
  const wanted = ast.operator === '&&';
  const { extent } = ast.left;
  return (frame) => {
    let completion: number;
    try {
      completion = left(frame);
    } catch (error) {
      const terminating = asTerminating(error);
      if (terminating === undefined) throw error;
      completion = chainError(frame, terminating, extent);
    }
    if (completion !== GO_ON) return completion;
    return frame.runspace.success === wanted ? right(frame) : GO_ON;
  };
}

/** An error that ended the left side of a chain counts as its failure, where no `try` waits for it. */
function chainError(frame: Frame, error: TerminatingError, extent: Extent): number {
  const completion = frame.trap === undefined ? undefined : frame.trap(error, extent);
  if (completion === undefined) handleStatementError(frame, error, extent);
  frame.runspace.success = false;
  return completion ?? GO_ON;
}

function refuseBackground(): number {
  throw runtimeError({
    message:
      'Background jobs are not offered by this shell. Use the -RunAsync parameter of the cmdlet, which gives a task.',
    id: 'JobsNotSupported',
    category: 'NotImplemented',
  });
}
