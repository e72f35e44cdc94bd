import type { ForEachStatementAst, StatementAst, StatementBlockAst, VariableExpressionAst } from '../ast.ts';
import { readSingleArgument } from './argument.ts';
import { skipNewlines } from './blanks.ts';
import { errorStatement, type Keyword } from './keyword.ts';
import * as lexeme from './lexeme.ts';
import { COMMAND, EXPRESSION } from './lexeme.ts';
import { lexemeText, peek, take } from './lexer.ts';
import { addToken, moveTo, type Parser, report, reportMissing } from './state.ts';
import { readVariable } from './variable.ts';

/** Takes `(` on this or a later line; its end, or -1, and nothing taken. */
function takeOpen(p: Parser): number {
  const before = p.pos;
  skipNewlines(p);
  if (peek(p, COMMAND) !== lexeme.PAREN_OPEN) {
    moveTo(p, before);
    return -1;
  }
  take(p);
  return p.pos;
}

/** Takes `)` on this or a later line; its end, or -1, and nothing taken. */
function takeClose(p: Parser): number {
  const before = p.pos;
  skipNewlines(p);
  if (peek(p, COMMAND) !== lexeme.PAREN_CLOSE) {
    moveTo(p, before);
    return -1;
  }
  take(p);
  return p.pos;
}

export function readFor(p: Parser, keyword: Keyword): StatementAst {
  const openEnd = takeOpen(p);
  if (openEnd < 0) {
    reportMissing(p, 'MissingOpenParenthesisAfterKeyword', keyword.end, keyword.end, 'for');
    return errorStatement(keyword, keyword.end);
  }
  let end = openEnd;
  const part = (isLast: boolean): StatementAst | null => {
    skipNewlines(p);
    const statement = p.grammar.pipelineChain(p);
    if (statement !== null) ({ end } = statement.extent);
    if (!isLast && peek(p, COMMAND) === lexeme.SEMICOLON) {
      end = p.stop;
      take(p);
    }
    return statement;
  };
  const initializer = part(false);
  const condition = part(false);
  const iterator = part(true);
  const nested = [initializer, condition, iterator];
  const closeEnd = takeClose(p);
  if (closeEnd < 0) {
    reportMissing(p, 'MissingEndParenthesisAfterStatement', end, end, 'for');
    return errorStatement(keyword, end, nested);
  }
  const body = p.grammar.statementBlock(p);
  if (body === null) {
    reportMissing(p, 'MissingLoopStatement', closeEnd, closeEnd, 'for');
    return errorStatement(keyword, closeEnd, nested);
  }
  const extent = { start: keyword.from, end: body.extent.end };
  return { kind: 'ForStatement', extent, label: keyword.label, initializer, condition, iterator, body };
}

export function readForEach(p: Parser, keyword: Keyword): StatementAst {
  const flagEnd = readForEachFlags(p);
  const openEnd = takeOpen(p);
  if (openEnd < 0) {
    reportMissing(p, 'MissingOpenParenthesisAfterKeyword', keyword.end, keyword.end, 'foreach');
    return errorStatement(keyword, keyword.end);
  }
  skipNewlines(p);
  const kind = peek(p, EXPRESSION);
  if (kind !== lexeme.VARIABLE && kind !== lexeme.SPLAT) {
    reportMissing(p, 'MissingVariableNameAfterForeach', openEnd, openEnd);
    return errorStatement(keyword, openEnd);
  }
  const { start, stop } = p;
  moveTo(p, stop);
  const read = readVariable(p, start, stop, false);
  const variable = read.kind === 'UsingExpression' ? read.expression : read;
  const rest = readForEachRest(p, keyword, variable);
  if (rest.kind === 'ErrorStatement' || flagEnd < 0) return rest;
  return errorStatement(keyword, rest.extent.end, [variable, rest.condition, rest.body]);
}

function readForEachRest(
  p: Parser,
  keyword: Keyword,
  variable: VariableExpressionAst,
): ForEachStatementAst | ReturnType<typeof errorStatement> {
  const afterVariable = p.pos;
  skipNewlines(p);
  if (peek(p, COMMAND) !== lexeme.IDENTIFIER || lexemeText(p).toLowerCase() !== 'in') {
    moveTo(p, afterVariable);
    const { end } = variable.extent;
    reportMissing(p, 'MissingInInForeach', end, end);
    return errorStatement(keyword, end, [variable]);
  }
  const inEnd = p.stop;
  addToken(p, 'keyword', p.start, inEnd);
  take(p);
  skipNewlines(p);
  const condition = p.grammar.pipelineChain(p);
  if (condition === null) {
    reportMissing(p, 'MissingForeachExpression', inEnd, inEnd);
    return errorStatement(keyword, inEnd, [variable]);
  }
  const closeEnd = takeClose(p);
  if (closeEnd < 0) {
    const { end } = condition.extent;
    reportMissing(p, 'MissingEndParenthesisAfterForeach', end, end);
    return errorStatement(keyword, end, [variable, condition]);
  }
  const body = p.grammar.statementBlock(p);
  if (body === null) {
    reportMissing(p, 'MissingForeachStatement', closeEnd, closeEnd);
    return errorStatement(keyword, closeEnd, [variable, condition]);
  }
  const extent = { start: keyword.from, end: body.extent.end };
  return { kind: 'ForEachStatement', extent, label: keyword.label, variable, condition, body };
}

