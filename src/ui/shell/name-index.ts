/**
 * Names for completion while the engine runs a script: its commands, and the objects of the model by
 * kind. Sorted once after a change, then found by binary search, so that 100,000 VMs answer at once.
 */
import type { CommandName, CompletionItem, Completions, NamesMessage } from '../../protocol/messages.ts';
import { shellWords } from '../editor/word.ts';

export interface NameIndex {
  setCommands(commands: readonly CommandName[]): void;
  apply(message: NamesMessage): void;
  complete(text: string, cursor: number): Completions;
}

const MAX_ITEMS = 100;

interface Kind {
  readonly names: Set<string>;
  /** Lower case, with the name as it is; undefined after a change. */
  sorted: { readonly key: string; readonly name: string }[] | undefined;
}

export function createNameIndex(): NameIndex {
  const kinds = new Map<string, Kind>();
  let commands: readonly CommandName[] = [];

  const sortedNames = (kind: Kind): { readonly key: string; readonly name: string }[] => {
    kind.sorted ??= [...kind.names]
      .map((name) => ({ key: name.toLowerCase(), name }))
      .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    return kind.sorted;
  };

  const commandItems = (typed: string): CompletionItem[] =>
    commands
      .filter(({ name }) => name.toLowerCase().startsWith(typed))
      .slice(0, MAX_ITEMS)
      .map(({ name, synopsis }) => ({ text: name, label: name, description: synopsis, kind: 'command' }));

  const parameterItems = (commandName: string, typed: string): CompletionItem[] => {
    const command = commands.find(({ name }) => name.toLowerCase() === commandName.toLowerCase());
    return (command?.parameters ?? [])
      .filter((name) => name.toLowerCase().startsWith(typed))
      .map((name) => ({ text: `-${name}`, label: `-${name}`, description: '', kind: 'parameter' }));
  };

  const valueItems = (typed: string): CompletionItem[] => {
    const items: CompletionItem[] = [];
    for (const [kindName, kind] of kinds) {
      const names = sortedNames(kind);
      for (let at = lowerBound(names, typed); at < names.length && items.length < MAX_ITEMS; at++) {
        const entry = names[at];
        if (entry === undefined || !entry.key.startsWith(typed)) break;
        items.push({ text: quoted(entry.name), label: entry.name, description: kindName, kind: 'value' });
      }
    }
    return items;
  };

  return {
    setCommands(list) {
      commands = list;
    },
    apply({ kind: name, reset, added, removed }) {
      const kind = reset ? { names: new Set<string>(), sorted: undefined } : kinds.get(name);
      const target: Kind = kind ?? { names: new Set(), sorted: undefined };
      for (const gone of removed) target.names.delete(gone);
      for (const fresh of added) target.names.add(fresh);
      target.sorted = undefined;
      kinds.set(name, target);
    },
    complete(text, cursor) {
      const before = text.slice(0, cursor);
      const words = shellWords(before);
      const last = words.at(-1);
      const inWord = last !== undefined && last.end === cursor;
      const start = inWord ? last.start : cursor;
      const typed = before.slice(start).replace(/^['"]/, '').toLowerCase();
      const earlier = inWord ? words.slice(0, -1) : words;
      const opener = earlier.findLastIndex(({ start: at }) => /[|;({]/.test(before[at] ?? ''));
      const command = earlier[opener + 1];
      const items =
        command === undefined
          ? commandItems(typed)
          : typed.startsWith('-')
            ? parameterItems(before.slice(command.start, command.end), typed.slice(1))
            : valueItems(typed);
      return { start, length: cursor - start, items };
    },
  };
}

function lowerBound(names: readonly { readonly key: string }[], typed: string): number {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((names[middle]?.key ?? '') < typed) low = middle + 1;
    else high = middle;
  }
  return low;
}

function quoted(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", "''")}'`;
}
