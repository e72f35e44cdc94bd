/** The lines that were run: this shell's and, through the file, those of the others. */
import { deduplicated, formatEntry, parseEntries } from './history-text.ts';
import { holdsSecret } from './secret-lines.ts';

/** The history file (0600), as `src/app` opens it. Failures to write are the port's to report. */
export interface HistoryPort {
  /** The whole text; '' when there is none. */
  read(): string;
  /** Adds text at the end, in one write. */
  append(text: string): void;
  /** Puts a new text in place of the old one, atomically. */
  replace(text: string): void;
  /** Changes whenever the file does: size and time. */
  revision(): string;
}

export interface History {
  /** Oldest first. */
  readonly lines: readonly string[];
  /** Those that may be suggested: none that holds a secret. */
  readonly suggestible: readonly string[];
  add(line: string): void;
  /** Takes in what other shells have written. */
  refresh(): void;
  clear(): void;
}

export interface HistoryOptions {
  readonly limit: number;
  readonly deduplicate: boolean;
}

/** No line of the history is longer, in UTF-16 units: a pasted script is not worth keeping. */
const MAX_LINE = 16_384;

export function openHistory(port: HistoryPort, options: HistoryOptions): History {
  const { limit } = options;
  let revision = port.revision();
  let stored = parseEntries(port.read());
  let lines = tidy(stored);
  // Lines with secrets live in this shell only, and are recalled but not suggested.
  let secrets: string[] = [];
  if (stored.length > limit * 2) port.replace(lines.map(formatEntry).join(''));

  function tidy(entries: readonly string[]): string[] {
    return options.deduplicate ? deduplicated(entries, limit) : entries.slice(-limit);
  }

  return {
    get lines() {
      return lines;
    },
    get suggestible() {
      return secrets.length === 0 ? lines : lines.filter((line) => !secrets.includes(line));
    },
    add(line) {
      if (line.trim() === '' || line.length > MAX_LINE) return;
      lines = tidy([...lines, line]);
      if (holdsSecret(line)) {
        secrets = [...secrets, line].slice(-limit);
        return;
      }
      stored = [...stored, line];
      const before = port.revision();
      port.append(formatEntry(line));
      // Somebody else's lines are still to be read when the file had changed before this write.
      if (before === revision) revision = port.revision();
    },
    refresh() {
      const now = port.revision();
      if (now === revision) return;
      revision = now;
      stored = parseEntries(port.read());
      lines = tidy([...stored, ...secrets]);
    },
    clear() {
      port.replace('');
      revision = port.revision();
      stored = [];
      lines = [];
      secrets = [];
    },
  };
}
