/** The shell with the toy engine, as a program of its own for tests in a real terminal. */
import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { startEngineWorker } from '../../src/protocol/worker-link.ts';
import { runInteractive } from '../../src/ui/interactive.ts';

const [engineFile = '', historyFile = '', ...flags] = process.argv.slice(2);
const { stdin, stdout, stderr } = process;
const preferences = flags.find((flag) => flag.startsWith('--preferences='))?.slice('--preferences='.length);

const exitCode = await runInteractive({
  loadScreen: () => import('../../src/ui/shell/shell.ts'),
  startEngine: () => startEngineWorker(engineFile, null, { columns: stdout.columns, rows: stdout.rows }),
  history: {
    path: historyFile,
    read: () => (existsSync(historyFile) ? readFileSync(historyFile, 'utf8') : ''),
    append: (text) => appendFileSync(historyFile, text, { mode: 0o600 }),
    replace: (text) => writeFileSync(historyFile, text, { mode: 0o600 }),
    revision() {
      const facts = statSync(historyFile, { throwIfNoEntry: false });
      return facts === undefined ? '' : `${facts.size} ${facts.mtimeMs}`;
    },
  },
  preferences: { values: JSON.parse(preferences ?? '{}') as Record<string, unknown>, problems: [] },
  stdin,
  stdout,
  stderr,
  colour: process.env['NO_COLOR'] === undefined,
  terminalKind: process.env['TERM'] ?? '',
  plain: flags.includes('--plain'),
});
process.exit(exitCode);
