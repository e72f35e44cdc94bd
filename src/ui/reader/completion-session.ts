/** Completions on offer: cycled through in the line, chosen from a menu, or only shown. */
import type { Completion, CompletionList } from '../../cmdlet/completion.ts';
import { replace, rewrite } from '../editor/edit.ts';
import { bell, type CompleteMode, type EditorState, type Snapshot } from '../editor/state.ts';

export interface CompletionSession {
  readonly shape: 'cycle' | 'menu' | 'list';
  readonly items: readonly Completion[];
  readonly index: number;
  readonly start: number;
  /** Length of what stands in the line now: the typed text, or the item that replaced it. */
  readonly length: number;
  readonly original: Snapshot;
}

export interface CompletionStep {
  readonly editor: EditorState;
  readonly session: CompletionSession | undefined;
}

/** Begins with what the engine found for the line as it stands. */
export function beginCompletion(
  editor: EditorState,
  found: CompletionList,
  mode: CompleteMode | 'narrow',
): CompletionStep {
  const { items, start, length } = found;
  const [first] = items;
  if (first === undefined) {
    return { editor: mode === 'narrow' ? editor : bell(editor), session: undefined };
  }
  const session: CompletionSession = {
    shape: 'menu',
    items,
    index: 0,
    start,
    length,
    original: { text: editor.text, cursor: editor.cursor },
  };
  if (mode === 'narrow') return { editor, session };
  if (mode === 'list') return { editor, session: { ...session, shape: 'list', index: -1 } };
  if (items.length === 1) {
    return { editor: replace(editor, start, start + length, first.text), session: undefined };
  }
  if (mode === 'menu') return { editor, session };
  if (mode === 'prefix') return commonPrefix(editor, session);
  const index = mode === 'next' ? 0 : items.length - 1;
  const text = items[index]?.text ?? '';
  return {
    editor: replace(editor, start, start + length, text),
    session: { ...session, shape: 'cycle', index, length: text.length },
  };
}

/** Inserts what all items have in common; when that adds nothing, shows them. */
function commonPrefix(editor: EditorState, session: CompletionSession): CompletionStep {
  const { items, start, length } = session;
  const texts = items.map(({ text }) => text);
  let prefix = texts[0] ?? '';
  for (const text of texts) {
    while (!text.toLowerCase().startsWith(prefix.toLowerCase())) prefix = prefix.slice(0, -1);
  }
  if (prefix.length <= length) {
    return { editor: bell(editor), session: { ...session, shape: 'list', index: -1 } };
  }
  return { editor: replace(editor, start, start + length, prefix), session: undefined };
}

/** Moves to another item, around the ends. In the menu only the mark moves. */
export function stepCompletion(
  { editor, session }: { editor: EditorState; session: CompletionSession },
  by: number,
): CompletionStep {
  const count = session.items.length;
  const index = (((session.index + by) % count) + count) % count;
  if (session.shape !== 'cycle') return { editor, session: { ...session, index, shape: 'menu' } };
  const text = session.items[index]?.text ?? '';
  return {
    editor: rewrite(editor, session.start, session.start + session.length, text),
    session: { ...session, index, length: text.length },
  };
}

/** Takes the marked item of the menu into the line. */
export function acceptCompletion(editor: EditorState, session: CompletionSession): EditorState {
  const item = session.items[session.index];
  if (session.shape !== 'menu' || item === undefined) return editor;
  return replace(editor, session.start, session.start + session.length, item.text);
}

/** The line as it was before the first completion. */
export function restoreLine(editor: EditorState, session: CompletionSession): EditorState {
  if (session.shape !== 'cycle') return editor;
  const undo = editor.undo.slice(0, -1);
  return { ...editor, ...session.original, undo, selecting: false };
}
