import { MiB } from '../base/units.ts';
import type { ExecuteOptions, Outcome } from '../shell/create-runspace.ts';
import { toText } from '../values/to-text.ts';
import type { Value } from '../values/value.ts';
import { createPlainHost, OutputClosed, OutputFailed, readStandardInput, writeFully } from './plain-host.ts';
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

/** Runs a text to its end on this thread and gives the exit code. */
export function runText(options: ShellOptions, run: TextRun, interrupt: InterruptFlag = NEVER): number {
  return withShell(options, interrupt, (shell) => {
    const outcome = shell.execute(run.text, {
      ...outputOf(options, shell),
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
      const outcome = shell.execute(text, outputOf(options, shell));
      text = '';
      if (outcome.exitCode !== undefined) return outcome.exitCode;
      code = exitCodeOf(outcome);
    }
    return text.trim() === '' ? code : exitCodeOf(shell.execute(text, outputOf(options, shell)));
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
        interrupted: () => interrupt.interrupted(),
        clearInterrupt: () => interrupt.clear(),
        drain,
      }),
  });
  try {
    return body(shell);
  } catch (error) {
    if (error instanceof OutputClosed) return 0;
    if (!(error instanceof OutputFailed)) throw error;
    writeFully(2, `vseal: standard output: ${error.message}\n`);
    return 1;
  } finally {
    shell.close();
  }
}

/** Where results go: shown as the shell shows them, or as JSON, CSV or a table. */
function outputOf(options: ShellOptions, shell: Shell): Pick<ExecuteOptions, 'outputCommand' | 'sink'> {
  const line = (value: Value): void => writeFully(1, `${toText(value)}\n`);
  switch (options.output) {
    case 'text':
      return { outputCommand: 'Out-Default' };
    case 'json':
      return { outputCommand: 'ConvertTo-Json', sink: line };
    case 'csv':
      return { outputCommand: 'ConvertTo-Csv', sink: line };
    case 'table':
      return {
        outputCommand: 'Format-Table',
        sink: (value) => shell.runspace.session.call('Out-Default', new Map(), [value], () => undefined),
      };
  }
}

function exitCodeOf({ exitCode, interrupted, success }: Outcome): number {
  if (exitCode !== undefined) return exitCode;
  if (interrupted) return INTERRUPTED;
  return success ? 0 : 1;
}
