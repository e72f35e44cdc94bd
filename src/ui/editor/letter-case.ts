import { replace } from './edit.ts';
import { graphemes, nextBoundary } from './grapheme.ts';
import { bell, type EditorFunction } from './state.ts';
import { wordEnd } from './word.ts';

/** Rewrites the rest of this word, or the next word, and moves behind it. */
export function recasing(change: (word: string) => string): EditorFunction {
  return (editor, { context }) => {
    const end = wordEnd(editor.text, editor.cursor, context.wordDelimiters);
    if (end === editor.cursor) return bell(editor);
    const gap = /^[^\p{L}\p{N}]*/u.exec(editor.text.slice(editor.cursor, end))?.[0] ?? '';
    const start = editor.cursor + gap.length;
    return replace(editor, editor.cursor, end, gap + change(editor.text.slice(start, end)));
  };
}

export function capitalized(word: string): string {
  const [first = '', ...others] = graphemes(word);
  return first.toUpperCase() + others.join('').toLowerCase();
}

export const invertCase: EditorFunction = (editor) => {
  const end = nextBoundary(editor.text, editor.cursor);
  if (end === editor.cursor) return bell(editor);
  const character = editor.text.slice(editor.cursor, end);
  const upper = character.toUpperCase();
  return replace(editor, editor.cursor, end, character === upper ? character.toLowerCase() : upper);
};
