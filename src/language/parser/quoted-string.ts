import type { ExpandableStringExpressionAst, StringConstantExpressionAst } from '../ast.ts';
import { isDoubleQuote, isSingleQuote } from './characters.ts';
import { readEscape } from './escape.ts';
import { finishPieces, newPieces, type Pieces, readDollar } from './expandable.ts';
import { addToken, moveTo, type Parser, reportMissing } from './state.ts';

/** `'…'` at the lexeme looked at. */
export function singleQuoted(p: Parser): StringConstantExpressionAst {
  const { start } = p;
  const read = singleQuotedText(p, start);
  addToken(p, 'string', start, read.end);
  moveTo(p, read.end);
  return { kind: 'StringConstant', extent: { start, end: read.end }, value: read.value, quote: 'single' };
}

/** The text of the single-quoted string at `start` and where it ends; two quotes in a row are one. */
export function singleQuotedText(p: Parser, start: number): { value: string; end: number } {
  const { text, end } = p;
  let value = '';
  let from = start + 1;
  for (let at = from; at < end; at++) {
    if (!isSingleQuote(text.charCodeAt(at))) continue;
    value += text.slice(from, at);
    if (at + 1 >= end || !isSingleQuote(text.charCodeAt(at + 1))) return { value, end: at + 1 };
    from = at + 1;
    at++;
  }
  reportMissing(p, 'TerminatorExpectedAtEndOfString', start, end, "'");
  return { value: value + text.slice(from, end), end };
}

/** `"…"` at the lexeme looked at. */
export function doubleQuoted(p: Parser): StringConstantExpressionAst | ExpandableStringExpressionAst {
  const { start } = p;
  const pieces = newPieces('string', start);
  const end = readQuotedPieces(p, start, pieces, true);
  moveTo(p, end);
  return finishPieces(p, pieces, start, end, 'double');
}

/** Width of the double quote at `at`, 0 when there is none: 2 where quotes are written doubled. */
function quoteWidth(p: Parser, at: number): number {
  const code = p.text.charCodeAt(at);
  if (at >= p.end) return 0;
  if (p.doubledQuotes && (code === 96 || isDoubleQuote(code)) && at + 1 < p.end) {
    if (isDoubleQuote(p.text.charCodeAt(at + 1))) return 2;
  }
  return isDoubleQuote(code) ? 1 : 0;
}

/** Reads the double-quoted string at `start` into `pieces` and returns its end. */
export function readQuotedPieces(p: Parser, start: number, pieces: Pieces, expand: boolean): number {
  const { text, end } = p;
  let at = start + quoteWidth(p, start);
  let from = at;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code !== 36 && code !== 96 && !isDoubleQuote(code)) {
      at++;
      continue;
    }
    const width = quoteWidth(p, at);
    if (width > 0) {
      pieces.literal += text.slice(from, at);
      const second = quoteWidth(p, at + width);
      if (second === 0) return at + width;
      at += width + second;
      from = at - 1;
    } else if (code === 36) {
      pieces.literal += text.slice(from, at);
      const stop = readDollar(p, at, pieces, false, expand);
      from = stop;
      at = stop === at ? at + 1 : stop;
    } else {
      pieces.literal += text.slice(from, at);
      const escaped = readEscape(p, at);
      pieces.literal += escaped.value;
      at = escaped.end;
      from = at;
    }
  }
  pieces.literal += text.slice(from, end);
  reportMissing(p, 'TerminatorExpectedAtEndOfString', start, end, '"');
  return end;
}
