import type { Extent } from '../language/ast.ts';
import type { Value } from '../values/value.ts';
import type { Frame } from './frame.ts';
import type { Sink } from './signal.ts';

/** One argument as it was written: `-Name`, `-Name:value` or a value. */
export interface Argument {
  /** The parameter's name, or null for a positional value. */
  readonly name: string | null;
  /** Undefined for `-Name` alone. */
  readonly value: Value | undefined;
  /** As it stands in the source, for native commands and messages. */
  readonly text: string;
  /** Of a number: its digits as they were written, which a text keeps (`1.10`, `007`). */
  readonly written?: string | undefined;
  /** From `@table`: a name with a value that is no switch takes it, and an explicit one wins over it. */
  readonly fromSplat: boolean;
}

/** A command that is being started. */
export interface CommandCall {
  readonly frame: Frame;
  readonly out: Sink;
  readonly args: readonly Argument[];
  readonly extent: Extent;
  /** Called with `.`: runs in the caller's scope. */
  readonly dotSource: boolean;
  readonly operator: string;
}
