/** Which look each character of a line has: from the parser's tokens, its errors, brackets and the selection. */

import type { TokenKind } from '../../language/token.ts';
import { type EditorState, selection } from '../editor/state.ts';
import { matchingBracket } from '../editor/word.ts';
import { opaqueOffsets, syntaxOf } from '../syntax.ts';
import type { Look } from './line-rows.ts';
import type { Role } from './theme.ts';

const ROLE_OF: Readonly<Record<TokenKind, Role>> = {
  comment: 'comment',
  keyword: 'keyword',
  command: 'command',
  parameter: 'parameter',
  argument: 'argument',
  string: 'string',
  variable: 'variable',
  number: 'number',
  operator: 'operator',
  type: 'type',
  member: 'member',
  attribute: 'type',
  label: 'keyword',
  punctuation: 'operator',
  unknown: 'plain',
};

/** Looks of a text that is not being edited any more. */
export function textLooks(text: string): (offset: number) => Look {
  const roles = new Array<Role>(text.length).fill('plain');
  const { tokens } = syntaxOf(text);
  for (const { kind, start, end } of tokens) roles.fill(ROLE_OF[kind], start, end);
  return (offset) => ({ role: roles[offset] ?? 'plain', underline: false });
}

export function editorLooks(editor: EditorState): (offset: number) => Look {
  const { text, cursor } = editor;
  const base = textLooks(text);
  const marked = new Map<number, Role>();
  for (const at of [cursor, cursor - 1]) {
    const other = at < 0 ? undefined : matchingBracket(text, at, opaqueOffsets(text));
    if (other === undefined) continue;
    marked.set(at, 'bracket').set(other, 'bracket');
    break;
  }
  const span = selection(editor);
  const wrong = wrongSpans(text);
  return (offset) => {
    if (span !== undefined && offset >= span.start && offset < span.end) {
      return { role: 'selection', underline: false };
    }
    if (wrong.some(({ start, end }) => offset >= start && offset < end)) {
      return { role: 'error', underline: true };
    }
    return { role: marked.get(offset) ?? base(offset).role, underline: false };
  };
}

/** Mistakes to underline. What is merely unfinished is none while it is typed. */
function wrongSpans(text: string): { start: number; end: number }[] {
  const { errors } = syntaxOf(text);
  return errors
    .filter(({ incomplete }) => !incomplete)
    .map(({ start, end }) => (end > start ? { start, end } : { start: Math.max(0, start - 1), end: start }));
}
