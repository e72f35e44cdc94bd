import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bundle, bundle } from './bundle.ts';
import { openSizedTerminal, type SizedTerminalOptions } from './resizing-terminal.ts';
import type { TestTerminal } from './terminal.ts';

export interface ShellProgram {
  /** Starts the shell with the toy engine in a terminal; `historyFile` is shared by those that name it. */
  open(options?: ShellTerminalOptions): TestTerminal;
  /** The command line that starts the program. */
  readonly command: string;
  readonly folder: string;
  readonly historyFile: string;
  dispose(): void;
}

export interface ShellTerminalOptions extends SizedTerminalOptions {
  readonly flags?: string;
  /** The command line to wrap the program in; `%` stands for it. */
  readonly wrap?: string;
}

/** Builds the shell program once for a test file. */
export async function buildShellProgram(): Promise<ShellProgram> {
  const built: Bundle = await bundle({
    shell: 'test/ui/shell-program.ts',
    engine: 'test/ui/toy-engine.ts',
  });
  const folder = mkdtempSync(join(tmpdir(), 'vseal-ui-'));
  const historyFile = join(folder, 'history');
  const command = `${process.execPath} ${built.file('shell')} ${built.file('engine')} ${historyFile}`;
  const open: TestTerminal[] = [];
  return {
    command,
    folder,
    historyFile,
    open({ flags = '', wrap = '%', ...options } = {}) {
      const terminal = openSizedTerminal(wrap.replace('%', `${command} ${flags}`), options);
      open.push(terminal);
      return terminal;
    },
    dispose() {
      for (const terminal of open) terminal.close();
      built.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
