import type { ErrorRecord, InvocationInfo } from '../values/error-record.ts';
import type { Value } from '../values/value.ts';
import type { CmdletError } from './error.ts';
import type { Host, ProgressRecord } from './host.ts';
import type { Session } from './session.ts';

/** What the engine gives a running cmdlet. */
export interface Invocation {
  readonly session: Session;
  readonly host: Host;
  /** The cmdlet's name. */
  readonly commandName: string;
  /** The parameter set in force for this object. */
  readonly parameterSet: string;
  readonly info: InvocationInfo;
  /** The object of the pipeline that is being processed; NOTHING-free, undefined in begin and end and without a pipeline. */
  readonly current: Value | undefined;
  /** True when the command has a pipeline before it. */
  readonly expectsInput: boolean;
  /** True when the parameter was given (command line, pipeline or $PSDefaultParameterValues). */
  isBound(parameter: string): boolean;
  /** Every bound parameter with its value, $PSBoundParameters. */
  boundParameters(): ReadonlyMap<string, Value>;

  /** One object down the pipeline; an array goes as one object. */
  write(value: Value): void;
  /** Each object down the pipeline. */
  writeAll(values: Iterable<Value>): void;
  /** Reports an error and goes on (unless -ErrorAction Stop makes it terminating, in which case it does not return). */
  writeError(error: CmdletError | ErrorRecord): void;
  /** Stops this command with an error. */
  throwTerminating(error: CmdletError | ErrorRecord): never;
  warning(text: string): void;
  verbose(text: string): void;
  debug(text: string): void;
  /**
   * Write-Information: `value` is recorded, and printed by its text when $InformationPreference says so.
   * Write-Host: `value` is a `HostInformationMessage` (host-message.ts), which is printed in any case.
   */
  information(value: Value, tags: readonly string[]): void;
  progress(record: ProgressRecord): void;

  /**
   * True when the change may be made: honours -WhatIf (prints what would happen and answers false)
   * and -Confirm. `detail` is added to the What if line: sizes, policy, side effects.
   */
  shouldProcess(target: string, action?: string, detail?: string): boolean;
  /** Asks unconditionally, for what -Force would skip. Without a terminal: a terminating error that names `avoidBy` (such as `-Force`). */
  shouldContinue(query: string, caption: string, avoidBy: string): boolean;

  /** Ends the commands before this one without an error, as Select-Object -First does. Does not return. */
  stopUpstream(): never;
  /** Throws when Ctrl-C was pressed; call it in long loops. Also lets background work progress. */
  checkInterrupt(): void;
}
