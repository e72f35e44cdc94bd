import { enumerate } from '../values/enumerate.ts';
import { LazyRange } from '../values/range.ts';
import { NOTHING, type Value } from '../values/value.ts';
import { writeUnrolled } from './collect.ts';
import type { Frame } from './frame.ts';
import { type Sink, StopUpstream } from './signal.ts';

/** A command while it runs in a pipeline. Output goes to the sink it was started with. */
export interface Processor {
  /** What StopUpstream names. */
  readonly identity: object;
  /** True when it wrote an error of its own: `$?` becomes false. */
  readonly failed: boolean;
  begin(): void;
  /** One object of the pipeline. */
  process(value: Value): void;
  /** The first command of a pipeline has no input: its process step runs once. */
  runAlone(): void;
  end(): void;
  clean(): void;
}

export type CommandStart = (frame: Frame, out: Sink) => Processor;

/** Runs commands joined by `|`. `head` is the value of an expression before the first, or undefined. */
export function runPipeline(frame: Frame, starts: readonly CommandStart[], head: Value | undefined): void {
  const { runspace } = frame;
  if (starts.length === 0) {
    writeUnrolled(frame.out, head ?? null);
    return;
  }
  const processors: Processor[] = new Array<Processor>(starts.length);
  let started = starts.length;
  let sink: Sink = frame.out;
  const outer = runspace.startsUpstream;
  try {
    for (let i = starts.length - 1; i >= 0; i--) {
      runspace.startsUpstream = i < starts.length - 1;
      const processor = (starts[i] as CommandStart)(frame, sink);
      processors[i] = processor;
      started = i;
      sink = (value) => processor.process(value);
    }
    runspace.startsUpstream = false;
    run(frame, processors, head);
  } finally {
    runspace.startsUpstream = outer;
    for (let i = started; i < processors.length; i++) processors[i]?.clean();
  }
  runspace.success = !processors.some((processor) => processor.failed);
}

function run(frame: Frame, processors: readonly Processor[], head: Value | undefined): void {
  let from = 0;
  try {
    for (const processor of processors) processor.begin();
    const first = processors[0] as Processor;
    if (head === undefined) first.runAlone();
    else feed(frame, first, head);
    while (from < processors.length) (processors[from++] as Processor).end();
  } catch (error) {
    if (!(error instanceof StopUpstream)) throw error;
    const at = processors.findIndex((processor) => processor.identity === error.by);
    if (at < 0) throw error;
    finish(processors, Math.max(at, from));
  }
}

/** After a stop: the command that asked for it and those after it still end. */
function finish(processors: readonly Processor[], from: number): void {
  let at = from;
  try {
    while (at < processors.length) (processors[at++] as Processor).end();
  } catch (error) {
    if (!(error instanceof StopUpstream)) throw error;
    const by = processors.findIndex((processor) => processor.identity === error.by);
    if (by < 0) throw error;
    finish(processors, Math.max(by, at));
  }
}

function feed(frame: Frame, first: Processor, head: Value): void {
  const { runspace } = frame;
  if (head === NOTHING) return;
  if (head instanceof LazyRange) {
    const step = head.first <= head.last ? 1 : -1;
    for (let at = head.first; ; at += step) {
      first.process(at);
      runspace.tick();
      if (at === head.last) return;
    }
  }
  if (Array.isArray(head)) {
    for (const item of head) {
      if (item !== NOTHING) first.process(item);
      runspace.tick();
    }
    return;
  }
  for (const item of enumerate(head)) {
    first.process(item);
    runspace.tick();
  }
}
