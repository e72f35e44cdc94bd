/** The line being edited, laid out over the terminal's rows, with the place of the cursor. */
import { graphemes } from '../editor/grapheme.ts';
import { cellsOf, type Row, type Segment } from './segment.ts';
import type { Role } from './theme.ts';

export interface LineLayout {
  readonly rows: readonly Row[];
  readonly cursorX: number;
  readonly cursorY: number;
}

export interface LinePicture {
  readonly prompt: Row;
  /** Stands before every further line. */
  readonly continuation: Row;
  readonly text: string;
  readonly cursor: number;
  /** How the character at an offset looks. */
  readonly look: (offset: number) => Look;
  /** Shown behind the text. */
  readonly ghost: string;
}

export interface Look {
  readonly role: Role;
  readonly underline: boolean;
  /** As a segment's. */
  readonly codes?: string;
}

/** Rows built cell by cell; runs of the same look become one segment. */
class RowBuilder {
  readonly rows: Segment[][] = [[]];
  x = 0;
  readonly #columns: number;

  constructor(columns: number) {
    this.#columns = columns;
  }

  get y(): number {
    return this.rows.length - 1;
  }

  /** Makes sure that a cell `width` wide fits on the row. */
  room(width: number): void {
    if (this.x + width > this.#columns) this.breakRow();
  }

  breakRow(): void {
    this.rows.push([]);
    this.x = 0;
  }

  add(text: string, { role, underline, codes }: Look): void {
    const width = cellsOf(text);
    this.room(width);
    const row = this.rows.at(-1) ?? [];
    const last = row.at(-1);
    const goesOn =
      last !== undefined &&
      last.role === role &&
      (last.underline ?? false) === underline &&
      last.codes === codes;
    if (goesOn) row[row.length - 1] = { ...last, text: last.text + text };
    else
      row.push({
        text,
        role,
        ...(underline && { underline }),
        ...(codes !== undefined && { codes }),
      });
    this.x += width;
  }

  addRow(row: Row): void {
    for (const { text, role, codes } of row) {
      const look = { role, underline: false, ...(codes !== undefined && { codes }) };
      for (const cluster of graphemes(text)) this.add(cluster, look);
    }
  }
}

const PLAIN: Look = { role: 'plain', underline: false };

export function layoutLine(picture: LinePicture, columns: number): LineLayout {
  const { prompt, continuation, text, cursor, look, ghost } = picture;
  const builder = new RowBuilder(columns);
  builder.addRow(prompt);
  let place = { x: builder.x, y: builder.y };
  let offset = 0;
  const mark = (): void => {
    builder.room(1);
    place = { x: builder.x, y: builder.y };
  };
  for (const cluster of graphemes(text)) {
    if (offset === cursor) mark();
    if (cluster === '\n') {
      builder.breakRow();
      builder.addRow(continuation);
    } else builder.add(visible(cluster), look(offset));
    offset += cluster.length;
  }
  if (cursor >= text.length) mark();
  for (const cluster of graphemes(ghost)) builder.add(visible(cluster), { role: 'ghost', underline: false });
  return { rows: builder.rows, cursorX: place.x, cursorY: place.y };
}

/** Control characters as `^A`, so that the terminal is not steered by what stands in a line. */
function visible(cluster: string): string {
  const code = cluster.charCodeAt(0);
  if (code < 0x20) return `^${String.fromCharCode(code + 64)}`;
  if (code >= 0x7f && code < 0xa0) return '^?';
  return cellsOf(cluster) === 0 ? `\u25cc${cluster}` : cluster;
}

/** Plain text over as many rows as it takes, cut anywhere. */
export function wrapText(text: string, columns: number, role: Role = 'plain'): Row[] {
  return wrapped(text, columns, role, graphemes);
}

/** Plain text over as many rows as it takes, broken between words; a word that is too long is cut. */
export function wrapWords(text: string, columns: number, role: Role = 'plain'): Row[] {
  return wrapped(text, columns, role, (line) => line.split(/(?<= )(?=[^ ])/));
}

function wrapped(
  text: string,
  columns: number,
  role: Role,
  parts: (line: string) => Iterable<string>,
): Row[] {
  const builder = new RowBuilder(columns);
  for (const [at, lineText] of text.split('\n').entries()) {
    if (at > 0) builder.breakRow();
    for (const part of parts(lineText)) {
      const width = cellsOf(part.trimEnd());
      if (width <= columns) builder.room(width);
      for (const cluster of graphemes(part)) {
        // A space at the end of a row is seen by nobody.
        if (cluster !== ' ' || builder.x < columns) builder.add(visible(cluster), { ...PLAIN, role });
      }
    }
  }
  return builder.rows;
}

/** The rows around `focus` that fit in `height`, and how many are above them. */
export function windowOf<T>(
  rows: readonly T[],
  focus: number,
  height: number,
): { rows: readonly T[]; above: number } {
  if (rows.length <= height) return { rows, above: 0 };
  const above = Math.max(0, Math.min(focus - Math.floor(height / 2), rows.length - height));
  return { rows: rows.slice(above, above + height), above };
}

/**
 * How many rows of a narrower terminal a row takes after the terminal has folded it; a wide character is not
 * cut in two.
 */
export function foldedHeight(row: Row, columns: number): number {
  const builder = new RowBuilder(Math.max(1, columns));
  builder.addRow(row);
  return builder.rows.length;
}
