import { setAmbient } from '../values/ambient.ts';
import type { ErrorRecord } from '../values/error-record.ts';
import { installTypes } from '../values/net/install.ts';
import type { Value } from '../values/value.ts';
import { Frame } from './frame.ts';
import { FunctionProcessor } from './function-processor.ts';
import { ambientOf } from './host-ambient.ts';
import { invocationInfo } from './invocation-info.ts';
import { rememberTokens } from './last-tokens.ts';
import type { Processor } from './pipeline.ts';
import { completePowerShell } from './powershell-object.ts';
import { Runspace, type RunspaceOptions } from './runspace.ts';
import './language-parser.ts';
import './ps-parser.ts';
import { completeScriptBlocks } from './script-block-members.ts';
import { ExitSignal, Interrupted, LoopExit, type Sink, StopUpstream } from './signal.ts';
import { asTerminating } from './stack-overflow.ts';
import { startCommand } from './start-command.ts';
import { stampPosition } from './statement-error.ts';
import { takesInput } from './takes-input.ts';

export interface ExecuteOptions {
  /** Path of the script, for positions and $PSScriptRoot. */
  readonly fileName?: string;
  /** `$args` and parameters of the script, as they would stand on the command line. */
  readonly arguments?: readonly string[];
  /** `$input`; asked for its values only by a text that takes them: whoever writes them may never end. */
  readonly input?: Iterable<Value>;
  /** A cmdlet that gets the output as its pipeline input (Out-Default), instead of the sink. */
  readonly outputCommand?: string;
  readonly sink?: Sink;
  /** Runs in a scope of its own, as a script file does; else in the global scope, as typed text does. */
  readonly asScript?: boolean;
  /** Adds the text to the history. */
  readonly addToHistory?: boolean;
}

export interface Outcome {
  /** `$?` after the last statement. */
  readonly success: boolean;
  /** Given by `exit`; undefined when the text ended by itself. */
  readonly exitCode: number | undefined;
  /** The error that ended the text early: reported already. */
  readonly error: ErrorRecord | undefined;
  readonly interrupted: boolean;
}

export interface ShellRunspace {
  readonly runspace: Runspace;
  execute(text: string, options?: ExecuteOptions): Outcome;
}

/** Makes an engine. One to a thread: the static members of types use its host. */
export function createRunspace(options: RunspaceOptions): ShellRunspace {
  setAmbient(ambientOf(options.host, () => engine));
  installTypes();
  const engine = new Runspace(options);
  completeScriptBlocks(engine);
  completePowerShell(engine);
  return { runspace: engine, execute: (text, settings = {}) => execute(engine, text, settings) };
}

function execute(runspace: Runspace, text: string, options: ExecuteOptions): Outcome {
  const startedMs = runspace.host.nowMs();
  const { session } = runspace;
  if (options.addToHistory === true) session.transcriptWriter?.(`PS ${session.location()}> ${text}\n`);
  const outcome = run(runspace, text, options);
  if (options.addToHistory === true) {
    const status = outcome.interrupted ? 'Stopped' : outcome.success ? 'Completed' : 'Failed';
    rememberTokens(runspace, text);
    session.addHistory({ text, startedMs, endedMs: runspace.host.nowMs(), status });
  }
  return outcome;
}

function run(runspace: Runspace, text: string, options: ExecuteOptions): Outcome {
  const output = openOutput(runspace, options);
  runspace.rootFrame.out = output.write;
  runspace.rootFrame.activate();
  runspace.tryDepth = 0;
  runspace.handled = null;
  const outcome = guarded(runspace, () => {
    const block = runspace.compileBlock(text, options.fileName ?? null, runspace.globalState);
    const processor = scriptProcessor(runspace, block, options, output.write);
    try {
      processor.begin();
      if (options.input === undefined || !takesInput(block.code)) processor.runAlone();
      else for (const value of options.input) processor.process(value);
      processor.end();
    } finally {
      processor.clean();
    }
  });
  const closing = guarded(runspace, () => output.close());
  return closing.error === undefined
    ? outcome
    : { ...outcome, success: false, error: outcome.error ?? closing.error };
}

