import type { Clock } from '../base/clock.ts';
import { type Decoration, stripDecoration } from './decoration.ts';
import type { FormatContent, FormatEntry, FormatShape } from './format-record.ts';
import { layOutList } from './list-layout.ts';
import { layOutTable, type TableColumn, type TableLayout } from './table-layout.ts';
import { textWidth } from './text-width.ts';
import { wrapText } from './wrap.ts';

/** Where and how wide format records are printed. */
export interface RenderTarget {
  /** Terminal cells of a line. */
  readonly width: number;
  /** Lines of the screen, for a repeated header. */
  readonly height: number;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** What becomes of escape sequences of formatted objects; text that is no object prints as it is. */
  readonly decoration: Decoration;
  line(text: string, goesOn?: boolean): void;
}

export interface Renderer {
  take(content: FormatContent): void;
  /** Prints what is still held back, and closes what was left open. */
  end(): void;
}

/** Column widths are fitted to the objects of the first 300 ms, as PowerShell does, and to no more than these. */
const FIT_MS = 300;
const FIT_OBJECTS = 10_000;

interface OpenGroup {
  /** Contents held back until the widths are known; undefined once they are. */
  held: FormatContent[] | undefined;
  heldSinceMs: number;
  table: TableLayout | undefined;
  wide: { readonly columns: number; readonly width: number; readonly pending: string[] } | undefined;
  rows: number;
}

/** Turns format records into lines. */
export function createRenderer(target: RenderTarget): Renderer {
  let shape: FormatShape | undefined;
  let group: OpenGroup | undefined;
  const formatted: RenderTarget =
    target.decoration === 'strip'
      ? { ...target, line: (text) => target.line(stripDecoration(text)) }
      : target;

  const print = (content: FormatContent): void => {
    if (content.kind === 'text')
      for (const [at, line] of content.lines.entries()) target.line(line, at < content.lines.length - 1);
    if (content.kind === 'entry' && shape && group) printEntry(formatted, shape, group, content.entry);
  };
  const release = (): void => {
    const held = group?.held;
    if (!group || !held || !shape) return;
    group.held = undefined;
    openGroup(formatted, shape, group, held);
    for (const content of held) print(content);
  };
  const closeGroup = (): void => {
    release();
    if (group?.wide && group.wide.pending.length > 0) flushWide(formatted, group.wide);
    group = undefined;
  };
  const closeShape = (): void => {
    if (!shape) return;
    closeGroup();
    if (shape.kind === 'table' || shape.kind === 'wide') target.line('');
    shape = undefined;
  };
  return {
    take(content) {
      switch (content.kind) {
        case 'start':
          closeShape();
          shape = content.shape;
          return;
        case 'group-start':
          if (!shape) return;
          closeGroup();
          if (content.heading.length > 0) target.line('');
          for (const line of content.heading) target.line(line);
          group = newGroup(target.clock);
          if (!waitsForWidths(shape)) release();
          return;
        case 'group-end':
          closeGroup();
          return;
        case 'end':
          closeShape();
          return;
        case 'entry':
        case 'text':
          if (!group?.held) {
            print(content);
            return;
          }
          group.held.push(content);
          if (shape && isFitted(shape, group, target.clock)) release();
      }
    },
    end: closeShape,
  };
}

function newGroup(clock: RenderTarget['clock']): OpenGroup {
  return { held: [], heldSinceMs: clock.monotonicMs(), table: undefined, wide: undefined, rows: 0 };
}

function waitsForWidths(shape: FormatShape): boolean {
  return shape.kind === 'table' ? shape.fit !== 'none' : shape.kind === 'wide' && shape.columns === 0;
}

function isFitted(shape: FormatShape, group: OpenGroup, clock: RenderTarget['clock']): boolean {
  if (shape.kind !== 'table' || shape.fit !== 'first') return false;
  const count = group.held?.length ?? 0;
  return count >= FIT_OBJECTS || clock.monotonicMs() - group.heldSinceMs > FIT_MS;
}

function openGroup(
  target: RenderTarget,
  shape: FormatShape,
  group: OpenGroup,
  held: readonly FormatContent[],
): void {
  target.line('');
  if (shape.kind === 'table') {
    const columns = shape.fit === 'none' ? shape.columns : fittedColumns(shape.columns, held);
    group.table = layOutTable(columns, target.width, target.decoration);
    if (!shape.hideHeader) for (const line of group.table.header()) target.line(line);
  } else if (shape.kind === 'wide') {
    group.wide = { ...wideColumns(shape.columns, held, target.width), pending: [] };
  }
}

function fittedColumns(columns: readonly TableColumn[], held: readonly FormatContent[]): TableColumn[] {
  const widths = columns.map((column) => textWidth(column.label));
  for (const content of held) {
    if (content.kind !== 'entry' || content.entry.kind !== 'cells') continue;
    content.entry.cells.forEach((cell, index) => {
      const width = cellWidth(cell);
      if (width > (widths[index] ?? 0)) widths[index] = width;
    });
  }
  return columns.map((column, index) => ({ ...column, width: widths[index] ?? 0 }));
}

/** Line breaks inside a cell take a place each, as in PowerShell's own fitting. */
function cellWidth(cell: string): number {
  const lines = cell.split('\n');
  return lines.reduce((sum, line) => sum + textWidth(line), lines.length - 1);
}

function wideColumns(
  columns: number,
  held: readonly FormatContent[],
  width: number,
): { columns: number; width: number } {
  if (columns > 0) return { columns, width: Math.max(1, Math.floor((width - (columns - 1)) / columns)) };
  let widest = 1;
  for (const content of held) {
    if (content.kind === 'entry' && content.entry.kind === 'item') {
      widest = Math.max(widest, textWidth(content.entry.text));
    }
  }
  return { columns: Math.max(1, Math.floor((width + 1) / (widest + 1))), width: Math.min(widest, width) };
}

function printEntry(target: RenderTarget, shape: FormatShape, group: OpenGroup, entry: FormatEntry): void {
  switch (entry.kind) {
    case 'cells':
      if (shape.kind === 'table') printRow(target, shape.repeatHeader, group, entry);
      return;
    case 'item':
      if (!group.wide) return;
      group.wide.pending.push(entry.text);
      if (group.wide.pending.length >= group.wide.columns) flushWide(target, group.wide);
      return;
    case 'fields':
      for (const line of layOutList(entry.fields, target.width, target.decoration)) target.line(line);
      target.line('');
      return;
    case 'lines':
      for (const { indent, text } of entry.lines) {
        for (const line of wrapText(text, target.width - indent)) {
          target.line(line === '' ? '' : ' '.repeat(indent) + line);
        }
      }
      target.line('');
  }
}

function printRow(
  target: RenderTarget,
  repeatHeader: boolean,
  group: OpenGroup,
  entry: Extract<FormatEntry, { kind: 'cells' }>,
): void {
  if (!group.table) return;
  if (repeatHeader && group.rows > 0 && group.rows % Math.max(1, target.height - 4) === 0) {
    target.line('');
    for (const line of group.table.header()) target.line(line);
  }
  for (const line of group.table.row(entry.cells, entry.wrap)) target.line(line);
  group.rows++;
}

function flushWide(
  target: RenderTarget,
  wide: { readonly columns: number; readonly width: number; readonly pending: string[] },
): void {
  const columns = wide.pending.map((): TableColumn => ({ label: '', alignment: 'left', width: wide.width }));
  for (const line of layOutTable(columns, target.width, target.decoration).row(wide.pending, false))
    target.line(line);
  wide.pending.length = 0;
}
