import { insert } from './edit.ts';
import { graphemes, nextBoundary, previousBoundary } from './grapheme.ts';
import { bell, type EditorFunction, type EditorState, type FunctionCall, selection } from './state.ts';
import { matchingBracket, nextWordStart, type Span, shellWords, wordEnd, wordStart } from './word.ts';

export type Motion = (editor: EditorState, call: FunctionCall) => number;

/** Moves the cursor and ends the selection. A count repeats the motion; a negative one runs `opposite`. */
export function moving(motion: Motion, opposite?: Motion): EditorFunction {
  return (editor, call) => {
    const cursor = repeated(editor, call, motion, opposite);
    const moved = { ...editor, cursor, selecting: false };
    return cursor === editor.cursor && !editor.selecting ? bell(moved) : moved;
  };
}

/** Moves the cursor and keeps the other end of the selection where it was. */
export function selecting(motion: Motion, opposite?: Motion): EditorFunction {
  return (editor, call) => {
    const mark = editor.selecting ? editor.mark : editor.cursor;
    const cursor = repeated(editor, call, motion, opposite);
    return { ...editor, cursor, mark, selecting: cursor !== mark };
  };
}

export function repeated(editor: EditorState, call: FunctionCall, motion: Motion, opposite?: Motion): number {
  const count = call.count ?? 1;
  const step = count < 0 ? (opposite ?? motion) : motion;
  let moved = editor;
  for (let left = Math.min(Math.abs(count), 10_000); left > 0; left--) {
    const cursor = step(moved, call);
    if (cursor === moved.cursor) break;
    moved = { ...moved, cursor };
  }
  return moved.cursor;
}

export const charForward: Motion = ({ text, cursor }) => nextBoundary(text, cursor);
export const charBackward: Motion = ({ text, cursor }) => previousBoundary(text, cursor);
export const toWordEnd: Motion = ({ text, cursor }, { context }) =>
  wordEnd(text, cursor, context.wordDelimiters);
export const toNextWord: Motion = ({ text, cursor }, { context }) =>
  nextWordStart(text, cursor, context.wordDelimiters);
export const toWordStart: Motion = ({ text, cursor }, { context }) =>
  wordStart(text, cursor, context.wordDelimiters);

export const toShellWordEnd: Motion = ({ text, cursor }) =>
  shellWords(text).find(({ end }) => end > cursor)?.end ?? text.length;
export const toNextShellWord: Motion = ({ text, cursor }) =>
  shellWords(text).find(({ start }) => start > cursor)?.start ?? text.length;
export const toShellWordStart: Motion = ({ text, cursor }) =>
  shellWords(text).findLast(({ start }) => start < cursor)?.start ?? 0;

export function lineStart(text: string, cursor: number): number {
  return cursor === 0 ? 0 : text.lastIndexOf('\n', cursor - 1) + 1;
}

export function lineEnd(text: string, cursor: number): number {
  const end = text.indexOf('\n', cursor);
  return end < 0 ? text.length : end;
}

/** The start of this line; from there, of the whole input. */
export const toLineStart: Motion = ({ text, cursor }) => {
  const start = lineStart(text, cursor);
  return start === cursor ? 0 : start;
};

/** The end of this line; from there, of the whole input. */
export const toLineEnd: Motion = ({ text, cursor }) => {
  const end = lineEnd(text, cursor);
  return end === cursor ? text.length : end;
};

export const toFirstNonBlank: Motion = ({ text, cursor }) => {
  const start = lineStart(text, cursor);
  return start + (/^[ \t]*/.exec(text.slice(start))?.[0].length ?? 0);
};

/** One character on; at the end of the line, the suggested text becomes typed. */
export const forwardChar: EditorFunction = (editor, call) => {
  const suggestion = endSuggestion(editor, call);
  if (suggestion !== undefined) return insert(editor, suggestion);
  return moving(charForward, charBackward)(editor, call);
};

