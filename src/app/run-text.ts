import { MiB } from '../base/units.ts';
import type { Outcome } from '../shell/create-runspace.ts';
import type { Value } from '../values/value.ts';
import { createPlainHost, OutputClosed, readStandardInput } from './plain-host.ts';
import { createShell, type Shell } from './shell.ts';
import type { ShellOptions } from './shell-options.ts';
import { packageVersion } from './version.ts';

export interface TextRun {
  readonly text: string;
  /** Path of the script, when it is one. */
  readonly fileName?: string;
  readonly arguments?: readonly string[];
  /** `$input`. */
  readonly input?: Iterable<Value>;
}

export interface InterruptFlag {
  interrupted(): boolean;
  clear(): void;
}

/** Exit code of a shell that was interrupted: 128 + SIGINT. */
export const INTERRUPTED = 130;

const NEVER: InterruptFlag = { interrupted: () => false, clear: () => undefined };
const DEFAULT_COLUMNS = 120;

/** Runs a text to its end on this thread and gives the exit code. */
export function runText(options: ShellOptions, run: TextRun, interrupt: InterruptFlag = NEVER): number {
  return withShell(options, interrupt, (shell) => {
    const outcome = shell.execute(run.text, {
      ...outputOf(options),
      ...(run.fileName !== undefined && { fileName: run.fileName, asScript: true }),
      ...(run.arguments && { arguments: run.arguments }),
      ...(run.input && { input: run.input }),
    });
    return exitCodeOf(outcome);
  });
}

/** Runs statements as they come in, each when it is complete, as a terminal would. */
export function runStatements(
  options: ShellOptions,
  lines: Iterable<string>,
  isComplete: (text: string) => boolean,
): number {
  return withShell(options, NEVER, (shell) => {
    let text = '';
    let code = 0;
    for (const line of lines) {
      text += `${line}\n`;
      if (!isComplete(text)) continue;
      const outcome = shell.execute(text, outputOf(options));
      text = '';
      if (outcome.exitCode !== undefined) return outcome.exitCode;
      code = exitCodeOf(outcome);
    }
    return text.trim() === '' ? code : exitCodeOf(shell.execute(text, outputOf(options)));
  });
}

export const LIMIT_INPUT_BYTES = 256 * MiB;

export function standardInputLines(): Iterable<string> {
  return readStandardInput(LIMIT_INPUT_BYTES);
}

function withShell(options: ShellOptions, interrupt: InterruptFlag, body: (shell: Shell) => number): number {
  const shell = createShell({
    options,
    host: (drain) =>
      createPlainHost({
        version: packageVersion(),
        allowNative: options.allowNative,
        color: options.color,
        columns: process.stdout.columns || DEFAULT_COLUMNS,
        interrupted: () => interrupt.interrupted(),
        clearInterrupt: () => interrupt.clear(),
        drain,
      }),
  });
  try {
    return body(shell);
  } catch (error) {
    if (error instanceof OutputClosed) return 0;
    throw error;
  } finally {
    shell.close();
  }
}

const OUTPUT_COMMANDS = {
  text: 'Out-Default',
  table: 'Format-Table',
  json: 'ConvertTo-Json',
  csv: 'ConvertTo-Csv',
};

function outputOf(options: ShellOptions): { readonly outputCommand: string } {
  return { outputCommand: OUTPUT_COMMANDS[options.output] };
}

function exitCodeOf({ exitCode, interrupted, success }: Outcome): number {
  if (exitCode !== undefined) return exitCode;
  if (interrupted) return INTERRUPTED;
  return success ? 0 : 1;
}
