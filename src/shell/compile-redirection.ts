import type { RedirectionAst, RedirectionStream } from '../language/ast.ts';
import { isNull, type Value } from '../values/value.ts';
import type { Compiler } from './compiler.ts';
import { openFileTarget } from './file-target.ts';
import { type Evaluate, Frame } from './frame.ts';
import type { Sink } from './signal.ts';
import { informationRecord, streamRecord } from './stream-record.ts';
import type { Streams } from './streams.ts';

/** Runs something with redirected streams. */
export interface Redirect {
  (frame: Frame, run: (target: Frame) => void): void;
  /** Opens the targets and hands the redirected frame to `start`; `close` writes what files were given. */
  open(frame: Frame, out: Sink, start: (target: Frame) => void): { close(): void };
}

interface CompiledRedirection {
  readonly from: RedirectionStream;
  /** Undefined: merged into the output. */
  readonly location: Evaluate | undefined;
  readonly append: boolean;
}

export function compileRedirections(asts: readonly RedirectionAst[], compiler: Compiler): Redirect {
  const redirections: CompiledRedirection[] = asts.map((ast) =>
    ast.kind === 'MergingRedirection'
      ? { from: ast.fromStream, location: undefined, append: false }
      : { from: ast.fromStream, location: compiler.expression(ast.location), append: ast.append },
  );
  const open: Redirect['open'] = (frame, out, start) => {
    const closers: (() => void)[] = [];
    const target = redirectedFrame(frame, out, redirections, closers);
    start(target);
    return {
      close: () => {
        for (const close of closers) close();
      },
    };
  };
  const redirect = ((frame: Frame, run: (target: Frame) => void) => {
    const opened = open(frame, frame.out, run);
    opened.close();
  }) as Redirect;
  redirect.open = open;
  return redirect;
}

function redirectedFrame(
  frame: Frame,
  out: Sink,
  redirections: readonly CompiledRedirection[],
  closers: (() => void)[],
): Frame {
  const target = new Frame({
    runspace: frame.runspace,
    scope: frame.scope,
    state: frame.state,
    source: frame.source,
    out,
    streams: frame.streams,
    name: frame.name,
    caller: frame.caller,
  });
  target.callLine = frame.callLine;
  // Files first, so that `> file 2>&1` sends the errors there too.
  for (const redirection of redirections) {
    if (redirection.location === undefined) continue;
    const location = redirection.location(frame);
    const sink: Sink = isNull(location)
      ? () => undefined
      : openFile(frame, location, redirection.append, closers);
    if (redirection.from === 'output' || redirection.from === 'all') target.out = sink;
    if (redirection.from !== 'output') target.streams = divert(target.streams, redirection.from, sink);
  }
  for (const redirection of redirections) {
    if (redirection.location === undefined)
      target.streams = divert(target.streams, redirection.from, target.out);
  }
  return target;
}

function openFile(frame: Frame, location: Value, append: boolean, closers: (() => void)[]): Sink {
  const file = openFileTarget(frame, location, append);
  closers.push(() => file.close());
  return file.write;
}

/** Streams with one (or all) of them written to a sink as records. */
function divert(streams: Streams, from: RedirectionStream, sink: Sink): Streams {
  const takes = (stream: RedirectionStream): boolean => from === 'all' || from === stream;
  return {
    error: takes('error') ? sink : streams.error.bind(streams),
    warning: takes('warning')
      ? (text) => sink(streamRecord('WarningRecord', text))
      : streams.warning.bind(streams),
    verbose: takes('verbose')
      ? (text) => sink(streamRecord('VerboseRecord', text))
      : streams.verbose.bind(streams),
    debug: takes('debug') ? (text) => sink(streamRecord('DebugRecord', text)) : streams.debug.bind(streams),
    information: takes('information')
      ? (value, tags) => sink(informationRecord(value, tags))
      : streams.information.bind(streams),
    progress: streams.progress.bind(streams),
  };
}
