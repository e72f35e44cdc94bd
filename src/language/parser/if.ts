import type { Ast, ErrorStatementAst, IfStatementAst, StatementAst, StatementBlockAst } from '../ast.ts';
import { skipNewlines } from './blanks.ts';
import { errorStatement, type Keyword } from './keyword.ts';
import * as lexeme from './lexeme.ts';
import { COMMAND } from './lexeme.ts';
import { beforeLexeme, lexemeText, peek, take } from './lexer.ts';
import { addToken, moveTo, type Parser, reportMissing } from './state.ts';

/** `if (…) {…}` with its `elseif` and `else`. */
export function readIf(p: Parser, keyword: Keyword): StatementAst {
  const clauses: IfStatementAst['clauses'][number][] = [];
  let word = { text: keyword.text, end: keyword.end };
  for (;;) {
    const clause = readClause(p, keyword, word, clauses);
    if ('kind' in clause) return clause;
    clauses.push(clause);
    const beforeNext = p.pos;
    skipNewlines(p);
    const next = peek(p, COMMAND) === lexeme.IDENTIFIER ? lexemeText(p) : '';
    const lower = next.toLowerCase();
    if (lower === 'elseif') {
      word = { text: next, end: p.stop };
      addToken(p, 'keyword', p.start, p.stop);
      take(p);
      continue;
    }
    if (lower !== 'else') {
      moveTo(p, beforeNext);
      return finish(keyword, clauses, null);
    }
    const elseEnd = p.stop;
    addToken(p, 'keyword', p.start, elseEnd);
    take(p);
    const elseClause = p.grammar.statementBlock(p);
    if (elseClause === null) {
      reportMissing(p, 'MissingStatementBlockAfterElse', elseEnd, elseEnd);
      return errorStatement(keyword, elseEnd, partsOf(clauses));
    }
    return finish(keyword, clauses, elseClause);
  }
}

function finish(
  keyword: Keyword,
  clauses: IfStatementAst['clauses'],
  elseClause: StatementBlockAst | null,
): IfStatementAst {
  const end = elseClause?.extent.end ?? clauses.at(-1)?.body.extent.end ?? keyword.end;
  const extent = { start: keyword.start, end };
  return { kind: 'IfStatement', extent, clauses: clauses.slice(), elseClause };
}

/** What was read of a statement that breaks off. */
function partsOf(clauses: IfStatementAst['clauses']): Ast[] {
  return clauses.flatMap(({ condition, body }) => [condition, body]);
}

function readClause(
  p: Parser,
  keyword: Keyword,
  word: { text: string; end: number },
  before: IfStatementAst['clauses'],
): IfStatementAst['clauses'][number] | ErrorStatementAst {
  const beforeOpen = p.pos;
  skipNewlines(p);
  if (peek(p, COMMAND) !== lexeme.PAREN_OPEN) {
    moveTo(p, beforeOpen);
    reportMissing(p, 'MissingOpenParenthesisInIfStatement', word.end, word.end, word.text);
    return errorStatement(keyword, word.end, partsOf(before));
  }
  const openEnd = p.stop;
  take(p);
  skipNewlines(p);
  let condition = p.grammar.pipelineChain(p);
  const empty = condition === null;
  if (condition === null) {
    reportMissing(p, 'IfStatementMissingCondition', openEnd, openEnd, word.text);
    condition = { kind: 'ErrorStatement', extent: { start: openEnd, end: openEnd }, nested: [] };
  }
  const beforeClose = p.pos;
  skipNewlines(p);
  if (peek(p, COMMAND) !== lexeme.PAREN_CLOSE) {
    if (!empty) reportMissing(p, 'MissingEndParenthesisAfterStatement', p.start, p.stop, word.text);
    const end = Math.max(condition.extent.end, Math.min(beforeLexeme(p), beforeClose));
    moveTo(p, beforeClose);
    return errorStatement(keyword, end, [...partsOf(before), empty ? null : condition]);
  }
  const close = { start: p.start, end: p.stop };
  take(p);
  const body = p.grammar.statementBlock(p);
  if (body === null) {
    reportMissing(p, 'MissingStatementBlock', close.start, close.end, word.text);
    return errorStatement(keyword, close.end, [...partsOf(before), empty ? null : condition]);
  }
  return { condition, body };
}
