import type { ExpandableStringExpressionAst, StringConstantExpressionAst } from '../ast.ts';
import { isBlank, isDoubleQuote, isNewline, isSingleQuote } from './characters.ts';
import { readEscape } from './escape.ts';
import { finishPieces, newPieces, type Pieces, readDollar } from './expandable.ts';
import { addToken, moveTo, type Parser, report, reportMissing } from './state.ts';

/**
 * A here-string: `@'` or `@"`, a line end, lines, and the quote with `@` at the very start of a line. The line
 * ends after the header and before the footer are not part of the value.
 */
export function singleHereString(p: Parser): StringConstantExpressionAst {
  const { start, text } = p;
  const bodyStart = headerEnd(p, start, isSingleQuote);
  let end = p.pos;
  let value = '';
  if (bodyStart >= 0) {
    const footer = findFooter(p, bodyStart, isSingleQuote);
    value = text.slice(bodyStart, footer.valueEnd);
    end = footer.end;
    if (!footer.found) reportNoFooter(p, start, footer.indentedAt, "'@");
  }
  addToken(p, 'string', start, end);
  moveTo(p, end);
  return { kind: 'StringConstant', extent: { start, end }, value, quote: 'singleHere' };
}

export function doubleHereString(p: Parser): StringConstantExpressionAst | ExpandableStringExpressionAst {
  const { start } = p;
  const pieces = newPieces('string', start);
  const bodyStart = headerEnd(p, start, isDoubleQuote);
  const end = bodyStart < 0 ? p.pos : readBody(p, start, bodyStart, pieces);
  moveTo(p, end);
  return finishPieces(p, pieces, start, end, 'doubleHere');
}

type QuoteTest = (code: number) => boolean;

/** Where the body starts; -1 after an error, with `p.pos` where reading goes on. */
function headerEnd(p: Parser, start: number, isQuote: QuoteTest): number {
  const { text, end } = p;
  let at = start + 2;
  while (at < end && isBlank(text.charCodeAt(at))) at++;
  if (at >= end) {
    const terminator = isSingleQuote(text.charCodeAt(start + 1)) ? "'@" : '"@';
    reportMissing(p, 'TerminatorExpectedAtEndOfString', start, end, terminator);
    moveTo(p, end);
    return -1;
  }
  if (isNewline(text.charCodeAt(at))) return pastNewline(text, at);
  report(p, 'UnexpectedCharactersAfterHereStringHeader', at, at + 1);
  while (at < end && !isNewline(text.charCodeAt(at))) {
    if (isQuote(text.charCodeAt(at)) && text.charCodeAt(at + 1) === 64) {
      at += 2;
      break;
    }
    at++;
  }
  moveTo(p, Math.min(at, end));
  return -1;
}

function pastNewline(text: string, at: number): number {
  return text.charCodeAt(at) === 13 && text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1;
}

interface Footer {
  readonly found: boolean;
  readonly valueEnd: number;
  readonly end: number;
  /** First footer that does not count because white space stands before it, or -1. */
  readonly indentedAt: number;
}

function isFooter(p: Parser, at: number, isQuote: QuoteTest): boolean {
  return at + 1 < p.end && isQuote(p.text.charCodeAt(at)) && p.text.charCodeAt(at + 1) === 64;
}

function indentedFooter(p: Parser, lineStart: number, isQuote: QuoteTest): number {
  let at = lineStart;
  while (at < p.end && isBlank(p.text.charCodeAt(at))) at++;
  return at > lineStart && isFooter(p, at, isQuote) ? at : -1;
}

function findFooter(p: Parser, bodyStart: number, isQuote: QuoteTest): Footer {
  const { text, end } = p;
  let indentedAt = -1;
  let valueEnd = bodyStart;
  let lineStart = bodyStart;
  while (lineStart <= end) {
    if (isFooter(p, lineStart, isQuote)) return { found: true, valueEnd, end: lineStart + 2, indentedAt };
    if (indentedAt < 0) indentedAt = indentedFooter(p, lineStart, isQuote);
    let at = lineStart;
    while (at < end && !isNewline(text.charCodeAt(at))) at++;
    if (at >= end) break;
    valueEnd = at;
    lineStart = pastNewline(text, at);
  }
  return { found: false, valueEnd: end, end, indentedAt };
}

function reportNoFooter(p: Parser, start: number, indentedAt: number, terminator: string): void {
  if (indentedAt >= 0) reportMissing(p, 'WhitespaceBeforeHereStringFooter', indentedAt, p.end);
  else reportMissing(p, 'TerminatorExpectedAtEndOfString', start, p.end, terminator);
}

/** The body of an expandable here-string: a footer inside a sub-expression does not end it, so it is read in order. */
function readBody(p: Parser, start: number, bodyStart: number, pieces: Pieces): number {
  const { text, end } = p;
  if (isFooter(p, bodyStart, isDoubleQuote)) return bodyStart + 2;
  let indentedAt = indentedFooter(p, bodyStart, isDoubleQuote);
  let at = bodyStart;
  let from = at;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (isNewline(code)) {
      const lineStart = pastNewline(text, at);
      if (isFooter(p, lineStart, isDoubleQuote)) {
        pieces.literal += text.slice(from, at);
        return lineStart + 2;
      }
      if (indentedAt < 0) indentedAt = indentedFooter(p, lineStart, isDoubleQuote);
      at = lineStart;
    } else if (code === 36) {
      pieces.literal += text.slice(from, at);
      const stop = readDollar(p, at, pieces, true, true);
      from = stop;
      at = stop === at ? at + 1 : stop;
    } else if (code === 96) {
      pieces.literal += text.slice(from, at);
      const escaped = readEscape(p, at);
      pieces.literal += escaped.value;
      at = escaped.end;
      from = at;
    } else {
      at++;
    }
  }
  pieces.literal += text.slice(from, end);
  reportNoFooter(p, start, indentedAt, '"@');
  return end;
}
