import type {
  ArrayExpressionAst,
  ExpressionAst,
  HashtableAst,
  ParenExpressionAst,
  ScriptBlockExpressionAst,
  StatementAst,
  SubExpressionAst,
} from '../ast.ts';
import { skipNewlines } from './blanks.ts';
import * as lexeme from './lexeme.ts';
import { COMMAND, EXPRESSION } from './lexeme.ts';
import { beforeLexeme, peek, simpleNameEnd, take } from './lexer.ts';
import {
  addToken,
  enter,
  leave,
  moveTo,
  type Parser,
  report,
  reportMissing,
  reportUnclosed,
} from './state.ts';

/** `( pipeline )` at the lexeme looked at. */
export function readParenthesized(p: Parser): ParenExpressionAst {
  const outer = enter(p);
  const { start, noArrays } = p;
  take(p);
  p.noArrays = false;
  const openEnd = p.pos;
  skipNewlines(p);
  let pipeline = p.grammar.pipelineChain(p);
  if (pipeline === null) {
    reportMissing(p, 'ExpectedExpression', openEnd, openEnd);
    pipeline = errorStatement(openEnd);
  }
  const pipelineEnd = pipeline.extent.end;
  const beforeClose = p.pos;
  skipNewlines(p);
  let end = pipelineEnd;
  if (peek(p, COMMAND) === lexeme.PAREN_CLOSE) {
    end = p.stop;
    take(p);
  } else {
    moveTo(p, beforeClose);
    reportMissing(p, 'MissingEndParenthesisInExpression', pipelineEnd, pipelineEnd);
  }
  p.noArrays = noArrays;
  leave(p, outer);
  return { kind: 'ParenExpression', extent: { start, end }, pipeline };
}

function errorStatement(at: number): StatementAst {
  return { kind: 'ErrorStatement', extent: { start: at, end: at }, nested: [] };
}

/** `$( … )` or `@( … )` at the lexeme looked at. */
export function readSubExpression(p: Parser): SubExpressionAst | ArrayExpressionAst {
  const outer = enter(p);
  const { start, noArrays } = p;
  const array = p.kind === lexeme.AT_PAREN;
  let end = p.stop;
  take(p);
  p.noArrays = false;
  skipNewlines(p);
  const body = p.grammar.statementList(p);
  if (body.statements.length + body.traps.length > 0) ({ end } = body.extent);
  const beforeClose = p.pos;
  skipNewlines(p);
  if (peek(p, COMMAND) === lexeme.PAREN_CLOSE) {
    end = p.stop;
    take(p);
  } else {
    reportMissing(p, 'MissingEndParenthesisInSubexpression', p.start, p.stop);
    moveTo(p, beforeClose);
  }
  p.noArrays = noArrays;
  leave(p, outer);
  const extent = { start, end };
  return array ? { kind: 'ArrayExpression', extent, body } : { kind: 'SubExpression', extent, body };
}

/** `{ … }` at the lexeme looked at. */
export function readScriptBlockExpression(p: Parser): ScriptBlockExpressionAst {
  const { start, noArrays } = p;
  take(p);
  p.noArrays = false;
  const scriptBlock = p.grammar.scriptBlock(p, start);
  p.noArrays = noArrays;
  return { kind: 'ScriptBlockExpression', extent: scriptBlock.extent, scriptBlock };
}

/** `@{ key = statement; … }` at the lexeme looked at. */
export function readHashtable(p: Parser): HashtableAst {
  const outer = enter(p);
  const { start, noArrays } = p;
  take(p);
  const openEnd = p.pos;
  skipNewlines(p);
  const pairs: { key: ExpressionAst; value: StatementAst }[] = [];
  for (;;) {
    const pair = readPair(p);
    if (pair === null) break;
    pairs.push(pair);
    const kind = peek(p, COMMAND);
    if (kind !== lexeme.NEWLINE && kind !== lexeme.SEMICOLON) break;
    skipNewlines(p, true);
  }
  let end: number;
  if (peek(p, COMMAND) === lexeme.CURLY_CLOSE) {
    end = p.stop;
    take(p);
  } else {
    reportUnclosed(p, 'MissingEndCurlyBrace', openEnd, openEnd, p.kind === lexeme.END ? p.end : p.stop);
    end = Math.max(openEnd, beforeLexeme(p));
  }
  p.noArrays = noArrays;
  leave(p, outer);
  return { kind: 'Hashtable', extent: { start, end }, pairs };
}

function readPair(p: Parser): { key: ExpressionAst; value: StatementAst } | null {
  const key = readLabelOrKey(p, 'member');
  if (key === null) return null;
  if (peek(p, EXPRESSION) !== lexeme.EQUALS) {
    report(p, 'MissingEqualsInHashLiteral', key.extent.end, key.extent.end);
    skipToPairEnd(p);
    return { key, value: errorStatement(key.extent.end) };
  }
  addToken(p, 'operator', p.start, p.stop);
  const equalsEnd = p.stop;
  take(p);
  skipNewlines(p);
  const { noArrays } = p;
  p.noArrays = false;
  const value = p.grammar.statement(p);
  p.noArrays = noArrays;
  if (value === null || value.kind === 'TrapStatement') {
    reportMissing(p, 'MissingStatementInHashLiteral', equalsEnd, equalsEnd);
    return { key, value: errorStatement(equalsEnd) };
  }
  return { key, value };
}

/** A plain name, or an operand; what `break` and a hashtable's key have in common. */
export function readLabelOrKey(p: Parser, colour: 'label' | 'member'): ExpressionAst | null {
  const nameEnd = simpleNameEnd(p);
  if (nameEnd >= 0) {
    const { start } = p;
    addToken(p, colour, start, nameEnd);
    moveTo(p, nameEnd);
    return {
      kind: 'StringConstant',
      extent: { start, end: nameEnd },
      value: p.text.slice(start, nameEnd),
      quote: 'bare',
    };
  }
  const kind = peek(p, EXPRESSION);
  if (kind === lexeme.NEWLINE || kind === lexeme.SEMICOLON) return null;
  const { noArrays } = p;
  p.noArrays = true;
  const operand = p.grammar.unary(p, 0);
  p.noArrays = noArrays;
  return operand;
}

/** After a key without `=`: to the end of the line, `;` or the closing brace of this hashtable, brackets matched. */
function skipToPairEnd(p: Parser): void {
  let open = 0;
  for (;;) {
    const kind = peek(p, COMMAND);
    if (kind === lexeme.END) return;
    if (open === 0 && (kind === lexeme.NEWLINE || kind === lexeme.SEMICOLON || kind === lexeme.CURLY_CLOSE))
      return;
    if (kind === lexeme.CURLY_OPEN || kind === lexeme.AT_CURLY) open++;
    else if (kind === lexeme.CURLY_CLOSE) open--;
    moveTo(p, Math.max(p.stop, p.pos + 1));
  }
}