export const forwardWord: EditorFunction = (editor, call) => {
  if (endSuggestion(editor, call) !== undefined) return acceptNextSuggestionWord(editor, call);
  return moving(toWordEnd, toWordStart)(editor, call);
};

export const nextWord: EditorFunction = (editor, call) => {
  if (endSuggestion(editor, call) !== undefined) return acceptNextSuggestionWord(editor, call);
  return moving(toNextWord, toWordStart)(editor, call);
};

export const endOfLine: EditorFunction = (editor, call) => {
  const suggestion = endSuggestion(editor, call);
  if (suggestion !== undefined) return insert(editor, suggestion);
  return moving(toLineEnd)(editor, call);
};

export const acceptSuggestion: EditorFunction = (editor, { context }) => {
  const suggestion = context.suggestion(editor.text);
  if (suggestion === undefined) return bell(editor);
  return insert({ ...editor, cursor: editor.text.length, selecting: false }, suggestion);
};

export const acceptNextSuggestionWord: EditorFunction = (editor, { context }) => {
  const suggestion = context.suggestion(editor.text);
  if (suggestion === undefined) return bell(editor);
  const whole = editor.text + suggestion;
  const end = wordEnd(whole, editor.text.length, context.wordDelimiters);
  return insert(
    { ...editor, cursor: editor.text.length, selecting: false },
    whole.slice(editor.text.length, end),
  );
};

function endSuggestion(editor: EditorState, call: FunctionCall): string | undefined {
  if (editor.cursor !== editor.text.length || (call.count ?? 1) < 0) return undefined;
  return call.context.suggestion(editor.text);
}

/** A line up or down, at the column where the walk began; undefined at the first or last line. */
export function verticalMove(editor: EditorState, step: number, keepGoal: boolean): EditorState | undefined {
  const { text, cursor } = editor;
  const start = lineStart(text, cursor);
  const column = (keepGoal ? editor.goalColumn : undefined) ?? graphemes(text.slice(start, cursor)).length;
  const from = step < 0 ? start - 1 : lineEnd(text, cursor) + 1;
  if (from < 0 || from > text.length) return undefined;
  const target = step < 0 ? lineStart(text, from) : from;
  const line = graphemes(text.slice(target, lineEnd(text, target)));
  return {
    ...editor,
    cursor: target + line.slice(0, column).join('').length,
    selecting: false,
    goalColumn: column,
  };
}

export const gotoBrace: EditorFunction = (editor, { context }) => {
  const { text, cursor } = editor;
  const found = matchingBracket(text, cursor, context.opaque(text));
  return found === undefined ? bell(editor) : { ...editor, cursor: found, selecting: false };
};

/** Finds the `count`th `character` from the cursor. */
export function searchCharacter(
  editor: EditorState,
  character: string,
  backward: boolean,
  count: number,
): EditorState {
  let at = editor.cursor;
  for (let left = Math.max(1, count); left > 0; left--) {
    at = backward
      ? at === 0
        ? -1
        : editor.text.lastIndexOf(character, at - 1)
      : editor.text.indexOf(character, at + 1);
    if (at < 0) return bell(editor);
  }
  return { ...editor, cursor: at, selecting: false };
}

/** Selects the next argument of the command line, beginning again after the last one. */
export const selectCommandArgument: EditorFunction = (editor) => {
  const words = shellWords(editor.text);
  const args: Span[] = words.filter(({ start }, at) => {
    const before = words[at - 1];
    const afterCommand =
      before !== undefined && !/^[|;({]$/.test(editor.text.slice(before.start, before.end));
    return afterCommand && !/[-|;,(){}]/.test(editor.text[start] ?? '');
  });
  const from = selection(editor)?.end ?? editor.cursor;
  const next = args.find(({ start }) => start >= from) ?? args[0];
  if (next === undefined) return bell(editor);
  return { ...editor, mark: next.start, cursor: next.end, selecting: true };
};
