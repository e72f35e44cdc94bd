/**
 * Names for completion while the engine runs a script: its commands, and the objects of the model by kind.
 */
import type { Completion, CompletionList } from '../../cmdlet/completion.ts';
import type { CommandName, NamesMessage } from '../../protocol/messages.ts';
import { shellWords } from '../editor/word.ts';

export interface NameIndex {
  setCommands(commands: readonly CommandName[]): void;
  apply(message: NamesMessage): void;
  complete(text: string, cursor: number): CompletionList;
}

const MAX_ITEMS = 100;

/** Looking goes no further than this many matches: nobody reads them. */
const MAX_MATCHES = 1000;

export function createNameIndex(): NameIndex {
  const kinds = new Map<string, Set<string>>();
  let commands: readonly CommandName[] = [];

  const commandItems = (typed: string): Completion[] =>
    commands
      .filter(({ name }) => name.toLowerCase().startsWith(typed))
      .slice(0, MAX_ITEMS)
      .map(({ name, synopsis }) => ({ text: name, label: name, description: synopsis, kind: 'command' }));

  const parameterItems = (commandName: string, typed: string): Completion[] => {
    const command = commands.find(({ name }) => name.toLowerCase() === commandName.toLowerCase());
    return (command?.parameters ?? [])
      .filter((name) => name.toLowerCase().startsWith(typed))
      .map((name) => ({ text: `-${name}`, label: `-${name}`, description: '', kind: 'parameter' }));
  };

  // 100,000 names are looked through in a few milliseconds; sorting them first would take longer.
  const valueItems = (typed: string): Completion[] => {
    const found: { name: string; kind: string }[] = [];
    for (const [kind, names] of kinds) {
      for (const name of names) {
        if (found.length >= MAX_MATCHES) break;
        if (name.slice(0, typed.length).toLowerCase() === typed) found.push({ name, kind });
      }
    }
    return found
      .sort((a, b) => a.name.localeCompare(b.name))
      .slice(0, MAX_ITEMS)
      .map(({ name, kind }) => ({ text: quoted(name), label: name, description: kind, kind: 'value' }));
  };

  return {
    setCommands(list) {
      commands = list;
    },
    apply({ kind, reset, added, removed }) {
      const names = reset ? new Set<string>() : (kinds.get(kind) ?? new Set<string>());
      for (const name of removed) names.delete(name);
      for (const name of added) names.add(name);
      kinds.set(kind, names);
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

function quoted(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", "''")}'`;
}
