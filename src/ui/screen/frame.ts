/** The live part of the screen, drawn from the state alone. */
import { holdsSecret } from '../history/secret-lines.ts';
import type { Preferences } from '../preferences.ts';
import { ghostText, type ReaderState } from '../reader/reader.ts';
import type { ShellState } from '../shell/state.ts';
import { dialogRows, questionText } from './dialog-rows.ts';
import { editorLooks, textLooks } from './highlight.ts';
import { type LineLayout, layoutLine, windowOf, wrapText, wrapWords } from './line-rows.ts';
import { liveViewRows, VIEW_FRAME_ROWS } from './live-view-rows.ts';
import { helpRows, menuRows, suggestionRows } from './panel-rows.ts';
import { duration, progressRows } from './progress-rows.ts';
import { promptRow, rowsAbovePrompt, statusRow } from './prompt-rows.ts';
import { fitted, fittedRow, type Row, segment } from './segment.ts';

export interface Frame {
  readonly rows: readonly Row[];
  readonly cursor: { readonly x: number; readonly y: number } | undefined;
}

const EMPTY: Frame = { rows: [[]], cursor: { x: 0, y: 0 } };
const MAX_PANEL_ROWS = 12;
/** Where half a window has no room for it, a panel is still this high. */
const MIN_PANEL_ROWS = 3;
const MAX_PARTIAL_ROWS = 3;

/** Never taller than the screen less one row: a taller one would wipe what has been printed. */
export function frameOf(state: ShellState, suggestible: readonly string[], preferences: Preferences): Frame {
  const { columns, rows: height, blank, view, dialog } = state;
  if (blank || columns < 4 || height < 3) return EMPTY;
  const room = height - 1;
  if (view !== undefined) return viewFrame(state, view, room, preferences);
  const all = aboveRows(state, columns);
  const above = all.slice(Math.max(0, all.length - Math.max(0, room - 3)));
  if (dialog !== undefined) return stacked(above, dialogLayout(state, preferences), [], room);
  const busy = state.running !== undefined;
  const idleLine = busy && state.reader.editor.text === '' && state.reader.editor.search === undefined;
  if (idleLine) return stacked(above, { rows: [[]], cursorX: 0, cursorY: 0 }, [], room);
  const line = lineLayout(state, suggestible, preferences);
  const own = rowsAbovePrompt(state.status).map((row) => fittedRow(row, columns));
  const besides = above.length + own.length + line.rows.length + 1;
  const panel = panelRows(state, preferences, panelHeight(height, besides));
  const shown = [...above, ...own];
  const foot = preferences.StatusLine && room > 4 ? [statusRow(state.status, columns)] : [];
  return stacked(
    shown.slice(Math.max(0, shown.length - Math.max(0, room - 3))),
    line,
    [...panel, ...foot],
    room,
  );
}

/**
 * A frame is at most half as high as the window: a window that becomes narrower folds each row in two, and what it
 * pushes into the scroll-back by that cannot be erased.
 */
function panelHeight(height: number, besides: number): number {
  const half = Math.max(MIN_PANEL_ROWS, Math.floor(height / 2) - besides);
  return Math.max(0, Math.min(MAX_PANEL_ROWS, half, height - 1 - besides));
}

/** A live view; a question of one of its actions stands at its foot. */
function viewFrame(
  state: ShellState,
  view: NonNullable<ShellState['view']>,
  room: number,
  preferences: Preferences,
): Frame {
  const { dialog, columns } = state;
  if (dialog === undefined) return { rows: liveViewRows(view, columns, room), cursor: undefined };
  const asked = dialogLayout(state, preferences);
  const words = questionText(dialog.question).flatMap(({ text, role }) => wrapWords(text, columns, role));
  const most = Math.max(0, room - asked.rows.length - VIEW_FRAME_ROWS - 1);
  const above = words.slice(0, most);
  const height = room - asked.rows.length - above.length;
  return stacked([...liveViewRows(view, columns, height), ...above], asked, [], room);
}

function stacked(above: readonly Row[], line: LineLayout, below: readonly Row[], room: number): Frame {
  const kept = below.slice(0, Math.max(0, room - above.length - 1));
  const window = windowOf(line.rows, line.cursorY, Math.max(1, room - above.length - kept.length));
  const y = above.length + line.cursorY - window.above;
  return { rows: [...above, ...window.rows, ...kept], cursor: { x: line.cursorX, y } };
}

