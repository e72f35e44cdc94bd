import { replace, rewrite } from './edit.ts';
import type { FunctionName } from './function-names.ts';
import { lineEnd, lineStart, type Motion, repeated } from './motion.ts';
import { bell, type EditorFunction, type EditorState, selection, withEffect } from './state.ts';
import { shellWords } from './word.ts';

const KILLS: ReadonlySet<FunctionName> = new Set([
  'KillLine',
  'BackwardKillLine',
  'BackwardKillInput',
  'KillWord',
  'BackwardKillWord',
  'UnixWordRubout',
  'ShellKillWord',
  'ShellBackwardKillWord',
  'KillRegion',
]);

/** Moves a span to the kill ring. Kills in a row make one entry, in the order of the text. */
export function kill(editor: EditorState, start: number, end: number, limit: number): EditorState {
  if (start >= end) return editor;
  const text = editor.text.slice(start, end);
  const { entries, index } = editor.killRing;
  const current = entries[index];
  const joins = editor.previous !== undefined && KILLS.has(editor.previous) && current !== undefined;
  const joined = joins ? (start < editor.cursor ? text + current : current + text) : text;
  const kept = joins ? entries.filter((_, at) => at !== index) : entries;
  const ring = [...kept, joined].slice(-limit);
  return {
    ...replace(editor, start, end, ''),
    killRing: { ...editor.killRing, entries: ring, index: ring.length - 1 },
  };
}

/** Kills from the cursor to where the motion leads. */
export function killing(motion: Motion, opposite?: Motion): EditorFunction {
  return (editor, call) => {
    const other = repeated(editor, call, motion, opposite);
    if (other === editor.cursor) return bell(editor);
    const [start, end] = [Math.min(other, editor.cursor), Math.max(other, editor.cursor)];
    return kill(editor, start, end, call.context.maximumKillRing);
  };
}

/** Deletes from the cursor to where the motion leads; the kill ring does not change. */
export function deleting(motion: Motion, opposite?: Motion): EditorFunction {
  return (editor, call) => {
    const other = repeated(editor, call, motion, opposite);
    if (other === editor.cursor) return bell(editor);
    return replace(editor, Math.min(other, editor.cursor), Math.max(other, editor.cursor), '');
  };
}

/** To the end of the line; at its end, the line break itself. */
export const killLine: EditorFunction = (editor, { context }) => {
  const end = lineEnd(editor.text, editor.cursor);
  const to = end === editor.cursor ? Math.min(end + 1, editor.text.length) : end;
  return to === editor.cursor ? bell(editor) : kill(editor, editor.cursor, to, context.maximumKillRing);
};

export const backwardKillLine: EditorFunction = (editor, { context }) => {
  const start = lineStart(editor.text, editor.cursor);
  const from = start === editor.cursor ? Math.max(0, start - 1) : start;
  return from === editor.cursor ? bell(editor) : kill(editor, from, editor.cursor, context.maximumKillRing);
};

export const killRegion: EditorFunction = (editor, { context }) => {
  const mark = Math.min(editor.mark, editor.text.length);
  const [start, end] = [Math.min(mark, editor.cursor), Math.max(mark, editor.cursor)];
  return kill(editor, start, end, context.maximumKillRing);
};

export const yank: EditorFunction = (editor) => {
  const text = editor.killRing.entries[editor.killRing.index];
  if (text === undefined) return bell(editor);
  const yanked = replace(editor, editor.cursor, editor.cursor, text);
  return { ...yanked, mark: editor.cursor, killRing: { ...editor.killRing, yankStart: editor.cursor } };
};

export const yankPop: EditorFunction = (editor) => {
  const { entries, index, yankStart } = editor.killRing;
  if (editor.previous !== 'Yank' && editor.previous !== 'YankPop') return bell(editor);
  const before = index === 0 ? entries.length - 1 : index - 1;
  const text = entries[before] ?? '';
  return {
    ...rewrite(editor, yankStart, editor.cursor, text),
    killRing: { ...editor.killRing, index: before },
  };
};

/** The first argument of the line before, or the `count`th word (0 is the command; -1 the last word). */
export const yankNthArg: EditorFunction = (editor, { context, count }) => {
  const word = argumentOf(context.history[editor.recall.index - 1], count ?? 1);
  return word === undefined ? bell(editor) : replace(editor, editor.cursor, editor.cursor, word);
};

/** The last argument of the line before; again and again, of ever older lines. A negative count turns round. */
export const yankLastArg: EditorFunction = (editor, { context, count }) => {
  const again = editor.previous === 'YankLastArg';
  const { recall } = editor;
  const step =
    again && count !== undefined && count < 0 ? -recall.argumentStep : again ? recall.argumentStep : -1;
  const index = (again ? recall.argumentIndex : recall.index) + step;
  const word = argumentOf(context.history[index], again ? -1 : (count ?? -1));
  if (word === undefined) return bell(editor);
  const start = again ? editor.killRing.yankStart : editor.cursor;
  const inserted = again ? rewrite(editor, start, editor.cursor, word) : replace(editor, start, start, word);
  return {
    ...inserted,
    killRing: { ...editor.killRing, yankStart: start },
    recall: { ...recall, argumentIndex: index, argumentStep: step },
  };
};

function argumentOf(line: string | undefined, index: number): string | undefined {
  if (line === undefined) return undefined;
  const word = shellWords(line).at(index);
  return word === undefined ? undefined : line.slice(word.start, word.end);
}

export const copy: EditorFunction = (editor) => {
  const span = selection(editor) ?? { start: 0, end: editor.text.length };
  const text = editor.text.slice(span.start, span.end);
  return withEffect({ ...editor, clipboard: text }, { kind: 'copy', text });
};

export const cut: EditorFunction = (editor) => {
  const span = selection(editor);
  if (span === undefined) return bell(editor);
  const text = editor.text.slice(span.start, span.end);
  return withEffect(
    { ...replace(editor, span.start, span.end, ''), clipboard: text },
    { kind: 'copy', text },
  );
};
