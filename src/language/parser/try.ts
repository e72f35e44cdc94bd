import type {
  CatchClauseAst,
  StatementAst,
  StatementBlockAst,
  TrapStatementAst,
  TypeConstraintAst,
} from '../ast.ts';
import { opensAttribute, readAttribute } from './attribute.ts';
import { skipNewlines } from './blanks.ts';
import { errorStatement, type Keyword } from './keyword.ts';
import * as lexeme from './lexeme.ts';
import { COMMAND } from './lexeme.ts';
import { lexemeText, peek, take } from './lexer.ts';
import { addToken, markOf, moveTo, type Parser, reportMissing, rewind } from './state.ts';

/** Takes the word on this or a later line; where it ends, or -1, and nothing taken. */
function takeWord(p: Parser, word: string): number {
  const before = p.pos;
  skipNewlines(p);
  if (peek(p, COMMAND) !== lexeme.IDENTIFIER || lexemeText(p).toLowerCase() !== word) {
    moveTo(p, before);
    return -1;
  }
  addToken(p, 'keyword', p.start, p.stop);
  take(p);
  return p.pos;
}

/** A type in brackets on this or a later line, or null, and nothing taken. */
function readType(p: Parser): TypeConstraintAst | null {
  const mark = markOf(p);
  skipNewlines(p);
  const type = opensAttribute(p) ? null : readAttribute(p);
  if (type?.kind === 'TypeConstraint') return type;
  rewind(p, mark);
  return null;
}

export function readTry(p: Parser, keyword: Keyword): StatementAst {
  const body = p.grammar.statementBlock(p);
  if (body === null) {
    reportMissing(p, 'MissingTryStatementBlock', keyword.end, keyword.end);
    return errorStatement(keyword, keyword.end);
  }
  const catchClauses: CatchClauseAst[] = [];
  const brokenTypes: TypeConstraintAst[] = [];
  let errorEnd = -1;
  for (;;) {
    const wordEnd = takeWord(p, 'catch');
    if (wordEnd < 0) break;
    const clause = readCatch(p, wordEnd);
    if (clause.kind === 'CatchClause') {
      catchClauses.push(clause);
      continue;
    }
    errorEnd = clause.end;
    brokenTypes.push(...clause.types);
    break;
  }
  const read = readFinally(p);
  if (read.errorEnd >= 0) ({ errorEnd } = read);
  if (catchClauses.length === 0 && read.block === null && errorEnd < 0) {
    errorEnd = body.extent.end;
    reportMissing(p, 'MissingCatchOrFinally', errorEnd, errorEnd);
  }
  if (errorEnd >= 0) return errorStatement(keyword, errorEnd, [body, ...catchClauses, ...brokenTypes]);
  const end = read.block?.extent.end ?? catchClauses.at(-1)?.extent.end ?? body.extent.end;
  const extent = { start: keyword.start, end };
  return { kind: 'TryStatement', extent, body, catchClauses, finally: read.block };
}

function readFinally(p: Parser): { block: StatementBlockAst | null; errorEnd: number } {
  const wordEnd = takeWord(p, 'finally');
  if (wordEnd < 0) return { block: null, errorEnd: -1 };
  const block = p.grammar.statementBlock(p);
  if (block === null) reportMissing(p, 'MissingFinallyStatementBlock', wordEnd, wordEnd);
  return { block, errorEnd: block === null ? wordEnd : -1 };
}

interface BrokenCatch {
  readonly kind: 'Broken';
  readonly end: number;
  readonly types: readonly TypeConstraintAst[];
}

function readCatch(p: Parser, wordEnd: number): CatchClauseAst | BrokenCatch {
  const types: TypeConstraintAst[] = [];
  let comma = -1;
  let reported = false;
  for (;;) {
    const type = readType(p);
    if (type === null) {
      if (comma >= 0) {
        reportMissing(p, 'MissingTypeLiteralToken', comma, comma);
        reported = true;
      }
      break;
    }
    types.push(type);
    const before = p.pos;
    skipNewlines(p);
    if (peek(p, COMMAND) !== lexeme.COMMA) {
      moveTo(p, before);
      break;
    }
    comma = p.stop;
    take(p);
  }
  const body = p.grammar.statementBlock(p);
  if (body !== null && !reported) {
    const extent = { start: wordEnd - 'catch'.length, end: body.extent.end };
    return { kind: 'CatchClause', extent, catchTypes: types, body };
  }
  const end = reported ? comma : (types.at(-1)?.extent.end ?? wordEnd);
  if (!reported) reportMissing(p, 'MissingCatchHandlerBlock', end, end);
  return { kind: 'Broken', end, types };
}

export function readTrap(p: Parser, keyword: Keyword): StatementAst | TrapStatementAst {
  const trapType = readType(p);
  const body = p.grammar.statementBlock(p);
  if (body === null) {
    const end = trapType?.extent.end ?? keyword.end;
    reportMissing(p, 'MissingTrapStatement', end, end);
    return errorStatement(keyword, end, [trapType]);
  }
  const extent = { start: keyword.start, end: body.extent.end };
  return { kind: 'TrapStatement', extent, trapType, body };
}