/** `-parallel` and `-throttlelimit` were a workflow's; returns the end of the last parameter, or -1. */
function readForEachFlags(p: Parser): number {
  let end = -1;
  for (;;) {
    const before = p.pos;
    skipNewlines(p);
    if (peek(p, COMMAND) !== lexeme.PARAMETER) {
      moveTo(p, before);
      return end;
    }
    const { start, stop } = p;
    const name = lexemeText(p).slice(1).toLowerCase();
    addToken(p, 'parameter', start, stop);
    take(p);
    end = stop;
    if (name !== '' && 'parallel'.startsWith(name)) {
      report(p, 'KeywordParameterReservedForFutureUse', start, stop, 'foreach', 'parallel');
    } else if (name !== '' && 'throttlelimit'.startsWith(name)) {
      skipNewlines(p);
      if (readSingleArgument(p, 'condition') === null) reportMissing(p, 'MissingThrottleLimit', stop, stop);
      report(p, 'KeywordParameterReservedForFutureUse', start, stop, 'foreach', 'throttlelimit');
    } else {
      report(p, 'InvalidForeachFlag', start, stop, name);
    }
  }
}

export function readWhile(p: Parser, keyword: Keyword): StatementAst {
  const openEnd = takeOpen(p);
  if (openEnd < 0) {
    reportMissing(p, 'MissingOpenParenthesisAfterKeyword', keyword.end, keyword.end, keyword.text);
    return errorStatement(keyword, keyword.end);
  }
  skipNewlines(p);
  const condition = p.grammar.pipelineChain(p);
  const conditionEnd = condition?.extent.end ?? openEnd;
  if (condition === null) reportMissing(p, 'MissingExpressionAfterKeyword', openEnd, openEnd, 'while');
  const closeEnd = takeClose(p);
  if (closeEnd < 0) {
    if (condition !== null) {
      reportMissing(p, 'MissingEndParenthesisAfterStatement', conditionEnd, conditionEnd, 'while');
    }
    return errorStatement(keyword, conditionEnd, [condition]);
  }
  const body = p.grammar.statementBlock(p);
  if (body === null || condition === null) {
    if (body === null) reportMissing(p, 'MissingLoopStatement', closeEnd, closeEnd, 'while');
    return errorStatement(keyword, body?.extent.end ?? closeEnd, [condition, body]);
  }
  const extent = { start: keyword.from, end: body.extent.end };
  return { kind: 'WhileStatement', extent, label: keyword.label, condition, body };
}

export function readDo(p: Parser, keyword: Keyword): StatementAst {
  const body = p.grammar.statementBlock(p);
  if (body === null) {
    reportMissing(p, 'MissingLoopStatement', keyword.end, keyword.end, 'do');
    return errorStatement(keyword, keyword.end);
  }
  const afterBody = p.pos;
  skipNewlines(p);
  const word = peek(p, COMMAND) === lexeme.IDENTIFIER ? lexemeText(p).toLowerCase() : '';
  if (word !== 'while' && word !== 'until') {
    moveTo(p, afterBody);
    const { end } = body.extent;
    reportMissing(p, 'MissingWhileOrUntilInDoWhile', end, end);
    return errorStatement(keyword, end, [body]);
  }
  const wordEnd = p.stop;
  addToken(p, 'keyword', p.start, wordEnd);
  take(p);
  return readDoCondition(p, keyword, { body, word, wordEnd });
}

function readDoCondition(
  p: Parser,
  keyword: Keyword,
  loop: { body: StatementBlockAst; word: 'while' | 'until'; wordEnd: number },
): StatementAst {
  const { body, word, wordEnd } = loop;
  const openEnd = takeOpen(p);
  if (openEnd < 0) {
    reportMissing(p, 'MissingOpenParenthesisAfterKeyword', wordEnd, wordEnd, word);
    return errorStatement(keyword, wordEnd, [body]);
  }
  skipNewlines(p);
  const condition = p.grammar.pipelineChain(p);
  if (condition === null) reportMissing(p, 'MissingExpressionAfterKeyword', openEnd, openEnd, word);
  const conditionEnd = condition?.extent.end ?? openEnd;
  const closeEnd = takeClose(p);
  if (closeEnd < 0 && condition !== null) {
    reportMissing(p, 'MissingEndParenthesisAfterStatement', conditionEnd, conditionEnd, word);
  }
  if (closeEnd < 0 || condition === null) return errorStatement(keyword, conditionEnd, [body, condition]);
  const kind = word === 'until' ? 'DoUntilStatement' : 'DoWhileStatement';
  return { kind, extent: { start: keyword.from, end: closeEnd }, label: keyword.label, condition, body };
}