function scriptProcessor(
  runspace: Runspace,
  block: ReturnType<Runspace['compileBlock']>,
  options: ExecuteOptions,
  out: Sink,
): Processor {
  const frame = runspace.rootFrame;
  const asScript = options.asScript === true;
  const call = {
    frame,
    out,
    args: scriptArguments(options.arguments ?? []),
    extent: { start: 0, end: 0 },
    dotSource: !asScript,
    operator: '',
  };
  const name =
    options.fileName === undefined ? '' : options.fileName.slice(options.fileName.lastIndexOf('/') + 1);
  return new FunctionProcessor(call, {
    block,
    name,
    info: invocationInfo(call, name, options.fileName),
    dotSource: !asScript,
    isScript: asScript,
  });
}

/** `-Name` and `-Name:value` name parameters; the rest are values. */
function scriptArguments(texts: readonly string[]): FunctionArguments {
  return texts.map((text) => {
    const match = /^-([A-Za-z_]\w*)(?::([\s\S]*))?$/.exec(text);
    if (match === null) return { name: null, value: text, text, fromSplat: false };
    return { name: match[1] ?? '', value: constantOf(match[2]), text, fromSplat: false };
  });
}

type FunctionArguments = ConstructorParameters<typeof FunctionProcessor>[0]['args'];

function constantOf(text: string | undefined): Value | undefined {
  if (text === undefined) return undefined;
  if (/^\$?true$/i.test(text)) return true;
  return /^\$?false$/i.test(text) ? false : text;
}

/** Where the text's output goes: a sink, or a cmdlet as one long pipeline. */
function openOutput(runspace: Runspace, options: ExecuteOptions): { write: Sink; close(): void } {
  const { outputCommand, sink } = options;
  if (outputCommand === undefined) return { write: sink ?? (() => undefined), close: () => undefined };
  let started: Processor | undefined;
  // A text that gives nothing needs no command to show it.
  const processor = (): Processor => {
    if (started === undefined) {
      const frame = new Frame({ ...frameFacts(runspace) });
      started = startCommand(
        {
          frame,
          out: sink ?? (() => undefined),
          args: [],
          extent: { start: 0, end: 0 },
          dotSource: false,
          operator: '',
        },
        outputCommand,
      );
      started.begin();
    }
    return started;
  };
  return {
    write: (value) => {
      // Out-Default shows nothing of a null: it is not loaded for one.
      if (value !== null || outputCommand !== 'Out-Default') processor().process(value);
    },
    close: () => {
      started?.end();
      started?.clean();
    },
  };
}

function frameFacts(runspace: Runspace): ConstructorParameters<typeof Frame>[0] {
  const { rootFrame } = runspace;
  return {
    runspace,
    scope: rootFrame.scope,
    state: rootFrame.state,
    source: rootFrame.source,
    out: () => undefined,
    streams: rootFrame.streams,
    name: '',
    caller: null,
  };
}

/** Runs and turns every way to end into an outcome. */
function guarded(runspace: Runspace, body: () => void): Outcome {
  const ended = (facts: Partial<Outcome>): Outcome => ({
    success: false,
    exitCode: undefined,
    error: undefined,
    interrupted: false,
    ...facts,
  });
  try {
    body();
    return ended({ success: runspace.success });
  } catch (error) {
    runspace.rootFrame.activate();
    if (error instanceof ExitSignal) {
      runspace.exitCode = error.code;
      return ended({ success: error.code === 0, exitCode: error.code });
    }
    if (error instanceof Interrupted) return ended({ interrupted: true });
    if (error instanceof LoopExit || error instanceof StopUpstream)
      return ended({ success: runspace.success });
    const terminating = asTerminating(error);
    if (terminating === undefined) throw error;
    const { record } = terminating;
    stampPosition(runspace.rootFrame, record, { start: 0, end: 0 });
    runspace.success = false;
    runspace.recordError(record);
    runspace.rootFrame.streams.error(record);
    return ended({ error: record });
  }
}
