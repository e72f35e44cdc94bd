import type {
  AssignmentOperator,
  CommandExpressionAst,
  ExpressionAst,
  PipelineAst,
  PipelineChainAst,
  RedirectionAst,
  StatementAst,
} from '../ast.ts';
import { pipeContinues, skipNewlines } from './blanks.ts';
import { readCommand } from './command.ts';
import { readExpression } from './expression.ts';
import * as lexeme from './lexeme.ts';
import { COMMAND, EXPRESSION } from './lexeme.ts';
import { lexemeText, peek, take } from './lexer.ts';
import { assignmentOperator } from './operators.ts';
import { isRedirection, NO_REDIRECTIONS, readRedirection } from './redirection.ts';
import { addToken, enter, leave, link, type Parser, report, reportMissing } from './state.ts';

/** An assignment, a pipeline, or pipelines joined by `&&` and `||`; null, and nothing taken, when none begins here. */
export function readPipelineChain(p: Parser): StatementAst | null {
  const expression = readFirstExpression(p);
  if (expression !== null) {
    const operator = assignmentOperator(peek(p, EXPRESSION));
    if (operator !== null) return readAssignment(p, expression, operator);
  }
  let pipeline = readPipeline(p, expression);
  if (pipeline === null) return null;
  let chain: PipelineAst | PipelineChainAst = pipeline;
  for (;;) {
    const kind = peek(p, COMMAND);
    if (kind === lexeme.AMPERSAND) return readBackground(p, chain);
    if (kind !== lexeme.AND_AND && kind !== lexeme.OR_OR) return chain;
    const operator = kind === lexeme.AND_AND ? '&&' : '||';
    const { start, stop } = p;
    addToken(p, 'operator', start, stop);
    take(p);
    skipNewlines(p);
    const next = peek(p, COMMAND);
    if (next === lexeme.END) {
      reportMissing(p, 'EmptyPipelineChainElement', stop, stop);
      return chain;
    }
    const nextStop = p.stop;
    pipeline = readPipeline(p, readFirstExpression(p));
    if (pipeline === null) {
      if (next !== lexeme.DOT && next !== lexeme.AMPERSAND) {
        report(p, 'EmptyPipelineChainElement', start, nextStop);
      }
      const extent = { start: chain.extent.start, end: stop };
      return { kind: 'ErrorStatement', extent, nested: [chain] };
    }
    link(p);
    chain = {
      kind: 'PipelineChain',
      extent: { start: chain.extent.start, end: pipeline.extent.end },
      left: chain,
      operator,
      right: pipeline,
      background: false,
    };
  }
}

/** Lexemes in command mode that begin a command and never an expression: the common case, decided at once. */
function beginsCommand(p: Parser): boolean {
  const kind = peek(p, COMMAND);
  return kind === lexeme.IDENTIFIER || kind === lexeme.AMPERSAND || kind === lexeme.DOT;
}

function readFirstExpression(p: Parser): ExpressionAst | null {
  return beginsCommand(p) ? null : readExpression(p, 0);
}

function readBackground(p: Parser, chain: PipelineAst | PipelineChainAst): StatementAst {
  const extent = { start: chain.extent.start, end: p.stop };
  addToken(p, 'operator', p.start, p.stop);
  take(p);
  const kind = peek(p, COMMAND);
  if (kind === lexeme.AND_AND || kind === lexeme.OR_OR) {
    report(p, 'BackgroundOperatorInPipelineChain', p.start, p.stop);
    const whole = { start: chain.extent.start, end: p.stop };
    take(p);
    return { kind: 'ErrorStatement', extent: whole, nested: [chain] };
  }
  return { ...chain, extent, background: true };
}

function readAssignment(p: Parser, left: ExpressionAst, operator: AssignmentOperator): StatementAst {
  const outer = enter(p);
  const { start, stop } = p;
  addToken(p, 'operator', start, stop);
  take(p);
  skipNewlines(p);
  let right = p.grammar.statement(p);
  leave(p, outer);
  if (right === null || right.kind === 'TrapStatement') {
    reportMissing(p, 'ExpectedValueExpression', stop, stop, p.text.slice(start, stop));
    right = { kind: 'ErrorStatement', extent: { start: stop, end: stop }, nested: [] };
  }
  return {
    kind: 'AssignmentStatement',
    extent: { start: left.extent.start, end: right.extent.end },
    left,
    operator,
    right,
  };
}

/** One pipeline, whose first element may already have been read as `first`. */
function readPipeline(p: Parser, first: ExpressionAst | null): PipelineAst | null {
  // A pipeline of one element is the most frequent node: an array made of its first element has no spare room.
  let elements: PipelineAst['elements'][number][] | null = null;
  let expression = first;
  let pipe = -1;
  for (;;) {
    const element = readPipelineElement(p, expression, elements !== null);
    if (element !== null) {
      if (elements === null) elements = [element];
      else elements.push(element);
    } else if (elements !== null || peek(p, COMMAND) === lexeme.PIPE) {
      if (pipe >= 0) reportMissing(p, 'EmptyPipeElement', pipe, pipe);
      else reportMissing(p, 'EmptyPipeElement', p.start, p.stop);
    }
    if (!takePipe(p)) break;
    pipe = p.pos;
    skipNewlines(p);
    if (peek(p, COMMAND) === lexeme.END) {
      reportMissing(p, 'EmptyPipeElement', pipe, pipe);
      break;
    }
    expression = readFirstExpression(p);
  }
  const head = elements?.[0];
  const last = elements?.at(-1);
  if (elements === null || head === undefined || last === undefined) return null;
  return {
    kind: 'Pipeline',
    extent: head === last ? head.extent : { start: head.extent.start, end: last.extent.end },
    elements,
    background: false,
  };
}

function readPipelineElement(
  p: Parser,
  expression: ExpressionAst | null,
  notFirst: boolean,
): PipelineAst['elements'][number] | null {
  if (expression === null) return readCommand(p);
  const { start, end } = expression.extent;
  if (notFirst) report(p, 'ExpressionsMustBeFirstInPipeline', start, end);
  return readExpressionElement(p, expression);
}

function readExpressionElement(p: Parser, expression: ExpressionAst): CommandExpressionAst {
  if (!isRedirection(peek(p, COMMAND))) {
    return {
      kind: 'CommandExpression',
      extent: expression.extent,
      expression,
      redirections: NO_REDIRECTIONS,
    };
  }
  const { start } = expression.extent;
  let { end } = expression.extent;
  const redirections: RedirectionAst[] = [];
  while (isRedirection(peek(p, COMMAND))) end = readRedirection(p, redirections);
  return { kind: 'CommandExpression', extent: { start, end }, expression, redirections };
}

/** Takes a pipe, also one at the start of the next line; reports what cannot follow a pipeline element. */
function takePipe(p: Parser): boolean {
  let kind = peek(p, COMMAND);
  if (kind === lexeme.NEWLINE && pipeContinues(p, p.start)) {
    skipNewlines(p);
    kind = peek(p, COMMAND);
  }
  switch (kind) {
    case lexeme.PIPE:
      addToken(p, 'operator', p.start, p.stop);
      take(p);
      return true;
    case lexeme.SEMICOLON:
    case lexeme.NEWLINE:
    case lexeme.PAREN_CLOSE:
    case lexeme.CURLY_CLOSE:
    case lexeme.END:
    case lexeme.AND_AND:
    case lexeme.OR_OR:
    case lexeme.AMPERSAND:
      return false;
    default:
      report(p, 'UnexpectedToken', p.start, p.stop, lexemeText(p));
      return false;
  }
}
