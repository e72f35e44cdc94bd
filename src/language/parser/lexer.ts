import { skipBlanks } from './blanks.ts';
import {
  isDash,
  isDigit,
  isDoubleQuote,
  isIdentifierPart,
  isIdentifierStart,
  isNewline,
  isSingleQuote,
  isVariableStart,
} from './characters.ts';
import { lexDash, lexPlus, lexRedirection, lexSymbol } from './lex-symbol.ts';
import { lexNumber, lexWord, wordBreaksAt } from './lex-word.ts';
import * as lexeme from './lexeme.ts';
import { COMMAND } from './lexeme.ts';
import { moveTo, type Parser, report, reportMissing } from './state.ts';
import { bracedEnd, variableEnd, variableIsWholeWord } from './variable.ts';

/** Looks at the next lexeme on this line as `mode` reads it, and returns its kind. Nothing is consumed. */
export function peek(p: Parser, mode: number): number {
  if (p.seenAt === p.pos) {
    const { kind, seenMode } = p;
    if (seenMode === mode || kind <= lexeme.LAST_INVARIANT) return kind;
    if (seenMode === COMMAND && kind <= lexeme.LAST_COMMAND_STABLE) return kind;
  }
  p.start = skipBlanks(p, p.pos);
  p.seenAt = p.pos;
  p.seenMode = mode;
  const kind = lex(p, mode);
  p.kind = kind;
  return kind;
}

/** Moves past the lexeme that `peek` looked at. */
export function take(p: Parser): void {
  moveTo(p, p.stop);
}

/** The text of the lexeme looked at. */
export function lexemeText(p: Parser): string {
  return p.text.slice(p.start, p.stop);
}

/** The offset before the lexeme looked at, where PowerShell points for something missing in front of it. */
export function beforeLexeme(p: Parser): number {
  return p.kind === lexeme.END ? p.end : Math.max(0, p.start - 1);
}

function lex(p: Parser, mode: number): number {
  const at = p.start;
  if (at >= p.end) {
    p.stop = p.end;
    return lexeme.END;
  }
  const code = p.text.charCodeAt(at);
  if (isIdentifierStart(code)) return lexIdentifier(p, mode);
  if (code === 36) return lexDollar(p, mode);
  if (isDigit(code)) return lexDigit(p, mode, code);
  if (code === 96) return lexBacktick(p);
  if (code < 128) return lexAscii(p, mode, code);
  if (isDash(code)) return lexDash(p, mode);
  if (isSingleQuote(code)) return one(p, lexeme.SINGLE_QUOTED);
  if (isDoubleQuote(code)) return one(p, lexeme.DOUBLE_QUOTED);
  return lexWord(p, at);
}

function one(p: Parser, kind: number): number {
  p.stop = p.start + 1;
  return kind;
}

function two(p: Parser, kind: number): number {
  p.stop = p.start + 2;
  return kind;
}

/** A backtick that escapes: the last one of the text waits for more. */
function lexBacktick(p: Parser): number {
  if (p.start + 1 >= p.end) {
    reportMissing(p, 'IncompleteString', p.end, p.end);
    p.stop = p.end;
    return lexeme.END;
  }
  if (p.doubledQuotes && isDoubleQuote(p.text.charCodeAt(p.start + 1))) return two(p, lexeme.DOUBLE_QUOTED);
  return lexWord(p, p.start);
}

/** Single characters with a kind of their own in every mode. */
const SINGLES = new Uint8Array(128);
for (const [character, kind] of [
  ['\n', lexeme.NEWLINE],
  [';', lexeme.SEMICOLON],
  ['(', lexeme.PAREN_OPEN],
  [')', lexeme.PAREN_CLOSE],
  ['{', lexeme.CURLY_OPEN],
  ['}', lexeme.CURLY_CLOSE],
  [',', lexeme.COMMA],
  ["'", lexeme.SINGLE_QUOTED],
  ['"', lexeme.DOUBLE_QUOTED],
  [']', lexeme.BRACKET_CLOSE],
] as const) {
  SINGLES[character.charCodeAt(0)] = kind;
}

