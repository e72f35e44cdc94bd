import { headOfWidth, textWidth } from './text-width.ts';

const LINE_BREAK = /\r\n|\n|\r/;
/** A run of text up to and with the blank or hyphen after which a line may break. */
const WORDS = /[^\s-]*(?:[\s-]|$)/g;

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
    if (used > 0 && used + needed > width) {
      lines.push(current.trimEnd());
      current = '';
      used = 0;
    }
    let rest = word;
    while (textWidth(rest.trimEnd()) > width) {
      const piece = headOfWidth(rest, width) || String.fromCodePoint(rest.codePointAt(0) ?? 32);
      lines.push(piece);
      rest = rest.slice(piece.length);
    }
    current += rest;
    used += textWidth(rest);
  }
  if (current.trimEnd() !== '' || used > 0) lines.push(current.trimEnd());
}
