/** PSReadLine's word motions. A word is a run of characters that are neither white space nor delimiters. */
export const WORD_DELIMITERS = ';:,.[]{}()/\\|!?^&*-=+\'"\u2013\u2014\u2015';

function inWord(text: string, at: number, delimiters: string): boolean {
  const character = text[at] ?? ' ';
  return !/\s/.test(character) && !delimiters.includes(character);
}

/** The end of this word, or of the next one when the cursor is between words. */
export function wordEnd(text: string, from: number, delimiters: string): number {
  let at = from;
  while (at < text.length && !inWord(text, at, delimiters)) at++;
  while (at < text.length && inWord(text, at, delimiters)) at++;
  return at;
}

/** The start of the next word. */
export function nextWordStart(text: string, from: number, delimiters: string): number {
  let at = from;
  while (at < text.length && inWord(text, at, delimiters)) at++;
  while (at < text.length && !inWord(text, at, delimiters)) at++;
  return at;
}

/** The start of this word, or of the one before when the cursor is at its start. */
export function wordStart(text: string, from: number, delimiters: string): number {
  let at = from;
  while (at > 0 && !inWord(text, at - 1, delimiters)) at--;
  while (at > 0 && inWord(text, at - 1, delimiters)) at--;
  return at;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

const CLOSING: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
]);

/**
 * The words as the shell sees them: quoted strings are one word, whatever they hold; pipes, semicolons,
 * brackets and commas stand alone.
 */
export function shellWords(text: string): Span[] {
  const words: Span[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text[at] ?? '';
    if (/\s/.test(character)) {
      at++;
      continue;
    }
    const end = /[|;,(){}]/.test(character) ? at + 1 : shellWordEnd(text, at);
    words.push({ start: at, end });
    at = end;
  }
  return words;
}

function shellWordEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const character = text[at] ?? '';
    const closing = CLOSING.get(character);
    if (closing !== undefined) {
      const end = text.indexOf(closing, at + 1);
      if (end < 0) return text.length;
      at = end + 1;
    } else if (character === '`') at += 2;
    else if (/[\s|;,(){}]/.test(character)) return at;
    else at++;
  }
  return Math.min(at, text.length);
}

const PAIRS: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);
const OPENERS: ReadonlyMap<string, string> = new Map([...PAIRS].map(([open, close]) => [close, open]));

/** The offset of the bracket that belongs to the one at `offset`; `opaque` says which offsets are in strings or comments. */
export function matchingBracket(
  text: string,
  offset: number,
  opaque: (offset: number) => boolean,
): number | undefined {
  const bracket = text[offset] ?? '';
  const forward = PAIRS.get(bracket);
  const other = forward ?? OPENERS.get(bracket);
  if (other === undefined || opaque(offset)) return undefined;
  const step = forward === undefined ? -1 : 1;
  let depth = 0;
  for (let at = offset; at >= 0 && at < text.length; at += step) {
    if (opaque(at)) continue;
    if (text[at] === bracket) depth++;
    else if (text[at] === other && --depth === 0) return at;
  }
  return undefined;
}
