import { ErrorRecord, Exception, exceptionTypeNamed } from '../values/error-record.ts';
import { toText } from '../values/to-text.ts';
import { isNull, type Value } from '../values/value.ts';

/** The record of `throw value`. */
export function thrownRecord(value: Value): ErrorRecord {
  if (value instanceof ErrorRecord) return value;
  if (value instanceof Exception) return new ErrorRecord(value, value.message, 'OperationStopped', null);
  const text = isNull(value) ? 'ScriptHalted' : toText(value);
  const type = exceptionTypeNamed('System.Management.Automation.RuntimeException');
  return new ErrorRecord(new Exception(type, text), text, 'OperationStopped', isNull(value) ? null : value);
}
