import type { HistoryEntry } from '../../src/cmdlet/session.ts';
import { localDateTime, timeSpanOfMs } from '../../src/values/date-time.ts';
import { objectOf, objectType, type TypedObject } from '../../src/values/object-type.ts';

/** What Get-History returns. */
export const historyInfoType = objectType<HistoryEntry>()({
  name: 'HistoryInfo',
  fullName: 'Microsoft.PowerShell.Commands.HistoryInfo',
  properties: {
    Id: { type: 'long', get: ({ id }) => BigInt(id) },
    CommandLine: { type: 'string', get: ({ text }) => text },
    ExecutionStatus: { type: 'PipelineState', get: ({ status }) => status },
    StartExecutionTime: { type: 'datetime', get: ({ startedMs }) => localDateTime(startedMs) },
    EndExecutionTime: { type: 'datetime', get: ({ endedMs }) => localDateTime(endedMs) },
    Duration: { type: 'timespan', get: ({ startedMs, endedMs }) => timeSpanOfMs(endedMs - startedMs) },
  },
  view: {
    table: [
      { property: 'Id', width: 4, align: 'right' },
      {
        label: 'Duration',
        width: 12,
        align: 'right',
        get: ({ startedMs, endedMs }) => ((endedMs - startedMs) / 1000).toFixed(3),
      },
      { property: 'CommandLine' },
    ],
  },
  toString: ({ text }) => text,
});

export function historyInfo(entry: HistoryEntry): TypedObject<HistoryEntry> {
  return objectOf(historyInfoType, entry);
}
