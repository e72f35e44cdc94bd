import { breaksWord, isDoubleQuote, isSingleQuote } from './characters.ts';
import * as lexeme from './lexeme.ts';
import { EXPRESSION } from './lexeme.ts';
import { numberEnd, numberValue } from './number.ts';
import type { Parser } from './state.ts';

export function wordBreaksAt(p: Parser, at: number): boolean {
  return at >= p.end || breaksWord(p.text.charCodeAt(at));
}

/** A word up to its end, or up to the first character that must be read with care. */
export function lexWord(p: Parser, from: number): number {
  const { text, end } = p;
  let at = from;
  p.plain = true;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === 36 || code === 96 || isSingleQuote(code) || isDoubleQuote(code)) {
      p.plain = false;
      break;
    }
    if (breaksWord(code) && at > p.start) break;
    at++;
  }
  p.stop = at;
  return lexeme.WORD;
}

export function lexNumber(p: Parser, mode: number): number {
  const stop = numberEnd(p.text, p.start, p.end, mode);
  if (stop < 0) return lexWord(p, p.start);
  p.number = numberValue(p.text.slice(p.start, stop));
  if (p.number === null && (mode & EXPRESSION) === 0) return lexWord(p, p.start);
  p.stop = stop;
  return lexeme.NUMBER;
}
