import type { Completion } from '../../cmdlet/completion.ts';
import type { CommandFacts } from '../../cmdlet/session.ts';
import { type CompletionContext, item, matcher } from './context.ts';
import { paths } from './paths.ts';

/** Names of commands; what looks like a path is one. Abbreviated verbs and nouns are spelled out: `g-vmh`. */
export function* commands(context: CompletionContext, typed: string): Iterable<Completion> {
  if (/^[./~\\]|[/\\]/.test(typed)) {
    for (const found of paths(context, typed)) {
      const bare = !/[/\\]/.test(found.text) && !found.text.startsWith('.') ? `./${found.text}` : found.text;
      yield { ...found, text: bare };
    }
    return;
  }
  const { commands: table } = context.session;
  const wanted = matcher(typed);
  let any = false;
  const all = table.matching('*');
  for (const facts of all) {
    if (!wanted(facts.name)) continue;
    any = true;
    yield commandItem(facts);
  }
  if (any || !/^\w+-\w*$/.test(typed)) return;
  const [verb = '', noun = ''] = typed.split('-');
  const abbreviated = matcher(`${verb}*-${noun}`);
  for (const facts of all) if (abbreviated(facts.name)) yield commandItem(facts);
}

function commandItem({ kind, name, synopsis, definition }: CommandFacts): Completion {
  const description =
    kind === 'Alias' ? `alias of ${definition}` : synopsis === '' ? kind.toLowerCase() : synopsis;
  return item(name, name, description, 'command');
}
