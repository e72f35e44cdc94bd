import { isDash, isDigit, isDoubleQuote, isIdentifierStart, isSingleQuote } from './characters.ts';
import { lexNumber, lexWord, wordBreaksAt } from './lex-word.ts';
import * as lexeme from './lexeme.ts';
import { COMMAND, SIGNED } from './lexeme.ts';
import { numberEnd } from './number.ts';
import { dashOperator } from './operators.ts';
import type { Parser } from './state.ts';

/** A symbol of `length`, or in command mode a word that only starts with it. */
function symbol(p: Parser, mode: number, length: number, kind: number): number {
  const stop = p.start + length;
  if (mode === COMMAND && !wordBreaksAt(p, stop)) return lexWord(p, p.start);
  p.stop = stop;
  return kind;
}

function codeAt(p: Parser, at: number): number {
  return at < p.end ? p.text.charCodeAt(at) : 0;
}

export function lexPlus(p: Parser, mode: number): number {
  const next = codeAt(p, p.start + 1);
  if (next === 43) return symbol(p, mode, 2, lexeme.PLUS_PLUS);
  if (next === 61) return symbol(p, mode, 2, lexeme.PLUS_EQUALS);
  if ((mode & SIGNED) !== 0 && (isDigit(next) || (next === 46 && isDigit(codeAt(p, p.start + 2))))) {
    return lexNumber(p, mode);
  }
  return symbol(p, mode, 1, lexeme.PLUS);
}

export function lexDash(p: Parser, mode: number): number {
  const next = codeAt(p, p.start + 1);
  if (isDash(next)) return symbol(p, mode, 2, lexeme.MINUS_MINUS);
  if (next === 61) return symbol(p, mode, 2, lexeme.MINUS_EQUALS);
  if (isIdentifierStart(next) || next === 63) return lexDashWord(p, mode);
  if ((mode & SIGNED) !== 0 && (isDigit(next) || (next === 46 && isDigit(codeAt(p, p.start + 2))))) {
    return lexNumber(p, mode);
  }
  return symbol(p, mode, 1, lexeme.MINUS);
}

function lexDashWord(p: Parser, mode: number): number {
  return mode === COMMAND ? lexParameter(p) : lexDashOperator(p);
}

function lexDashOperator(p: Parser): number {
  const from = p.start + 1;
  let at = from;
  while (isAsciiLetter(codeAt(p, at))) at++;
  p.stop = at;
  if (at === from) return lexeme.MINUS;
  p.operator = dashOperator(p.text.slice(from, at));
  p.colon = false;
  return p.operator === null ? lexeme.PARAMETER : lexeme.DASH_OPERATOR;
}

function isAsciiLetter(code: number): boolean {
  const lower = code | 32;
  return lower >= 97 && lower <= 122;
}

/** `-Name`, `-Name:`; a quote in it makes it a word. It ends before a dot and a square bracket too. */
function lexParameter(p: Parser): number {
  p.colon = false;
  let at = p.start + 1;
  for (; !wordBreaksAt(p, at); at++) {
    const code = p.text.charCodeAt(at);
    if (code === 46 || code === 91) break;
    if (isSingleQuote(code) || isDoubleQuote(code)) return lexWord(p, p.start);
    if (code === 58) {
      at++;
      p.colon = true;
      break;
    }
  }
  p.stop = at;
  return lexeme.PARAMETER;
}

export function lexSymbol(p: Parser, mode: number, code: number, next: number): number {
  const assigns = next === 61;
  switch (code) {
    case 61:
      return symbol(p, mode, 1, lexeme.EQUALS);
    case 42:
      if (next === 62) return lexRedirection(p, mode, p.start + 1);
      return assigns ? symbol(p, mode, 2, lexeme.MULTIPLY_EQUALS) : symbol(p, mode, 1, lexeme.MULTIPLY);
    case 47:
      return assigns ? symbol(p, mode, 2, lexeme.DIVIDE_EQUALS) : symbol(p, mode, 1, lexeme.DIVIDE);
    case 37:
      return assigns ? symbol(p, mode, 2, lexeme.REMAINDER_EQUALS) : symbol(p, mode, 1, lexeme.REMAINDER);
    case 60:
      p.stop = p.start + 1;
      return lexeme.INPUT_REDIRECTION;
    case 62:
      return lexRedirection(p, mode, p.start);
    case 33:
      return lexExclaim(p, mode, next);
    case 63:
      return mode === COMMAND ? lexWord(p, p.start) : lexQuestion(p, next);
    default:
      return lexWord(p, p.start);
  }
}

/**
 * A redirection whose `>` is at `arrow`; what stands before it is the stream. In an expression a digit before `>`
 * is a number: returns 0.
 */
export function lexRedirection(p: Parser, mode: number, arrow: number): number {
  const next = codeAt(p, arrow + 1);
  const merges = next === 38 && arrow > p.start;
  const to = merges ? codeAt(p, arrow + 2) : 0;
  const fromDigit = isDigit(p.text.charCodeAt(p.start));
  if (to === 49 || (to === 50 && fromDigit)) {
    p.stop = arrow + 3;
    return lexeme.MERGING_REDIRECTION;
  }
  if (mode !== COMMAND && fromDigit) return 0;
  p.stop = next === 62 ? arrow + 2 : arrow + 1;
  return lexeme.REDIRECTION;
}

/** `!$x`, `!(…)`; but `!word` is the name of a command. */
function lexExclaim(p: Parser, mode: number, next: number): number {
  if (mode === COMMAND) return symbol(p, mode, 1, lexeme.EXCLAIM);
  if (isIdentifierStart(next)) return lexWord(p, p.start);
  if (isDigit(next) && numberEnd(p.text, p.start + 1, p.end, mode) < 0) return lexWord(p, p.start);
  p.stop = p.start + 1;
  return lexeme.EXCLAIM;
}

function lexQuestion(p: Parser, next: number): number {
  if (next !== 63) {
    p.stop = p.start + 1;
    return lexeme.QUESTION;
  }
  const assigns = codeAt(p, p.start + 2) === 61;
  p.stop = p.start + (assigns ? 3 : 2);
  return assigns ? lexeme.COALESCE_EQUALS : lexeme.COALESCE;
}
