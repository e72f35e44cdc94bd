import { chordName, type KeyEvent } from '../keys/key.ts';
import { previousBoundary } from './grapheme.ts';
import {
  bell,
  type EditorContext,
  type EditorFunction,
  type EditorState,
  type IncrementalSearch,
} from './state.ts';

export const reverseSearchHistory: EditorFunction = (editor, { context }) => start(editor, context, true);
export const forwardSearchHistory: EditorFunction = (editor, { context }) => start(editor, context, false);

function start(editor: EditorState, { history }: EditorContext, backward: boolean): EditorState {
  return {
    ...editor,
    selecting: false,
    search: {
      backward,
      pattern: '',
      index: backward ? history.length : -1,
      failed: false,
      original: { text: editor.text, cursor: editor.cursor },
    },
  };
}

/**
 * A key while the search is open. Keys that the search does not know end it, with the found line in the
 * editor, and are then run as usual: that is `undefined`.
 */
export function searchKey(
  editor: EditorState,
  search: IncrementalSearch,
  key: KeyEvent,
  context: EditorContext,
): EditorState | undefined {
  const bound = context.binding(chordName(key));
  if (bound === 'ReverseSearchHistory' || bound === 'ForwardSearchHistory') {
    const backward = bound === 'ReverseSearchHistory';
    return find(editor, { ...search, backward }, context, backward ? search.index - 1 : search.index + 1);
  }
  if (bound === 'Abort' || bound === 'CopyOrCancelLine') {
    return { ...editor, ...search.original, search: undefined };
  }
  if (key.name === 'Escape') return ended(editor, context);
  if (bound === 'BackwardDeleteChar') {
    const pattern = search.pattern.slice(0, previousBoundary(search.pattern, search.pattern.length));
    if (pattern === '') return start({ ...editor, ...search.original }, context, search.backward);
    const from = search.backward ? context.history.length - 1 : 0;
    return find(editor, { ...search, pattern }, context, from);
  }
  if (key.text === '') return undefined;
  const pattern = search.pattern + key.text;
  const from = search.failed ? search.index : Math.max(0, Math.min(search.index, context.history.length - 1));
  return find(editor, { ...search, pattern }, context, from);
}

/** Leaves the search with the found line in the editor. */
export function ended(editor: EditorState, { history }: EditorContext): EditorState {
  const { search } = editor;
  if (search === undefined) return editor;
  const found = history[search.index] !== undefined && search.pattern !== '';
  return {
    ...editor,
    search: undefined,
    undo: found ? [...editor.undo, search.original] : editor.undo,
    recall: found ? { ...editor.recall, index: search.index, saved: search.original } : editor.recall,
  };
}

function find(
  editor: EditorState,
  search: IncrementalSearch,
  { history }: EditorContext,
  from: number,
): EditorState {
  const pattern = search.pattern.toLowerCase();
  if (pattern === '') return { ...editor, search };
  const by = search.backward ? -1 : 1;
  for (let index = from; index >= 0 && index < history.length; index += by) {
    const line = history[index] ?? '';
    const at = search.backward
      ? line.toLowerCase().lastIndexOf(pattern)
      : line.toLowerCase().indexOf(pattern);
    const same = line === editor.text && index !== search.index;
    if (at < 0 || same) continue;
    return { ...editor, text: line, cursor: at, search: { ...search, index, failed: false } };
  }
  return bell({ ...editor, search: { ...search, failed: true } });
}
