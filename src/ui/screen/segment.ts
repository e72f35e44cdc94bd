/** What is drawn: rows of styled text, each no wider than the terminal. */
import stringWidth from 'string-width';
import { graphemes } from '../editor/grapheme.ts';
import type { Role } from './theme.ts';

export interface Segment {
  readonly text: string;
  readonly role: Role;
  readonly underline?: boolean;
  readonly inverse?: boolean;
  /** SGR codes of the user's own, in place of the role's wherever there is colour. */
  readonly codes?: string;
}

export type Row = readonly Segment[];

const ASCII = /^[\x20-\x7e]*$/;

/** Terminal cells that a text takes. */
export function cellsOf(text: string): number {
  return ASCII.test(text) ? text.length : stringWidth(text);
}

export function rowCells(row: Row): number {
  return row.reduce((sum, { text }) => sum + cellsOf(text), 0);
}

export function segment(text: string, role: Role = 'plain'): Segment {
  return { text, role };
}

/** The text cut to `cells`, with `…` at the cut. Control characters and line ends become spaces. */
export function fitted(text: string, cells: number): string {
  const clean = text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
  if (cells <= 0) return '';
  if (cellsOf(clean) <= cells) return clean;
  let kept = '';
  let used = 0;
  for (const cluster of graphemes(clean)) {
    const width = cellsOf(cluster);
    if (used + width > cells - 1) break;
    kept += cluster;
    used += width;
  }
  return `${kept}…`;
}

/** The text cut or filled to exactly `cells`. */
export function padded(text: string, cells: number, align: 'left' | 'right' = 'left'): string {
  const cut = fitted(text, cells);
  const gap = ' '.repeat(Math.max(0, cells - cellsOf(cut)));
  return align === 'left' ? cut + gap : gap + cut;
}

/** The row cut to `cells`. */
export function fittedRow(row: Row, cells: number): Row {
  const kept: Segment[] = [];
  let left = cells;
  for (const part of row) {
    if (left <= 0) break;
    const text = fitted(part.text, left);
    kept.push({ ...part, text });
    left -= cellsOf(text);
  }
  return kept;
}
