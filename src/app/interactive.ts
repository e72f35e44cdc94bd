import { appendFileSync, existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../base/make-folder.ts';
import { startEngineWorker } from '../protocol/worker-link.ts';
import type { HistoryPort } from '../ui/history/history.ts';
import { runInteractive } from '../ui/interactive.ts';
import { distFolder, importBuiltScreen } from './built.ts';
import { dataFolder } from './places.ts';
import { readPreferences } from './preferences.entry.ts';
import type { ShellOptions } from './shell-options.ts';

/** The interactive shell on this terminal. */
export function interactive(options: ShellOptions, plain: boolean): Promise<number> {
  // Ink draws nothing where CI is set; a person at a terminal is no build.
  Reflect.deleteProperty(process.env, 'CI');
  const { stdin, stdout, stderr } = process;
  return runInteractive({
    startEngine: () =>
      startEngineWorker(join(distFolder(), 'workers', 'interactive-engine.cjs'), options, {
        columns: stdout.columns || 80,
        rows: stdout.rows || 24,
      }),
    history: historyFile(join(dataFolder(), 'history.txt')),
    preferences: readPreferences(dataFolder()),
    stdin,
    stdout,
    stderr,
    colour: options.color,
    terminalKind: process.env['TERM'] ?? '',
    plain,
    loadScreen: importBuiltScreen,
  });
}

/** The history in a file of its own, shared between shells, for the user's eyes only. */
function historyFile(path: string): HistoryPort {
  const makeHome = (): void => {
    makeFolder(join(path, '..'), 0o700);
  };
  return {
    path,
    read: () => (existsSync(path) ? readFileSync(path, 'utf8') : ''),
    append(text) {
      makeHome();
      appendFileSync(path, text, { mode: 0o600 });
    },
    replace(text) {
      makeHome();
      const temporary = `${path}.${process.pid}`;
      writeFileSync(temporary, text, { mode: 0o600 });
      renameSync(temporary, path);
    },
    revision() {
      const stat = statSync(path, { throwIfNoEntry: false });
      return stat === undefined ? '' : `${stat.size} ${stat.mtimeMs}`;
    },
  };
}
