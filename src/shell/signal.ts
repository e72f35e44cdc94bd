import type { Value } from '../values/value.ts';

/** What a statement tells the one around it. Zero: go on. */
export const GO_ON = 0;
export const BREAK = 1;
export const CONTINUE = 2;
export const RETURN = 3;

/** `break` or `continue` that left a script block: carried up to the loop of the caller, as PowerShell does. */
export class LoopExit extends Error {
  readonly completion: typeof BREAK | typeof CONTINUE;
  readonly label: string;
  constructor(completion: typeof BREAK | typeof CONTINUE, label: string) {
    super('loop exit');
    this.completion = completion;
    this.label = label;
  }
}

/** Select-Object -First and the like: everything before the command that threw it stops quietly. */
export class StopUpstream extends Error {
  readonly by: object;
  constructor(by: object) {
    super('stop upstream');
    this.by = by;
  }
}

/** `exit`. */
export class ExitSignal extends Error {
  readonly code: number;
  constructor(code: number) {
    super('exit');
    this.code = code;
  }
}

/** Ctrl-C. Runs `finally` blocks and nothing else. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
  }
}

/** `return` with its values already written, out of a block that runs on its own (a `.ForEach` body, say). */
export type Sink = (value: Value) => void;
