import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { errorText } from '../../src/format/error-text.ts';
import { ErrorRecord, type Exception, errorRecordType } from '../../src/values/error-record.ts';
import { customObject } from '../../src/values/ps-custom-object.ts';
import { toText } from '../../src/values/to-text.ts';
import type { Value } from '../../src/values/value.ts';

export default defineCmdlet({
  name: 'Get-Error',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['gerr'],
  synopsis: 'Shows everything about the last error.',
  parameters: {
    InputObject: {
      type: 'object',
      position: { Error: 0 },
      pipeline: { Error: 'value' },
      sets: ['Error'],
      help: 'An error; the last one when not given.',
    },
    Newest: {
      type: 'int',
      sets: ['Newest'],
      aliases: ['Last'],
      validateRange: [1, 2147483647],
      help: 'How many of the last errors.',
    },
  },
  defaultParameterSet: 'Newest',
  output: [errorRecordType],
  impact: 'none',
  examples: [{ title: 'The last error', before: 'try { throw "no answer" } catch { }', code: 'Get-Error' }],
  process(args, invocation) {
    if (args.InputObject !== undefined) {
      if (args.InputObject instanceof ErrorRecord) invocation.write(extended(args.InputObject));
      else invocation.write(args.InputObject);
      return;
    }
    for (const record of invocation.session.errors.slice(0, args.Newest ?? 1))
      invocation.write(extended(record));
  },
});

/** The record taken apart: a list shows all of it. */
function extended(record: ErrorRecord): Value {
  const position = record.invocation?.position;
  const entries: [string, Value][] = [
    ['Exception', exceptionText(record.exception)],
    ['TargetObject', record.target === null ? '' : toText(record.target)],
    ['CategoryInfo', record.category.name],
    ['FullyQualifiedErrorId', record.fullyQualifiedErrorId],
    ['Command', record.invocation?.commandName ?? ''],
    ['Position', position ? `${position.file ?? 'line'} ${position.line}:${position.column}` : ''],
    ['ScriptStackTrace', record.scriptStackTrace],
    ['Message', errorText(record)],
  ];
  return customObject(entries, 'System.Management.Automation.ErrorRecord#PSExtendedError');
}

function exceptionText(exception: Exception): string {
  const own = `${exception.exceptionType.fullName}: ${exception.message}`;
  return exception.inner ? `${own}\n${exceptionText(exception.inner)}` : own;
}
