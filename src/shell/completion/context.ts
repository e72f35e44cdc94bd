import type { Completion, CompletionKind } from '../../cmdlet/completion.ts';
import type { CommandDetails, ParameterFacts, Session } from '../../cmdlet/session.ts';
import type { CommandPlace, Cursor } from '../../language/cursor.ts';
import { hasWildcard, matchesWildcard } from '../../values/wildcard.ts';

/** What the parts of completion share: the session and the place in the text. */
export interface CompletionContext {
  readonly session: Session;
  readonly text: string;
  readonly cursor: Cursor;
}

export function item(text: string, label: string, description: string, kind: CompletionKind): Completion {
  return { text, label, description, kind };
}

/** Whether a name is one that the typed text may become: it begins with it, or matches its wildcards. */
export function matcher(typed: string): (name: string) => boolean {
  if (typed === '') return () => true;
  if (hasWildcard(typed)) return (name) => matchesWildcard(name, `${typed}*`);
  const lowered = typed.toLowerCase();
  return (name) => name.length >= typed.length && name.slice(0, typed.length).toLowerCase() === lowered;
}

export function detailsOf(session: Session, place: CommandPlace): CommandDetails | undefined {
  return place.commandName === null ? undefined : session.commands.details(place.commandName);
}

/** A parameter by its name, an alias, or the beginning of its name. */
export function parameterNamed(details: CommandDetails, written: string): ParameterFacts | undefined {
  const wanted = written.toLowerCase();
  const named = (test: (name: string) => boolean): ParameterFacts | undefined =>
    details.parameters.find(({ name, aliases }) =>
      [name, ...aliases].some((each) => test(each.toLowerCase())),
    );
  return named((name) => name === wanted) ?? named((name) => name.startsWith(wanted));
}

/** The parameters that an argument may go to: the one named before it, else those of its position. */
export function parametersFor(
  details: CommandDetails,
  { parameter, position }: Pick<Extract<Cursor, { kind: 'argument' }>, 'parameter' | 'position'>,
): ParameterFacts[] {
  const named = parameter === null ? undefined : parameterNamed(details, parameter);
  if (named !== undefined && !named.isSwitch) return [named];
  const positions = details.parameters
    .flatMap((each) => [...each.sets.values()].map((set) => ({ each, set })))
    .filter(({ set }) => set.position !== undefined)
    .sort((a, b) => (a.set.position ?? 0) - (b.set.position ?? 0));
  const exact = positions.filter(({ set }) => set.position === position);
  // An argument past the last position goes to what takes all that remain.
  const found = exact.length > 0 ? exact : positions.filter(({ set }) => set.remaining);
  return [...new Set(found.map(({ each }) => each))];
}

/** Text as an argument: quoted unless the language reads it as one plain word. */
export function quoted(text: string): string {
  return /^[\w./\\~:*?][\w./\\~:*?@+-]*$/.test(text) && !/^\d/.test(text)
    ? text
    : `'${text.replaceAll("'", "''")}'`;
}

/** Text inside the kind of string that the user has begun. */
export function quotedAs(text: string, quote: 'single' | 'double'): string {
  return quote === 'single'
    ? `'${text.replaceAll("'", "''")}'`
    : `"${text.replace(/[`"$]/g, (each) => `\`${each}`)}"`;
}
