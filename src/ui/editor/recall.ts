/** Going through the history: line by line, by prefix, and interactively. */
import { remember } from './edit.ts';
import { verticalMove } from './motion.ts';
import {
  bell,
  type EditorContext,
  type EditorFunction,
  type EditorState,
  type FunctionCall,
} from './state.ts';

/** Shows the history line `index`; the history's length is the user's own line. */
function show(editor: EditorState, index: number, history: readonly string[], cursor?: number): EditorState {
  const { recall } = editor;
  const saved = recall.index === history.length ? { text: editor.text, cursor: editor.cursor } : recall.saved;
  const own = index === history.length;
  const text = own ? (saved?.text ?? '') : (history[index] ?? '');
  return {
    ...remember(editor),
    text,
    cursor: Math.min(cursor ?? text.length, text.length),
    selecting: false,
    recall: { ...recall, index, saved: own ? undefined : saved },
  };
}

function step(editor: EditorState, history: readonly string[], by: number): EditorState {
  const index = Math.max(0, Math.min(history.length, editor.recall.index + by));
  return index === editor.recall.index ? bell(editor) : show(editor, index, history);
}

export const previousHistory: EditorFunction = (editor, { context, count = 1 }) =>
  step(editor, context.history, -count);

export const nextHistory: EditorFunction = (editor, { context, count = 1 }) =>
  step(editor, context.history, count);

export const beginningOfHistory: EditorFunction = (editor, { context }) =>
  step(editor, context.history, -context.history.length);

export const endOfHistory: EditorFunction = (editor, { context }) =>
  step(editor, context.history, context.history.length);

const VERTICAL = new Set(['PreviousLine', 'NextLine']);

export const previousLine: EditorFunction = (editor, call) =>
  vertical(editor, call, -1) ?? previousHistory(editor, call);

export const nextLine: EditorFunction = (editor, call) =>
  vertical(editor, call, 1) ?? nextHistory(editor, call);

function vertical(
  editor: EditorState,
  { count = 1 }: FunctionCall,
  direction: number,
): EditorState | undefined {
  const keepGoal = editor.previous !== undefined && VERTICAL.has(editor.previous);
  const by = Math.sign(count) * direction;
  let moved = verticalMove(editor, by, keepGoal);
  for (let left = Math.abs(count) - 1; left > 0 && moved !== undefined; left--) {
    moved = verticalMove(moved, by, true) ?? moved;
  }
  return moved;
}

const PREFIX_SEARCHES = new Set(['HistorySearchBackward', 'HistorySearchForward']);

/** The next older line that begins as the line does up to the cursor. */
export const historySearchBackward: EditorFunction = (editor, { context }) =>
  searchPrefix(editor, context, -1);

export const historySearchForward: EditorFunction = (editor, { context }) => searchPrefix(editor, context, 1);

function searchPrefix(
  editor: EditorState,
  { history, historySearch: { toEnd, caseSensitive } }: EditorContext,
  by: number,
): EditorState {
  const compared = (text: string): string => (caseSensitive ? text : text.toLowerCase());
  const goesOn = editor.previous !== undefined && PREFIX_SEARCHES.has(editor.previous);
  const prefix = goesOn ? editor.recall.prefix : editor.text.slice(0, editor.cursor);
  const wanted = compared(prefix);
  const started = { ...editor, recall: { ...editor.recall, prefix } };
  for (let index = editor.recall.index + by; index >= 0 && index < history.length; index += by) {
    const line = history[index] ?? '';
    if (!compared(line).startsWith(wanted) || line === editor.text) continue;
    return show(started, index, history, prefix === '' || toEnd ? undefined : prefix.length);
  }
  const own = editor.recall.saved;
  if (by > 0 && own !== undefined) return show(started, history.length, history, own.cursor);
  return bell(started);
}
