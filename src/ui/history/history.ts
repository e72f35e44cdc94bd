/** The lines that were run: this shell's and, through the file, those of the others. */
import { deduplicated, formatEntry, parseEntries } from './history-text.ts';
import { holdsSecret } from './secret-lines.ts';

/** The history file (0600), as `src/app` opens it. Failures to write are the port's to report. */
export interface HistoryPort {
  /** Where it is, for the user to read. */
  readonly path: string;
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
  readonly path: string;
  /** `memoryOnly` keeps the line out of the file. */
  add(line: string, memoryOnly?: boolean): void;
  /** Takes in what other shells have written. */
  refresh(): void;
  clear(): void;
  configure(options: HistoryOptions): void;
  /** At the end of the shell: writes what was to be saved then. */
  close(): void;
}

export interface HistoryOptions {
  readonly limit: number;
  readonly deduplicate: boolean;
  readonly save: 'SaveIncrementally' | 'SaveAtExit' | 'SaveNothing';
}

/** No line of the history is longer, in UTF-16 units: a pasted script is not worth keeping. */
const MAX_LINE = 16_384;

export function openHistory(port: HistoryPort, first: HistoryOptions): History {
  let options = first;
  let revision = port.revision();
  let stored = parseEntries(port.read());
  let lines = tidy(stored);
  /** Lines that live in this shell only; those with secrets are recalled but not suggested. */
  let own: string[] = [];
  let secrets: string[] = [];
  let atExit: string[] = [];
  if (stored.length > options.limit * 2) port.replace(lines.map(formatEntry).join(''));

  function tidy(entries: readonly string[]): string[] {
    return options.deduplicate ? deduplicated(entries, options.limit) : entries.slice(-options.limit);
  }

  return {
    path: port.path,
    get lines() {
      return lines;
    },
    get suggestible() {
      return secrets.length === 0 ? lines : lines.filter((line) => !secrets.includes(line));
    },
    add(line, memoryOnly = false) {
      if (line.trim() === '' || line.length > MAX_LINE) return;
      lines = tidy([...lines, line]);
      const secret = holdsSecret(line);
      if (secret) secrets = [...secrets, line].slice(-options.limit);
      if (secret || memoryOnly || options.save !== 'SaveIncrementally') {
        own = [...own, line].slice(-options.limit);
        if (!secret && !memoryOnly && options.save === 'SaveAtExit') atExit = [...atExit, line];
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
      lines = tidy([...stored, ...own]);
    },
    clear() {
      port.replace('');
      revision = port.revision();
      stored = [];
      lines = [];
      own = [];
      atExit = [];
      secrets = [];
    },
    configure(next) {
      options = next;
      lines = tidy(lines);
    },
    close() {
      if (options.save === 'SaveAtExit' && atExit.length > 0) port.append(atExit.map(formatEntry).join(''));
      atExit = [];
    },
  };
}
