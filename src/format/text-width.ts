import { createRequire } from 'node:module';

type StringWidth = (text: string) => number;

let loaded: StringWidth | undefined;

/** The library loads Unicode tables that plain text never needs. */
function stringWidth(text: string): number {
  loaded ??= (createRequire(import.meta.url)('string-width') as { default: StringWidth }).default;
  return loaded(text);
}

/** Stands at the cut where text is shortened. */
export const ELLIPSIS = '…';

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/** Terminal cells that `text` takes: wide characters count two, escape codes and combining marks none. */
export function textWidth(text: string): number {
  return PRINTABLE_ASCII.test(text) ? text.length : stringWidth(text);
}

/** The longest beginning of `text` that takes at most `cells` cells. */
export function headOfWidth(text: string, cells: number): string {
  if (PRINTABLE_ASCII.test(text)) return text.slice(0, Math.max(0, cells));
  let taken = '';
  let used = 0;
  for (const part of text.match(PARTS) ?? []) {
    const width = part.startsWith('\x1b') ? 0 : stringWidth(part);
    if (used + width > cells) break;
    taken += part;
    used += width;
  }
  return taken;
}

/** The longest end of `text` that takes at most `cells` cells. */
export function tailOfWidth(text: string, cells: number): string {
  if (cells <= 0) return '';
  if (PRINTABLE_ASCII.test(text)) return text.slice(-cells);
  const parts = text.match(PARTS) ?? [];
  let used = 0;
  let first = parts.length;
  while (first > 0) {
    const part = parts[first - 1] ?? '';
    const width = part.startsWith('\x1b') ? 0 : stringWidth(part);
    if (used + width > cells) break;
    used += width;
    first--;
  }
  return parts.slice(first).join('');
}

/** One escape sequence, or one code point with the marks that join it. */
const PARTS = /\x1b\[[0-9;:]*[A-Za-z]|\P{M}(?:\p{M}|\u200d)*|\p{M}/gsu;
