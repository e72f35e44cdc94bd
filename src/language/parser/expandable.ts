import type {
  ExpandableStringExpressionAst,
  StringConstantExpressionAst,
  SubExpressionAst,
  UsingExpressionAst,
  VariableExpressionAst,
} from '../ast.ts';
import type { TokenKind } from '../token.ts';
import { skipNewlines } from './blanks.ts';
import { isDoubleQuote } from './characters.ts';
import { COMMAND, PAREN_CLOSE } from './lexeme.ts';
import { peek } from './lexer.ts';
import { addToken, enter, leave, moveTo, type Parser, reportMissing } from './state.ts';
import { bracedEnd, readVariable, startsVariable, variableEnd } from './variable.ts';

type Part = string | VariableExpressionAst | UsingExpressionAst | SubExpressionAst;

/** A string or word under construction: finished parts, then the literal text since the last of them. */
export interface Pieces {
  readonly parts: Part[];
  literal: string;
  readonly colour: TokenKind;
  /** Source before this offset is already among the tokens. */
  colouredTo: number;
}

export function newPieces(colour: TokenKind, start: number): Pieces {
  return { parts: [], literal: '', colour, colouredTo: start };
}

/**
 * Reads what the dollar sign at `at` begins, and returns where it ends; `at` itself when it begins nothing. With
 * `expand` off the source text itself is added.
 */
export function readDollar(
  p: Parser,
  at: number,
  pieces: Pieces,
  hereString: boolean,
  expand: boolean,
): number {
  const { text } = p;
  if (text.charCodeAt(at + 1) === 40 && at + 1 < p.end)
    return readSubExpression(p, at, pieces, hereString, expand);
  if (!startsVariable(text, at, p.end)) return at;
  const braced = text.charCodeAt(at + 1) === 123;
  const stop = braced ? bracedEnd(text, at, p.end) : variableEnd(text, at + 1, p.end);
  if (expand) addPart(p, pieces, at, stop, readVariable(p, at, stop, true));
  else pieces.literal += text.slice(at, stop);
  return stop;
}

function addPart(p: Parser, pieces: Pieces, start: number, end: number, part: Part): void {
  if (pieces.literal !== '') pieces.parts.push(pieces.literal);
  pieces.literal = '';
  pieces.parts.push(part);
  addToken(p, pieces.colour, pieces.colouredTo, start);
  pieces.colouredTo = end;
}

function readSubExpression(
  p: Parser,
  at: number,
  pieces: Pieces,
  hereString: boolean,
  expand: boolean,
): number {
  const extent = subExpressionExtent(p, at, hereString);
  const stop = extent.end;
  if (!expand) {
    pieces.literal += p.text.slice(at, stop);
    return stop;
  }
  if (!extent.closed) reportMissing(p, 'IncompleteDollarSubexpressionReference', at, stop);
  const { end, doubledQuotes, noArrays } = p;
  const outer = enter(p);
  p.end = stop;
  p.doubledQuotes = doubledQuotes || extent.doubled;
  p.noArrays = false;
  moveTo(p, at + 2);
  const body = p.grammar.statementList(p);
  skipNewlines(p);
  if (peek(p, COMMAND) !== PAREN_CLOSE || p.stop !== stop) {
    reportMissing(p, 'MissingEndParenthesisInSubexpression', p.start, p.stop);
  }
  moveTo(p, stop);
  leave(p, outer);
  p.end = end;
  p.doubledQuotes = doubledQuotes;
  p.noArrays = noArrays;
  addPart(p, pieces, at, stop, { kind: 'SubExpression', extent: { start: at, end: stop }, body });
  return stop;
}

/**
 * Where the sub-expression at `at` ends: at the parenthesis that balances, quotes not looked at, as PowerShell
 * finds it. `doubled` says that quotes in it are written twice (or with a backtick), because it stands in quotes.
 */
function subExpressionExtent(
  p: Parser,
  at: number,
  hereString: boolean,
): { end: number; closed: boolean; doubled: boolean } {
  const { text, end } = p;
  let open = 1;
  let doubled = false;
  for (let i = at + 2; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === 40) open++;
    else if (code === 41 && --open === 0) return { end: i + 1, closed: true, doubled };
    else if (!hereString && (code === 96 || isDoubleQuote(code)) && isDoubleQuote(text.charCodeAt(i + 1))) {
      doubled = true;
      i++;
    }
  }
  return { end, closed: false, doubled };
}

/** The finished string: a constant when nothing in it expands. */
export function finishPieces(
  p: Parser,
  pieces: Pieces,
  start: number,
  end: number,
  quote: ExpandableStringExpressionAst['quote'],
): StringConstantExpressionAst | ExpandableStringExpressionAst {
  addToken(p, pieces.colour, pieces.colouredTo, end);
  const extent = { start, end };
  const { parts, literal } = pieces;
  if (parts.length === 0) return { kind: 'StringConstant', extent, value: literal, quote };
  if (literal !== '') parts.push(literal);
  return { kind: 'ExpandableString', extent, quote, parts: parts.slice() };
}
