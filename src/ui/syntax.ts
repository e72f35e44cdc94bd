/** What the line editor needs to know of a text, from the shell's own parser. */
import { parse } from '../language/parse.ts';
import type { ParseError } from '../language/parse-error.ts';
import type { Token } from '../language/token.ts';

export interface Syntax {
  readonly tokens: readonly Token[];
  readonly errors: readonly ParseError[];
  /** More lines are needed before this can run. */
  readonly incomplete: boolean;
}

/** Longer inputs are not coloured while they are typed, in UTF-16 units. */
const MAX_COLOURED = 200_000;
const EMPTY: Syntax = { tokens: [], errors: [], incomplete: false };

let lastText = '';
let last = EMPTY;

/** The last text is remembered: a key asks for the same one several times. */
export function syntaxOf(text: string): Syntax {
  if (text === lastText) return last;
  lastText = text;
  last = text.trim() === '' || text.length > MAX_COLOURED ? EMPTY : analyse(text);
  return last;
}

function analyse(text: string): Syntax {
  const { tokens, errors } = parse(text);
  return { tokens, errors, incomplete: errors[0]?.incomplete === true };
}

/** Which offsets are inside strings and comments, where brackets mean nothing. */
export function opaqueOffsets(text: string): (offset: number) => boolean {
  const spans = syntaxOf(text).tokens.filter(({ kind }) => kind === 'string' || kind === 'comment');
  return (offset) => spans.some(({ start, end }) => offset >= start && offset < end);
}
