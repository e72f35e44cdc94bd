import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { propertyValue } from '../../src/format/object-properties.ts';
import { convertTo } from '../../src/values/convert.ts';
import { type DateTime, dateTimeType, toUtc, unixMs } from '../../src/values/date-time.ts';
import { toText } from '../../src/values/to-text.ts';
import type { Value } from '../../src/values/value.ts';
import { historyInfo, historyInfoType } from './history-info.ts';

export default defineCmdlet({
  name: 'Add-History',
  module: 'Microsoft.PowerShell.Core',
  synopsis: 'Adds commands to the history of this session.',
  parameters: {
    InputObject: {
      type: 'object',
      array: true,
      position: 0,
      pipeline: 'value',
      help: 'Objects with CommandLine, ExecutionStatus, StartExecutionTime and EndExecutionTime.',
    },
    Passthru: { type: 'switch', help: 'Returns the entries.' },
  },
  output: [historyInfoType],
  impact: 'none',
  examples: [
    {
      title: 'A command that ran elsewhere',
      code: "Add-History ([pscustomobject]@{ CommandLine = 'Get-VM'; ExecutionStatus = 'Completed'; StartExecutionTime = (Get-Date); EndExecutionTime = (Get-Date) })",
    },
  ],
  process(args, invocation) {
    for (const object of args.InputObject ?? []) {
      const text = propertyValue(object, 'CommandLine');
      const started = timeOf(propertyValue(object, 'StartExecutionTime'));
      const ended = timeOf(propertyValue(object, 'EndExecutionTime'));
      const status = STATUSES.find(
        (name) => name === toText(propertyValue(object, 'ExecutionStatus') ?? null),
      );
      if (typeof text !== 'string' || started === undefined || ended === undefined || status === undefined) {
        invocation.writeError({
          message: 'Cannot add the object to the history.',
          id: 'AddHistoryInvalidInput',
          category: 'InvalidArgument',
          target: object,
          why: 'An entry has CommandLine, ExecutionStatus (Completed, Failed, Stopped), StartExecutionTime and EndExecutionTime.',
          exceptionType: 'System.IO.InvalidDataException',
        });
        continue;
      }
      const entry = invocation.session.addHistory({ text, startedMs: started, endedMs: ended, status });
      if (args.Passthru) invocation.write(historyInfo(entry));
    }
  },
});

const STATUSES = ['Completed', 'Failed', 'Stopped'] as const;

function timeOf(value: Value | undefined): number | undefined {
  if (value === undefined || value === null) return undefined;
  return unixMs(toUtc(convertTo(value, dateTimeType) as DateTime));
}
