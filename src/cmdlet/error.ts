import {
  type ErrorCategory,
  ErrorRecord,
  Exception,
  exceptionTypeNamed,
  TerminatingError,
} from '../values/error-record.ts';
import type { Value } from '../values/value.ts';

/**
 * What a cmdlet says about a failure. Shown as PowerCLI's own sentence, then `Why:` with the rule,
 * then `Try:` with a command that can be run.
 */
export interface CmdletError {
  /** The sentence: `VM with name 'x' was not found using the specified filter(s).` */
  readonly message: string;
  /** Stable, in Pascal case: `VMNotFound`. FullyQualifiedErrorId becomes `VMNotFound,Get-VM`. */
  readonly id: string;
  readonly category: ErrorCategory;
  /** What the error is about: the object or name that failed. */
  readonly target?: Value;
  readonly why?: string;
  /** A command that helps, runnable as it stands; found out when the error is shown. */
  readonly advice?: string | (() => string | null);
  /** Full name of the exception's type, for scripts that catch by type. */
  readonly exceptionType?: string;
  readonly inner?: Exception;
  /** Properties of the particular exception, such as ParamName, by lower-cased name. */
  readonly exceptionFields?: ReadonlyMap<string, Value>;
}

/** The record for `invocation.writeError` and `throwTerminating`; those also accept the facts themselves. */
export function errorRecord(error: CmdletError): ErrorRecord {
  const type = exceptionTypeNamed(error.exceptionType ?? 'System.InvalidOperationException');
  const exception = new Exception(type, error.message, error.inner ?? null, error.exceptionFields);
  const record = new ErrorRecord(exception, error.id, error.category, error.target ?? null);
  record.why = error.why ?? null;
  record.advice = error.advice ?? null;
  return record;
}

/** A terminating error to throw where no invocation is at hand (resolvers, conversions). */
export function terminatingError(error: CmdletError): TerminatingError {
  return new TerminatingError(errorRecord(error));
}
