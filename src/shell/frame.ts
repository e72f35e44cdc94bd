import type { Extent } from '../language/ast.ts';
import type { TerminatingError } from '../values/error-record.ts';
import type { Value } from '../values/value.ts';
import type { Runspace } from './runspace.ts';
import type { Scope } from './scope.ts';
import type { SessionState } from './session-state.ts';
import type { Sink } from './signal.ts';
import type { SourceText } from './source-text.ts';
import type { Streams } from './streams.ts';

/** The state of one running script block: where it looks names up, and where its output goes. */
export class Frame {
  readonly runspace: Runspace;
  readonly scope: Scope;
  readonly state: SessionState;
  readonly source: SourceText;
  out: Sink;
  streams: Streams;
  /** The label of a pending break or continue; empty: the nearest loop. */
  label = '';
  /** The function's or script's name for stack traces. */
  readonly name: string;
  readonly caller: Frame | null;
  /** What -ErrorVariable and its like of the running function collect. */
  collectors: StreamCollectors | undefined = undefined;
  /** A function whose output goes to another command of its pipeline. */
  isUpstream = false;
  /** Set while a method of a class runs: what `return` gave. Other output of a method is dropped. */
  method: { value: Value } | undefined = undefined;
  /**
   * The traps of the block that runs, for an error inside a statement that goes on (`a || b`): gives what the
   * block would do, and throws when no trap takes the error.
   */
  trap: ((error: TerminatingError, extent: Extent) => number) | undefined = undefined;
  /** The line in the caller's source from which this block was called. */
  callLine = 1;
  constructor(facts: FrameFacts) {
    this.runspace = facts.runspace;
    this.scope = facts.scope;
    this.state = facts.state;
    this.source = facts.source;
    this.out = facts.out;
    this.streams = facts.streams;
    this.name = facts.name;
    this.caller = facts.caller;
  }

  /** Makes this the frame that cmdlets and script blocks see as their caller. */
  activate(): void {
    this.runspace.current = this;
    this.state.current = this.scope;
  }
}

/** Lists that get the records of a stream beside the stream itself. */
export interface StreamCollectors {
  readonly error?: Value[];
  readonly warning?: Value[];
  readonly information?: Value[];
}

/**
 * Adds a record to the lists of the function that runs and of those that called it: as far as its output goes, which
 * for all but the last command of a pipeline is the next command.
 */
export function collectRecord(frame: Frame, stream: keyof StreamCollectors, record: Value): void {
  for (let at: Frame | null = frame; at !== null; at = at.caller) {
    const list = at.collectors?.[stream];
    if (list !== undefined && list.at(-1) !== record) list.push(record);
    if (at.isUpstream) return;
  }
}

export interface FrameFacts {
  readonly runspace: Runspace;
  readonly scope: Scope;
  readonly state: SessionState;
  readonly source: SourceText;
  readonly out: Sink;
  readonly streams: Streams;
  readonly name: string;
  readonly caller: Frame | null;
}

/** Compiled code. An expression gives a value; a statement gives a completion (signal.ts) and writes to `frame.out`. */
export type Evaluate = (frame: Frame) => Value;
export type Execute = (frame: Frame) => number;
