import { headOfWidth, textWidth } from './text-width.ts';

const LINE_BREAK = /\r\n|\n|\r/;
/** A run of text up to and with the blank after which a line may break. */
const WORDS = /\S*(?:\s|$)/g;

/**
 * Breaks `text` into lines of at most `width` cells: at its own line breaks, else between words, else
 * inside a word that is wider than a line. Always at least one line.
 */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const line of text.split(LINE_BREAK)) {
    if (textWidth(line) <= width) lines.push(line);
    else wrapLine(line, Math.max(1, width), lines);
  }
  return lines;
}

function wrapLine(line: string, width: number, lines: string[]): void {
  let current = '';
  let used = 0;
  for (const word of line.match(WORDS) ?? []) {
    if (word === '') continue;
    const needed = textWidth(word.trimEnd());
    // A word that no line holds goes on where it stands.
    if (used > 0 && used + needed > width && needed <= width) {
      lines.push(current.trimEnd());
      current = '';
    }
    current += word;
    used = textWidth(current.trimEnd());
    while (used > width) {
      const piece = headOfWidth(current, width) || String.fromCodePoint(current.codePointAt(0) ?? 32);
      lines.push(piece);
      current = current.slice(piece.length);
      used = textWidth(current.trimEnd());
    }
    used = textWidth(current);
  }
  if (current.trimEnd() !== '' || used > 0) lines.push(current.trimEnd());
}

/**
 * Where the lines of `text` begin and end, as wrapText breaks it, but with the blanks that stand at the end of a line:
 * decoration is put in by these places.
 */
export function lineSpans(text: string, width: number): [number, number][] {
  const spans: [number, number][] = [];
  let from = 0;
  for (;;) {
    const rest = text.slice(from);
    const lineBreak = LINE_BREAK.exec(rest);
    const end = lineBreak === null ? text.length : from + lineBreak.index;
    spans.push(...wrappedSpans(text, from, end, width));
    if (lineBreak === null) return spans;
    from = end + lineBreak[0].length;
  }
}

function wrappedSpans(text: string, from: number, end: number, width: number): [number, number][] {
  const spans: [number, number][] = [];
  let start = from;
  let used = 0;
  let at = from;
  for (const word of text.slice(from, end).match(WORDS) ?? []) {
    if (word === '') continue;
    const needed = textWidth(word);
    if (used > 0 && used + needed > width && needed <= width) {
      spans.push([start, at]);
      start = at;
      used = 0;
    }
    at += word.length;
    used += needed;
    while (used > width) {
      const piece = headOfWidth(text.slice(start, at), width) || text.slice(start, start + 1);
      spans.push([start, start + piece.length]);
      start += piece.length;
      used = textWidth(text.slice(start, at));
    }
  }
  if (start < end || spans.length === 0) spans.push([start, end]);
  return spans;
}
