import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { decodeScript } from '../language/script-text.ts';
import { distFolder } from './built.ts';
import { hostFiles } from './host-files.ts';
import { isPiped } from './piped-input.ts';
import { INTERRUPTED } from './run-text.ts';
import type { ShellOptions } from './shell-options.ts';

/** What the script's thread is started with. */
export interface ScriptStart {
  readonly options: ShellOptions;
  readonly text: string;
  readonly fileName: string;
  readonly arguments: readonly string[];
  /** Standard input is the script's `$input`. */
  readonly readsInput: boolean;
  /** One Int32: 1 once Ctrl-C was pressed. */
  readonly interrupt: Int32Array;
}

/** Exit code when the script's file cannot be read. */
const UNREADABLE = 2;

/**
 * Runs a script file in a thread of its own, so that Ctrl-C reaches it while it computes and its `finally`
 * blocks run. A second Ctrl-C ends the process at once; the model stays whole.
 */
export function runScript(options: ShellOptions, file: string, args: readonly string[]): Promise<number> {
  const fileName = resolve(file);
  const content = hostFiles.read(fileName);
  if (!content.ok) {
    process.stderr.write(`vseal: the script ${file} cannot be read (${content.fault.kind}).\n`);
    return Promise.resolve(UNREADABLE);
  }
  return runScriptText({
    options,
    text: decodeScript(content.value),
    fileName,
    arguments: args,
    readsInput: isPiped(),
  });
}

/** As `runScript`, for a text that is there already. */
export function runScriptText(script: Omit<ScriptStart, 'interrupt'>): Promise<number> {
  const interrupt = new Int32Array(new SharedArrayBuffer(4));
  const start: ScriptStart = { ...script, interrupt };
  const onInterrupt = (): void => {
    if (Atomics.exchange(interrupt, 0, 1) === 1) process.exit(INTERRUPTED);
  };
  process.on('SIGINT', onInterrupt);
  return new Promise((done, failed) => {
    const worker = new Worker(join(distFolder(), 'workers', 'script.cjs'), {
      workerData: start,
      execArgv: [],
    });
    worker.on('message', (code: number) => done(code));
    worker.on('error', failed);
  }).finally(() => process.off('SIGINT', onInterrupt)) as Promise<number>;
}
