import type { Completion, CompletionList } from '../../cmdlet/completion.ts';
import type { Session } from '../../cmdlet/session.ts';
import { type Cursor, cursorAt } from '../../language/cursor.ts';
import { commands } from './commands.ts';
import { type CompletionContext, item, matcher, quotedAs } from './context.ts';
import { hashtableKeys } from './hashtable-keys.ts';
import { members } from './members.ts';
import { parameters } from './parameters.ts';
import { paths } from './paths.ts';
import { attributeArguments, types } from './types.ts';
import { values } from './values.ts';
import { variables } from './variables.ts';

const MAX_ITEMS = 500;

/** What can stand at `offset` of a text; nothing of the text is run. */
export function complete(session: Session, text: string, offset: number): CompletionList {
  const cursor = cursorAt(text, offset);
  const items: Completion[] = [];
  for (const found of candidates({ session, text, cursor })) {
    items.push(found);
    if (items.length === MAX_ITEMS) break;
  }
  const { start, end } = replaced(text, cursor);
  return { start, length: end - start, items };
}

/** A value in quotes takes the place of the quotes too, a parameter that of its dash. */
function replaced(text: string, cursor: Cursor): { start: number; end: number } {
  const { start, end } = cursor.replace;
  if (cursor.kind === 'parameter') return { start: start - 1, end };
  const inQuotes =
    (cursor.kind === 'argument' || cursor.kind === 'string') &&
    (cursor.quote === 'single' || cursor.quote === 'double');
  if (!inQuotes) return { start, end };
  const open = text.charAt(start - 1);
  return { start: start - 1, end: text.charAt(end) === open ? end + 1 : end };
}

function* candidates(context: CompletionContext): Iterable<Completion> {
  const { cursor } = context;
  switch (cursor.kind) {
    case 'command':
      yield* commands(context, cursor.prefix);
      return;
    case 'parameter':
      yield* parameters(context, cursor.place, cursor.prefix);
      return;
    case 'argument':
      yield* values(context, cursor);
      return;
    case 'variable':
      yield* variables(context, cursor.qualifier, cursor.splatted);
      return;
    case 'member':
      yield* members(context, cursor.target, cursor.isStatic);
      return;
    case 'type':
      yield* types(context, cursor.attribute);
      return;
    case 'attributeArgument':
      yield* attributeArguments(context, cursor.attribute);
      return;
    case 'hashtableKey':
      yield* hashtableKeys(context, cursor.hashtable);
      return;
    case 'operator':
      yield* operators(cursor.prefix);
      return;
    case 'path':
      yield* paths(context, cursor.prefix);
      return;
    case 'string':
      if (cursor.quote !== 'single' && cursor.quote !== 'double') return;
      for (const found of paths(context, cursor.prefix))
        yield { ...found, text: quotedAs(found.text, cursor.quote) };
      return;
    case 'comment':
      yield* history(context);
      return;
    default:
  }
}

const OPERATORS: readonly (readonly [string, string])[] = [
  ['and', 'both are true'],
  ['as', 'converted to a type, or null'],
  ['band', 'bits that both have'],
  ['bor', 'bits that either has'],
  ['bxor', 'bits that differ'],
  ['contains', 'the collection holds the value'],
  ['eq', 'equal'],
  ['f', 'a format with its arguments'],
  ['ge', 'greater or equal'],
  ['gt', 'greater'],
  ['in', 'the value is in the collection'],
  ['is', 'is of a type'],
  ['isnot', 'is not of a type'],
  ['join', 'elements as one text'],
  ['le', 'less or equal'],
  ['like', 'matches wildcards'],
  ['lt', 'less'],
  ['match', 'matches a regular expression'],
  ['ne', 'not equal'],
  ['notcontains', 'the collection does not hold the value'],
  ['notin', 'the value is not in the collection'],
  ['notlike', 'does not match wildcards'],
  ['notmatch', 'does not match a regular expression'],
  ['or', 'one of the two is true'],
  ['replace', 'replaced by a regular expression'],
  ['shl', 'bits moved left'],
  ['shr', 'bits moved right'],
  ['split', 'parts of a text'],
  ['xor', 'exactly one is true'],
];

function* operators(typed: string): Iterable<Completion> {
  const wanted = matcher(typed);
  for (const [name, meaning] of OPERATORS)
    if (wanted(name)) yield item(`-${name}`, `-${name}`, meaning, 'keyword');
}

/** `#text` recalls the lines of this session that hold the text, the newest first. */
function* history({ session, cursor }: CompletionContext): Iterable<Completion> {
  const wanted = cursor.prefix.replace(/^#\s*/, '').toLowerCase();
  const seen = new Set<string>();
  for (const { text } of [...session.history()].reverse()) {
    if (seen.has(text) || text.includes('\n') || !text.toLowerCase().includes(wanted)) continue;
    seen.add(text);
    yield item(text, text, 'history', 'history');
  }
}
