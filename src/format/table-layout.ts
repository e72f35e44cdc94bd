import { closedCell, type Decoration, styled } from './decoration.ts';
import { ELLIPSIS, headOfWidth, tailOfWidth, textWidth } from './text-width.ts';
import { wrapText } from './wrap.ts';

/**
 * The rules by which PowerShell lays out a table: columns stand one blank apart, what does not fit the
 * width is cut from the right (the last column shrinks, then goes), and the last column is not padded.
 */
export type Alignment = 'left' | 'right' | 'center';

export interface TableColumn {
  readonly label: string;
  readonly alignment: Alignment;
  /** Cells; 0 leaves it to the layout. */
  readonly width: number;
}

export interface TableLayout {
  /** The header: labels (wrapped inside their columns) and their underlines. */
  header(): string[];
  /** One row; more lines when `wrap` is set and a cell does not fit. */
  row(cells: readonly string[], wrap: boolean): string[];
}

const SEPARATOR = 1;
const MINIMUM_COLUMN = 1;

export function layOutTable(
  columns: readonly TableColumn[],
  width: number,
  decoration: Decoration = 'keep',
): TableLayout {
  const header = typeof decoration === 'string' ? '' : decoration.header;
  const widths = fitColumns(
    columns.map((column) => column.width),
    width,
  );
  const visible = widths.flatMap((columnWidth, index) => (columnWidth > 0 ? [index] : []));
  const alignments = columns.map((column) => column.alignment);
  const line = (cells: readonly string[], part: 'label' | 'underline' | 'row' = 'row'): string => {
    let text = '';
    visible.forEach((index, position) => {
      const last = position === visible.length - 1;
      const cell = fitCell(cells[index] ?? '', widths[index] ?? 0, alignments[index] ?? 'left', !last);
      const before = position > 0 ? ' ' : '';
      // PowerShell decorates the blank before a label, but not the one before its underline.
      text +=
        part === 'label'
          ? styled(before + cell, header)
          : before + (part === 'row' ? cell : styled(cell, header));
    });
    return text;
  };
  const lines = (cells: readonly string[], part: 'label' | 'row' = 'row'): string[] => {
    const wrapped = visible.map((index) => wrapText(cells[index] ?? '', widths[index] ?? 0));
    const height = Math.max(1, ...wrapped.map((cell) => cell.length));
    const rows: string[] = [];
    for (let row = 0; row < height; row++) {
      const parts: string[] = [];
      visible.forEach((index, position) => {
        parts[index] = wrapped[position]?.[row] ?? '';
      });
      rows.push(row === 0 ? line(parts, part) : line(parts, part).trimEnd());
    }
    return rows;
  };
  return {
    header: () => {
      const labels = columns.map((column) => column.label);
      const underlines = labels.map((label, index) =>
        '-'.repeat(
          Math.max(0, label === '' ? (widths[index] ?? 0) : Math.min(textWidth(label), widths[index] ?? 0)),
        ),
      );
      return visible.length === 0 ? [] : [...lines(labels, 'label'), line(underlines, 'underline')];
    },
    row: (cells, wrap) => (visible.length === 0 ? [] : wrap ? lines(cells) : [line(cells)]),
  };
}

/** Widths that fit `total`: 0 shares what is left, and a column that cannot be shown becomes -1. */
export function fitColumns(wanted: readonly number[], total: number): number[] {
  const widths = [...wanted];
  const open = widths.flatMap((width, index) => (width <= 0 ? [index] : []));
  for (const index of open) widths[index] = MINIMUM_COLUMN;
  let spare = open.length === 0 ? 0 : total - tableWidth(widths);
  for (let turn = 0; spare > 0; turn = (turn + 1) % open.length, spare--) {
    const index = open[turn] ?? 0;
    widths[index] = (widths[index] ?? 0) + 1;
  }
  for (;;) {
    const excess = tableWidth(widths) - total;
    const last = widths.findLastIndex((width) => width > 0);
    if (excess <= 0 || last < 0) return widths;
    const shrunk = (widths[last] ?? 0) - excess;
    widths[last] = shrunk < MINIMUM_COLUMN ? -1 : shrunk;
  }
}

function tableWidth(widths: readonly number[]): number {
  let sum = 0;
  let count = 0;
  for (const width of widths) {
    if (width <= 0) continue;
    sum += width;
    count++;
  }
  return sum + SEPARATOR * Math.max(0, count - 1);
}

/** `value` in exactly `width` cells (unpadded on the right when `pad` is false), its first line only. */
export function fitCell(value: string, width: number, alignment: Alignment, pad: boolean): string {
  const text = firstLine(value);
  const length = textWidth(text);
  if (length > width) return padCell(cutCell(text, width, alignment), width, alignment, pad);
  return padCell(text, width, alignment, pad);
}

function firstLine(value: string): string {
  const lineBreak = value.search(/[\r\n]/);
  return lineBreak < 0 ? value : value.slice(0, lineBreak) + ELLIPSIS;
}

function cutCell(text: string, width: number, alignment: Alignment): string {
  const kept = width - 1;
  if (alignment === 'right') return kept > 0 ? ELLIPSIS + tailOfWidth(text, kept) : tailOfWidth(text, width);
  return kept > 0 ? headOfWidth(text, kept) + ELLIPSIS : headOfWidth(text, width);
}

function padCell(text: string, width: number, alignment: Alignment, pad: boolean): string {
  const missing = Math.max(0, width - textWidth(text));
  if (alignment === 'right') return ' '.repeat(missing) + closedCell(text, '');
  const left = alignment === 'center' ? Math.floor(missing / 2) : 0;
  return ' '.repeat(left) + closedCell(text, pad ? ' '.repeat(missing - left) : '');
}
