import { nextBoundary, previousBoundary } from './grapheme.ts';
import { bell, type EditorFunction, type EditorState, selection } from './state.ts';
import { matchingBracket } from './word.ts';

const MAX_UNDO = 1000;
const INDENT = '    ';
/** No line is longer than a script may be, in UTF-16 units. */
export const MAX_TEXT = 16 * 1024 * 1024;

/** Replaces a span and remembers the line as it was. */
export function replace(editor: EditorState, start: number, end: number, text: string): EditorState {
  return rewrite(remember(editor), start, end, text);
}

/** Replaces a span as part of the edit before it: one undo takes both back. */
export function rewrite(editor: EditorState, start: number, end: number, text: string): EditorState {
  if (editor.text.length - (end - start) + text.length > MAX_TEXT) return bell(editor);
  const cursor = start + text.length;
  return {
    ...editor,
    text: editor.text.slice(0, start) + text + editor.text.slice(end),
    cursor,
    selecting: false,
    mark: editor.mark > start ? Math.max(start, editor.mark + text.length - (end - start)) : editor.mark,
  };
}

export function remember(editor: EditorState): EditorState {
  const undo = editor.undo.length >= MAX_UNDO ? editor.undo.slice(1) : editor.undo;
  return { ...editor, undo: [...undo, { text: editor.text, cursor: editor.cursor }], redo: [] };
}

/** Puts text in at the cursor, in place of what is selected. */
export function insert(editor: EditorState, text: string): EditorState {
  const span = selection(editor) ?? { start: editor.cursor, end: editor.cursor };
  return replace(editor, span.start, span.end, text);
}

/**
 * Typed characters. A word and the space before it are one edit, so that undo takes back what a person
 * thinks of as one.
 */
export const selfInsert: EditorFunction = (editor, { key, count }) => {
  if (key.text === '') return bell(editor);
  const text = key.text.repeat(Math.max(0, Math.min(count ?? 1, 10_000)));
  const outdented = outdent(editor, text);
  if (outdented !== undefined) return outdented;
  const before = editor.text[editor.cursor - 1] ?? ' ';
  const startsWord = /\s/.test(before) && !/\s/.test(text);
  const joins = editor.previous === 'SelfInsert' && !startsWord && selection(editor) === undefined;
  if (!joins) return insert(editor, text);
  return rewrite(editor, editor.cursor, editor.cursor, text);
};

export const backwardDeleteChar: EditorFunction = (editor, { count = 1 }) => {
  const span = selection(editor);
  if (span !== undefined) return replace(editor, span.start, span.end, '');
  let start = editor.cursor;
  for (let left = count; left > 0 && start > 0; left--) start = previousBoundary(editor.text, start);
  return start === editor.cursor ? bell(editor) : replace(editor, start, editor.cursor, '');
};

export const deleteChar: EditorFunction = (editor, { count = 1 }) => {
  const span = selection(editor);
  if (span !== undefined) return replace(editor, span.start, span.end, '');
  let end = editor.cursor;
  for (let left = count; left > 0 && end < editor.text.length; left--) end = nextBoundary(editor.text, end);
  if (end === editor.cursor) return bell(editor);
  return { ...replace(editor, editor.cursor, end, '') };
};

export const undo: EditorFunction = (editor) => {
  const last = editor.undo.at(-1);
  if (last === undefined) return bell(editor);
  return {
    ...editor,
    ...last,
    selecting: false,
    undo: editor.undo.slice(0, -1),
    redo: [...editor.redo, { text: editor.text, cursor: editor.cursor }],
  };
};

export const redo: EditorFunction = (editor) => {
  const next = editor.redo.at(-1);
  if (next === undefined) return bell(editor);
  return {
    ...editor,
    ...next,
    selecting: false,
    redo: editor.redo.slice(0, -1),
    undo: [...editor.undo, { text: editor.text, cursor: editor.cursor }],
  };
};

/** All edits back to the line as it began. */
export const undoAll: EditorFunction = (editor) => {
  const first = editor.undo[0];
  if (first === undefined) return bell(editor);
  return { ...editor, ...first, selecting: false, undo: [], redo: [] };
};

/** Empties the line; Undo brings it back. */
export const revertLine: EditorFunction = (editor) =>
  editor.text === '' ? bell(editor) : replace(editor, 0, editor.text.length, '');

/** Swaps the characters around the cursor, as Emacs does. */
export const swapCharacters: EditorFunction = (editor) => {
  const { text } = editor;
  const end = editor.cursor === text.length ? text.length : nextBoundary(text, editor.cursor);
  const middle = previousBoundary(text, end);
  const start = previousBoundary(text, middle);
  if (start === middle) return bell(editor);
  return replace(editor, start, end, text.slice(middle, end) + text.slice(start, middle));
};

/** A new line, with the indentation of the one the cursor is in, and one step more behind an open bracket. */
export const addLine: EditorFunction = (editor) => {
  const opens = /[{(]$/.test(editor.text.slice(0, editor.cursor).trimEnd());
  return insert(editor, `\n${indentation(editor)}${opens ? INDENT : ''}`);
};

/** A closing bracket that begins a line goes below the line that opened it. */
function outdent(editor: EditorState, bracket: string): EditorState | undefined {
  const { text, cursor } = editor;
  const start = text.lastIndexOf('\n', cursor - 1) + 1;
  const closes = /^[})]$/.test(bracket) && /^[ \t]+$/.test(text.slice(start, cursor));
  if (!closes || selection(editor) !== undefined) return undefined;
  const closed = text.slice(0, cursor) + bracket;
  const open = matchingBracket(closed, cursor, () => false);
  if (open === undefined) return undefined;
  const indent = indentation({ ...editor, cursor: open });
  return indent.length < cursor - start ? replace(editor, start, cursor, indent + bracket) : undefined;
}

export const insertLineBelow: EditorFunction = (editor) => {
  const end = editor.text.indexOf('\n', editor.cursor);
  const at = end < 0 ? editor.text.length : end;
  return replace(editor, at, at, `\n${indentation(editor)}`);
};

export const insertLineAbove: EditorFunction = (editor) => {
  const start = editor.text.lastIndexOf('\n', editor.cursor - 1) + 1;
  const indent = indentation(editor);
  const inserted = replace(editor, start, start, `${indent}\n`);
  return { ...inserted, cursor: start + indent.length };
};

function indentation(editor: EditorState): string {
  const start = editor.text.lastIndexOf('\n', editor.cursor - 1) + 1;
  const match = /^[ \t]*/.exec(editor.text.slice(start, editor.cursor));
  return match?.[0] ?? '';
}
