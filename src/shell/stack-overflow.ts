import { runtimeError, TerminatingError } from '../values/error-record.ts';
import { NetException } from '../values/net-exception.ts';

/** What a script may catch of a JavaScript exception: its own errors, and a call depth that was too much. */
export function asTerminating(error: unknown): TerminatingError | undefined {
  if (error instanceof TerminatingError) return error;
  if (error instanceof RangeError && /call stack/i.test(error.message)) return callDepthError();
  if (error instanceof RangeError && /invalid (?:string|array) length/i.test(error.message))
    return tooLarge();
  if (error instanceof NetException) {
    return runtimeError({
      message: error.message,
      id: error.exceptionType.slice(error.exceptionType.lastIndexOf('.') + 1),
      category: 'NotSpecified',
      exceptionType: error.exceptionType,
    });
  }
  return undefined;
}

export function callDepthError(): TerminatingError {
  return runtimeError({
    message: 'The script failed due to call depth overflow.',
    id: 'CallDepthOverflow',
    category: 'InvalidOperation',
    exceptionType: 'System.Management.Automation.ScriptCallDepthException',
  });
}

function tooLarge(): TerminatingError {
  return runtimeError({
    message: 'The value is larger than a script may hold.',
    id: 'ValueTooLarge',
    category: 'LimitsExceeded',
    exceptionType: 'System.OutOfMemoryException',
  });
}