function lexAscii(p: Parser, mode: number, code: number): number {
  const single = SINGLES[code] ?? 0;
  if (single !== 0) return one(p, single);
  const next = p.start + 1 < p.end ? p.text.charCodeAt(p.start + 1) : 0;
  switch (code) {
    case 13:
      return next === 10 ? two(p, lexeme.NEWLINE) : one(p, lexeme.NEWLINE);
    case 38:
      return next === 38 ? two(p, lexeme.AND_AND) : one(p, lexeme.AMPERSAND);
    case 124:
      return next === 124 ? two(p, lexeme.OR_OR) : one(p, lexeme.PIPE);
    case 64:
      return lexAt(p, mode, next);
    case 45:
      return lexDash(p, mode);
    case 43:
      return lexPlus(p, mode);
    case 46:
      return lexDot(p, mode, next);
    case 91:
      if (mode === COMMAND && !wordBreaksAt(p, p.start + 1)) return lexWord(p, p.start);
      return one(p, lexeme.BRACKET_OPEN);
    case 58:
      return lexColon(p, mode, next);
    default:
      return lexSymbol(p, mode, code, next);
  }
}

function lexAt(p: Parser, mode: number, next: number): number {
  if (next === 40) return two(p, lexeme.AT_PAREN);
  if (next === 123) return two(p, lexeme.AT_CURLY);
  if (isSingleQuote(next)) return two(p, lexeme.HERE_SINGLE);
  if (isDoubleQuote(next)) return two(p, lexeme.HERE_DOUBLE);
  if (isVariableStart(next)) return lexVariable(p, mode, lexeme.SPLAT, next);
  report(p, 'UnrecognizedToken', p.start, p.start + 1);
  return one(p, lexeme.UNKNOWN);
}

function lexDollar(p: Parser, mode: number): number {
  const { text, start } = p;
  if (start + 1 >= p.end) return lexWord(p, start);
  const next = text.charCodeAt(start + 1);
  if (next === 40) return two(p, lexeme.DOLLAR_PAREN);
  if (next === 123 || isVariableStart(next)) return lexVariable(p, mode, lexeme.VARIABLE, next);
  return lexWord(p, start);
}

function lexVariable(p: Parser, mode: number, kind: number, first: number): number {
  const { text, start, end } = p;
  const stop = first === 123 ? bracedEnd(text, start, end) : variableEnd(text, start + 1, end);
  if (mode === COMMAND && !variableIsWholeWord(text, first, stop, end)) return lexWord(p, start);
  p.stop = stop;
  return kind;
}

function lexIdentifier(p: Parser, mode: number): number {
  const { text, end } = p;
  let at = p.start + 1;
  while (at < end && isIdentifierPart(text.charCodeAt(at))) at++;
  p.stop = at;
  if (mode === COMMAND && !wordBreaksAt(p, at)) return lexWord(p, at);
  return lexeme.IDENTIFIER;
}

function lexDigit(p: Parser, mode: number, code: number): number {
  if (code >= 49 && code <= 54 && p.text.charCodeAt(p.start + 1) === 62 && p.start + 1 < p.end) {
    const redirection = lexRedirection(p, mode, p.start + 1);
    if (redirection !== 0) return redirection;
  }
  return lexNumber(p, mode);
}

function lexDot(p: Parser, mode: number, next: number): number {
  if (next === 46) {
    if (mode === COMMAND && !wordBreaksAt(p, p.start + 2)) return lexWord(p, p.start);
    return two(p, lexeme.RANGE);
  }
  if (isDigit(next)) return lexNumber(p, mode);
  const dotsCommand = next === 36 || isSingleQuote(next) || isDoubleQuote(next);
  if (mode === COMMAND && !dotsCommand && !wordBreaksAt(p, p.start + 1)) return lexWord(p, p.start);
  return one(p, lexeme.DOT);
}

function lexColon(p: Parser, mode: number, next: number): number {
  if (next === 58) {
    if (mode === COMMAND && !wordBreaksAt(p, p.start + 2)) return lexWord(p, p.start);
    return two(p, lexeme.COLON_COLON);
  }
  if (mode !== COMMAND) return one(p, lexeme.COLON);
  let at = p.start + 1;
  if (at >= p.end || !isIdentifierStart(next)) return lexWord(p, p.start);
  while (at < p.end && isIdentifierPart(p.text.charCodeAt(at))) at++;
  if (!wordBreaksAt(p, at)) return lexWord(p, p.start);
  p.stop = at;
  return lexeme.LABEL;
}

/** A plain name here, whatever the mode: a member, a key, a label. Returns its end, or -1; `p.start` is its start. */
export function simpleNameEnd(p: Parser): number {
  const start = skipBlanks(p, p.pos);
  if (start >= p.end || !isIdentifierStart(p.text.charCodeAt(start))) return -1;
  let at = start + 1;
  while (at < p.end && isIdentifierPart(p.text.charCodeAt(at))) at++;
  p.start = start;
  p.seenAt = -1;
  return at;
}

/** Whether only blanks are left on this line. */
export function atLineEnd(p: Parser): boolean {
  const at = skipBlanks(p, p.pos);
  return at >= p.end || isNewline(p.text.charCodeAt(at));
}
