import type { ViewColumn, ViewRow } from '../../cmdlet/terminal.ts';
import { type LiveViewState, type ShownRow, shownRows } from '../view/live-view-state.ts';
import { windowOf } from './line-rows.ts';
import { cellsOf, fitted, fittedRow, padded, type Row, type Segment, segment } from './segment.ts';
import type { Role } from './theme.ts';

/** Rows of a live view that are not its body: title, header, foot. */
export const VIEW_FRAME_ROWS = 4;

const TONE: Readonly<Record<ViewRow['tone'], Role>> = {
  plain: 'argument',
  good: 'good',
  warning: 'warning',
  bad: 'bad',
  dim: 'dim',
};

/** A live view over the whole screen: exactly `height` rows. */
export function liveViewRows(state: LiveViewState, columns: number, height: number): Row[] {
  const { view, data } = state;
  const bodyHeight = Math.max(1, height - VIEW_FRAME_ROWS);
  const summary = data.summary === '' ? '' : `  ${data.summary}`;
  const title: Row = fittedRow([segment(view.title, 'prompt'), segment(summary, 'dim')], columns);
  const header =
    view.shape === 'text'
      ? [segment('─'.repeat(columns), 'dim')]
      : [segment(padded(headerText(view.columns, columns), columns), 'dim')];
  const body =
    view.shape === 'text' ? textRows(state, columns, bodyHeight) : tableRows(state, columns, bodyHeight);
  while (body.length < bodyHeight) body.push([]);
  const rows = [title, header, ...body, noticeRow(state, columns), footRow(state, columns)];
  return rows.slice(-Math.max(1, height));
}

function textRows({ data, top }: LiveViewState, columns: number, height: number): Row[] {
  return data.text
    .split('\n')
    .slice(top, top + height)
    .map((line) => [segment(fitted(line.replace(/\u001b\[[0-9;]*m/g, ''), columns), 'argument')]);
}

function tableRows(state: LiveViewState, columns: number, height: number): Row[] {
  const rows = shownRows(state);
  if (rows.length === 0) {
    const empty = state.filter === '' ? 'Nothing to show.' : `Nothing matches ${state.filter}.`;
    return [[segment(empty, 'dim')]];
  }
  const at = rows.findIndex(({ row }) => row.id === state.selectedId);
  const shown = windowOf(rows, Math.max(0, at), height);
  return shown.rows.map((row) => bodyRow(state, row, columns));
}

function bodyRow(state: LiveViewState, { row, depth, hasChildren, open }: ShownRow, columns: number): Row {
  const marked = row.id === state.selectedId;
  const widths = columnWidths(state.view.columns, columns);
  const sign =
    state.view.shape === 'tree' ? `${'  '.repeat(depth)}${hasChildren ? (open ? '▾ ' : '▸ ') : '  '}` : '';
  const parts: Segment[] = [];
  for (const [at, { align }] of state.view.columns.entries()) {
    const width = widths[at] ?? 0;
    if (width <= 0) continue;
    const cell = at === 0 ? sign + (row.cells[0] ?? '') : (row.cells[at] ?? '');
    const text = padded(cell, width, align) + (at === widths.length - 1 ? '' : ' ');
    const role = at === 0 && row.tone === 'plain' ? 'argument' : TONE[row.tone];
    parts.push(segment(text, marked ? 'selected' : role));
  }
  return fittedRow(parts, columns);
}

function headerText(columns: readonly ViewColumn[], cells: number): string {
  const widths = columnWidths(columns, cells);
  return columns
    .map(({ header, align }, at) => ({ header, align, width: widths[at] ?? 0 }))
    .filter(({ width }) => width > 0)
    .map(({ header, align, width }) => padded(header, width, align))
    .join(' ');
}

/** What a column of width 0 gets at least, unless it is alone. */
const MIN_OPEN_CELLS = 16;

/**
 * Fixed columns keep their width; columns of width 0 share what is left. Where that is too little to read, the
 * last fixed columns are left out: their width is 0.
 */
function columnWidths(columns: readonly ViewColumn[], cells: number): number[] {
  const open = columns.filter(({ width }) => width === 0).length;
  const shown = new Set(columns.keys());
  const left = (): number =>
    [...shown].reduce((rest, at) => rest - (columns[at]?.width ?? 0), cells - (shown.size - 1));
  for (let at = columns.length - 1; at > 0 && left() < open * MIN_OPEN_CELLS; at--)
    if (open > 0 && columns[at]?.width !== 0) shown.delete(at);
  const share = open === 0 ? 0 : Math.max(8, Math.floor(left() / open));
  return columns.map(({ width }, at) => (width === 0 ? share : shown.has(at) ? width : 0));
}

function noticeRow({ notice, filtering, filter, confirming, data }: LiveViewState, columns: number): Row {
  if (confirming !== undefined) {
    const row = data.rows.find(({ id }) => id === confirming.rowId);
    const question = (confirming.action.confirm ?? '').replace('{name}', row?.cells[0] ?? '');
    return fittedRow([segment(`${question} [y/N] `, 'warning')], columns);
  }
  if (filtering)
    return fittedRow([segment('/', 'accent'), segment(filter, 'argument'), segment('▏', 'accent')], columns);
  if (notice !== undefined) return [segment(fitted(notice.text, columns), notice.bad ? 'bad' : 'good')];
  return filter === '' ? [] : [segment(fitted(`filter: ${filter}   Esc clears it`, columns), 'warning')];
}

function footRow({ view }: LiveViewState, columns: number): Row {
  const keys: [string, string][] = [
    ...(view.shape === 'tree' ? ([['←→', 'fold']] as [string, string][]) : []),
    ...(view.shape === 'text' ? [] : ([['/', 'filter']] as [string, string][])),
    ['q', 'leave'],
    ...view.actions.map(({ key, label }): [string, string] => [key, label]),
  ];
  const parts: Segment[] = [];
  let used = 0;
  for (const [key, label] of keys) {
    const cells = cellsOf(key) + cellsOf(label) + 4;
    if (used + cells > columns) break;
    used += cells;
    parts.push(segment(` ${key} `, 'selected'), segment(` ${label} `, 'dim'));
  }
  return parts;
}
