import type { ExpressionAst, Extent, StatementAst, UsingStatementAst } from '../ast.ts';
import { readArgument } from './argument.ts';
import { skipNewlines } from './blanks.ts';
import { errorStatement, type Keyword } from './keyword.ts';
import * as lexeme from './lexeme.ts';
import { COMMAND } from './lexeme.ts';
import { lexemeText, peek, take } from './lexer.ts';
import { addToken, type Parser, report, reportMissing } from './state.ts';

/** The `using` statements that a script may begin with. */
export function readUsings(p: Parser): UsingStatementAst[] {
  const statements: UsingStatementAst[] = [];
  for (;;) {
    skipNewlines(p);
    if (peek(p, COMMAND) !== lexeme.IDENTIFIER || lexemeText(p).toLowerCase() !== 'using') return statements;
    const { start, stop } = p;
    addToken(p, 'keyword', start, stop);
    take(p);
    const keyword: Keyword = {
      word: 'using',
      text: p.text.slice(start, stop),
      start,
      end: stop,
      label: null,
      from: start,
      attributes: [],
    };
    const statement = readUsing(p, keyword);
    if (statement.kind === 'UsingStatement') statements.push(statement);
    skipNewlines(p, true);
  }
}

/** A `using` statement after other statements: read, and refused. */
export function readLateUsing(p: Parser, keyword: Keyword): StatementAst {
  const statement = readUsing(p, keyword);
  report(p, 'UsingMustBeAtStartOfScript', statement.extent.start, statement.extent.end);
  return statement;
}

const KINDS: readonly UsingStatementAst['usingKind'][] = [
  'assembly',
  'command',
  'module',
  'namespace',
  'type',
];

function readUsing(p: Parser, keyword: Keyword): UsingStatementAst | ReturnType<typeof errorStatement> {
  const word = peek(p, COMMAND) === lexeme.IDENTIFIER ? lexemeText(p).toLowerCase() : '';
  const usingKind = KINDS.find((kind) => kind === word);
  if (usingKind === undefined) {
    reportMissing(p, 'MissingUsingStatementDirective', keyword.end, keyword.end);
    return errorStatement(keyword, keyword.end);
  }
  const wordEnd = p.stop;
  addToken(p, 'keyword', p.start, wordEnd);
  take(p);
  const kind = peek(p, COMMAND);
  if (kind === lexeme.END || kind === lexeme.NEWLINE || kind === lexeme.COMMA || kind === lexeme.SEMICOLON) {
    reportMissing(p, 'MissingUsingItemName', wordEnd, wordEnd);
    if (kind === lexeme.COMMA) skipLine(p);
    return errorStatement(keyword, wordEnd);
  }
  const item = readItem(p, usingKind);
  if (item === null) {
    skipLine(p);
    return errorStatement(keyword, p.pos);
  }
  return finishUsing(p, keyword, usingKind, item);
}

/** A name, or for a module a hashtable; null after an error. */
function readItem(p: Parser, usingKind: UsingStatementAst['usingKind']): ExpressionAst | null {
  const { start, stop } = p;
  const text = lexemeText(p);
  const item = readArgument(p, 'argument');
  if (item === null) {
    report(p, 'InvalidValueForUsingItemName', start, stop, text);
    return null;
  }
  if (item.kind === 'StringConstant' || (usingKind === 'module' && item.kind === 'Hashtable')) return item;
  const { extent } = item;
  report(p, 'InvalidValueForUsingItemName', extent.start, extent.end, p.text.slice(extent.start, extent.end));
  return null;
}

function skipLine(p: Parser): void {
  for (;;) {
    const kind = peek(p, COMMAND);
    if (kind === lexeme.END || kind === lexeme.NEWLINE || kind === lexeme.SEMICOLON) return;
    take(p);
  }
}

function finishUsing(
  p: Parser,
  keyword: Keyword,
  usingKind: UsingStatementAst['usingKind'],
  item: ExpressionAst,
): UsingStatementAst | ReturnType<typeof errorStatement> {
  let last = item;
  let alias: string | null = null;
  if (peek(p, COMMAND) === lexeme.EQUALS && item.kind !== 'Hashtable' && usingKind !== 'assembly') {
    const real = readAlias(p, usingKind);
    if (real === null) return errorStatement(keyword, p.pos, [item]);
    last = real;
    alias = item.kind === 'StringConstant' ? item.value : null;
  } else if (usingKind === 'type' || usingKind === 'command') {
    reportMissing(p, 'MissingEqualsInUsingAlias', item.extent.end, item.extent.end);
    return errorStatement(keyword, item.extent.end, [item]);
  }
  requireTerminator(p);
  const nameExtent: Extent = last.extent;
  return {
    kind: 'UsingStatement',
    extent: { start: keyword.start, end: nameExtent.end },
    usingKind,
    name: last.kind === 'StringConstant' ? last.value : null,
    nameExtent,
    alias,
    moduleSpecification: last.kind === 'Hashtable' ? last : null,
  };
}

/** `= name` after an alias; null after an error. */
function readAlias(p: Parser, usingKind: UsingStatementAst['usingKind']): ExpressionAst | null {
  const equalsEnd = p.stop;
  addToken(p, 'operator', p.start, equalsEnd);
  take(p);
  const kind = peek(p, COMMAND);
  if (kind === lexeme.END || kind === lexeme.NEWLINE || kind === lexeme.SEMICOLON) {
    reportMissing(p, 'MissingNamespaceAlias', equalsEnd, equalsEnd);
    return null;
  }
  if (kind === lexeme.COMMA) {
    report(p, 'UnexpectedUnaryOperator', p.start, p.stop, ',');
    take(p);
    return null;
  }
  return readItem(p, usingKind);
}

function requireTerminator(p: Parser): void {
  const kind = peek(p, COMMAND);
  if (kind === lexeme.END || kind === lexeme.NEWLINE || kind === lexeme.SEMICOLON) return;
  reportMissing(p, 'MissingStatementTerminator', p.start, p.stop);
}