function aboveRows(state: ShellState, columns: number): Row[] {
  const { partial, progress, queued, running, runningSeconds, stopping } = state;
  const rows: Row[] = [];
  if (partial !== '') rows.push(...wrapText(stripped(partial), columns).slice(-MAX_PARTIAL_ROWS));
  rows.push(...progressRows(progress, columns));
  for (const line of queued.slice(0, 3)) {
    rows.push([segment(fitted(`next: ${shownQueued(line)}`, columns), 'dim')]);
  }
  if (running === undefined || state.dialog !== undefined) return rows;
  if (stopping) rows.push([segment('stopping…', 'warning')]);
  else if (runningSeconds > 0 && progress.length === 0 && partial === '') {
    rows.push([segment(fitted(`running ${duration(runningSeconds)}  Ctrl+C stops`, columns), 'dim')]);
  }
  return rows;
}

/** A waiting line as it may be shown. */
function shownQueued(text: string): string {
  return holdsSecret(text) ? '(a line with a secret)' : text.replaceAll('\n', ' ⏎ ');
}

function stripped(text: string): string {
  return text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '');
}

/** The prompt with the line behind it. */
export function lineLayout(
  state: ShellState,
  suggestible: readonly string[],
  { ContinuationPrompt }: Preferences,
): LineLayout {
  const { reader, status, lastFailed, columns } = state;
  const { editor } = reader;
  const prompt = searchPrompt(reader) ?? promptRow(status, lastFailed);
  return layoutLine(
    {
      prompt: fittedRow(prompt, Math.max(1, columns - 8)),
      continuation: [segment(ContinuationPrompt, 'dim')],
      text: editor.text,
      cursor: editor.cursor,
      look: editorLooks(editor),
      ghost: state.running === undefined ? ghostText(reader, suggestible) : '',
    },
    columns,
  );
}

function searchPrompt({ editor }: ReaderState): Row | undefined {
  const { search } = editor;
  if (search === undefined) return undefined;
  const way = search.backward ? 'bck-i-search' : 'fwd-i-search';
  const failed = search.failed ? 'failed ' : '';
  return [
    segment(`(${failed}${way}: `, search.failed ? 'bad' : 'accent'),
    segment(search.pattern),
    segment('_) ', 'accent'),
  ];
}

function panelRows(state: ShellState, { ShowToolTips }: Preferences, height: number): Row[] {
  const { reader, columns, help, notice } = state;
  const { completion, listed, listIndex, editor } = reader;
  if (help !== undefined) return helpRows(help.title, help.text, columns, height);
  if (notice !== '') return wrapWords(notice, columns, 'accent').slice(0, height);
  if (completion !== undefined)
    return completion.shape === 'cycle' ? [] : menuRows(completion, columns, height, ShowToolTips);
  if (editor.argument !== '') return [[segment(`digit-argument: ${editor.argument}`, 'accent')]];
  if (editor.waiting?.kind === 'chord') return [[segment(`${editor.waiting.first},`, 'dim')]];
  if (editor.waiting?.kind === 'what-is-key') return [[segment('what-is-key: ', 'accent')]];
  if (listed.length > 0) return suggestionRows(listed, listIndex, columns, height);
  return [];
}

function dialogLayout(state: ShellState, { ContinuationPrompt }: Preferences): LineLayout {
  const { dialog, answerReader, columns } = state;
  if (dialog === undefined) return { rows: [], cursorX: 0, cursorY: 0 };
  if (dialog.question.kind !== 'line' || answerReader === undefined) {
    return dialogRows(dialog, state.secretLength, columns);
  }
  const { text, cursor } = answerReader.editor;
  return layoutLine(
    {
      prompt: fittedRow([segment(dialog.question.prompt)], Math.max(1, columns - 8)),
      continuation: [segment(ContinuationPrompt, 'dim')],
      text,
      cursor,
      look: () => ({ role: 'argument', underline: false }),
      ghost: '',
    },
    columns,
  );
}

/** An accepted line as it stays on the screen: not folded by us, so that it is copied whole. */
export function acceptedRows(prompt: Row, continuation: string, text: string): Row[] {
  const look = textLooks(text);
  const rows: Row[] = [];
  let offset = 0;
  for (const [at, line] of text.split('\n').entries()) {
    const parts = [...(at === 0 ? prompt : [segment(continuation, 'dim')])];
    const ahead = parts.length;
    for (const character of line) {
      const { role } = look(offset);
      const last = parts.at(-1);
      if (last !== undefined && last.role === role && parts.length > ahead) {
        parts[parts.length - 1] = { ...last, text: last.text + character };
      } else parts.push(segment(character, role));
      offset += character.length;
    }
    offset++;
    rows.push(parts);
  }
  return rows;
}
