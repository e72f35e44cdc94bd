import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { partsOfTicks, ticksOfParts } from '../../src/values/calendar.ts';
import {
  DateTime,
  dateTimeType,
  localDateTime,
  toLocal,
  toUtc,
  utcDateTime,
} from '../../src/values/date-time.ts';
import { formatValue } from '../../src/values/format.ts';
import { stringType } from '../../src/values/string-type.ts';
import { addNoteProperty } from '../objects/note-property.ts';
import { unixFormat } from './unix-date-format.ts';

const NET = 'DateAndFormat';
const UNIX = 'DateAndUFormat';
const PART = { type: 'int' } as const;

export default defineCmdlet({
  name: 'Get-Date',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Gets the date and time, or a date made of parts.',
  parameters: {
    Date: {
      type: 'datetime',
      position: 0,
      pipeline: 'both',
      aliases: ['LastWriteTime'],
      help: 'The date; now when not given.',
    },
    UnixTimeSeconds: { type: 'double', aliases: ['UnixTime'], help: 'Seconds since 1970 UTC.' },
    Year: { ...PART, validateRange: [1, 9999], help: 'The year.' },
    Month: { ...PART, validateRange: [1, 12], help: 'The month.' },
    Day: { ...PART, validateRange: [1, 31], help: 'The day.' },
    Hour: { ...PART, validateRange: [0, 23], help: 'The hour.' },
    Minute: { ...PART, validateRange: [0, 59], help: 'The minute.' },
    Second: { ...PART, validateRange: [0, 59], help: 'The second.' },
    Millisecond: { ...PART, validateRange: [0, 999], help: 'The millisecond.' },
    DisplayHint: { type: 'string', validateSet: ['Date', 'Time', 'DateTime'], help: 'What is shown of it.' },
    UFormat: {
      type: 'string',
      mandatory: [UNIX],
      sets: [UNIX],
      help: 'A text in the manner of date(1): %Y-%m-%d.',
    },
    Format: {
      type: 'string',
      sets: [NET],
      completer: () => ['FileDate', 'FileDateUniversal', 'FileDateTime', 'FileDateTimeUniversal'],
      help: 'A text by a .NET format: yyyy-MM-dd, or FileDate and the like.',
    },
    AsUTC: { type: 'switch', help: 'In universal time.' },
  },
  defaultParameterSet: NET,
  output: [dateTimeType, stringType],
  impact: 'none',
  examples: [
    { title: 'Now', code: 'Get-Date' },
    { title: 'A text', code: "Get-Date -Year 2016 -Month 11 -Day 15 -Format 'yyyy-MM-dd'" },
  ],
  process(args, invocation) {
    const given = args.UnixTimeSeconds === undefined ? args.Date : localDateTime(args.UnixTimeSeconds * 1000);
    const start = given ?? toLocal(utcDateTime(invocation.host.nowMs()));
    const parts = partsOfTicks(start.ticks);
    const ticks = ticksOfParts({
      year: args.Year ?? parts.year,
      month: args.Month ?? parts.month,
      day: args.Day ?? parts.day,
      hour: args.Hour ?? parts.hour,
      minute: args.Minute ?? parts.minute,
      second: args.Second ?? parts.second,
      ticks: args.Millisecond === undefined ? parts.ticks : args.Millisecond * 10_000,
    });
    if (ticks === undefined) {
      return invocation.throwTerminating({
        message: 'Year, Month, and Day parameters describe an un-representable DateTime.',
        id: 'ArgumentOutOfRange',
        category: 'InvalidArgument',
        exceptionType: 'System.ArgumentOutOfRangeException',
      });
    }
    const date = new DateTime(ticks, start.kind);
    const wanted = args.AsUTC ? toUtc(date) : date;
    if (args.UFormat !== undefined) invocation.write(unixFormat(wanted, args.UFormat));
    else if (args.Format !== undefined) invocation.write(netFormat(wanted, args.Format));
    else {
      if (args.DisplayHint !== undefined) addNoteProperty(wanted, 'DisplayHint', args.DisplayHint);
      invocation.write(wanted);
    }
  },
});

const FILE_FORMATS: ReadonlyMap<string, string> = new Map([
  ['filedate', 'yyyyMMdd'],
  ['filedateuniversal', 'yyyyMMddZ'],
  ['filedatetime', 'yyyyMMddTHHmmssffff'],
  ['filedatetimeuniversal', 'yyyyMMddTHHmmssffffZ'],
]);

function netFormat(date: DateTime, format: string): string {
  const fileFormat = FILE_FORMATS.get(format.toLowerCase());
  if (fileFormat === undefined) return formatValue(date, format);
  const zoned = fileFormat.endsWith('Z') ? toUtc(date) : date;
  return formatValue(zoned, fileFormat.replace('T', "'T'").replace('Z', "'Z'"));
}
