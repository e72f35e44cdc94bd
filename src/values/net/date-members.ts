import { ambient } from '../ambient.ts';
import {
  addMonths,
  DAYS,
  daysInMonth,
  isLeapYear,
  partsOfTicks,
  TICKS_PER_DAY,
  ticksOfParts,
} from '../calendar.ts';
import { compareValues } from '../compare.ts';
import { convertTo } from '../convert.ts';
import {
  DateTime,
  type DateTimeKind,
  dateTimeType,
  EPOCH_TICKS,
  localDateTime,
  MAX_DATE_TICKS,
  TimeSpan,
  timeSpanType,
  toLocal,
  toUtc,
  utcDateTime,
} from '../date-time.ts';
import { defineEnum, type EnumValue } from '../enum-type.ts';
import { formatValue } from '../format.ts';
import { spanParts } from '../format-time-span.ts';
import { NetException } from '../net-exception.ts';
import { double } from '../numeric.ts';
import { parseDate, parseTimeSpan } from '../parse-date.ts';
import { toText } from '../to-text.ts';
import type { TypeMember } from '../type-info.ts';
import { isNull, type Value } from '../value.ts';
import {
  constant,
  doubleArgument,
  intArgument,
  longArgument,
  method,
  outOfRange,
  property,
  staticMethod,
  textArgument,
} from './define.ts';
import { setReference } from './number-members.ts';
import { parseExactDate } from './parse-exact-date.ts';

export const dayOfWeekType = defineEnum({ fullName: 'System.DayOfWeek', values: DAYS });
const dateKindType = defineEnum({ fullName: 'System.DateTimeKind', values: ['Unspecified', 'Utc', 'Local'] });

/** Members of DateTime and TimeSpan. */
export function completeDates(): void {
  dateTimeType.complete({ members: dateMembers, statics: dateStatics, construct: constructDate });
  timeSpanType.complete({ members: spanMembers, statics: spanStatics, construct: constructSpan });
}

function part(name: string, get: (parts: ReturnType<typeof partsOfTicks>) => number): TypeMember {
  return property(name, 'int', (self: DateTime) => get(partsOfTicks(self.ticks)));
}

function moved(date: DateTime, ticks: bigint): DateTime {
  if (ticks < 0n || ticks > MAX_DATE_TICKS)
    throw outOfRange('value', 'The added or subtracted value results in an un-representable DateTime.');
  return new DateTime(ticks, date.kind);
}

function adder(name: string, ticksPerUnit: number): TypeMember {
  return method(`datetime ${name}(double value)`, (self: DateTime, args) =>
    moved(self, self.ticks + BigInt(Math.round(doubleArgument(args, 0) * ticksPerUnit))),
  );
}

const dateMembers = (): TypeMember[] => [
  property(
    'Date',
    'datetime',
    (self: DateTime) => new DateTime(self.ticks - (self.ticks % TICKS_PER_DAY), self.kind),
  ),
  part('Day', (parts) => parts.day),
  property('DayOfWeek', 'System.DayOfWeek', (self: DateTime) =>
    dayOfWeekType.ofNumber(partsOfTicks(self.ticks).dayOfWeek),
  ),
  property('DayOfYear', 'int', (self: DateTime) => {
    const { year } = partsOfTicks(self.ticks);
    const start = ticksOfParts({ year, month: 1, day: 1, hour: 0, minute: 0, second: 0, ticks: 0 }) ?? 0n;
    return Number((self.ticks - start) / TICKS_PER_DAY) + 1;
  }),
  part('Hour', (parts) => parts.hour),
  property('Kind', 'System.DateTimeKind', (self: DateTime) => dateKindType.value(self.kind)),
  part('Millisecond', (parts) => Math.floor(parts.ticks / 10_000)),
  part('Microsecond', (parts) => Math.floor(parts.ticks / 10) % 1000),
  part('Nanosecond', (parts) => (parts.ticks % 10) * 100),
  part('Minute', (parts) => parts.minute),
  part('Month', (parts) => parts.month),
  part('Second', (parts) => parts.second),
  property('Ticks', 'long', (self: DateTime) => self.ticks),
  property('TimeOfDay', 'timespan', (self: DateTime) => new TimeSpan(self.ticks % TICKS_PER_DAY)),
  part('Year', (parts) => parts.year),
  adder('AddDays', 864e9),
  adder('AddHours', 36e9),
  adder('AddMinutes', 6e8),
  adder('AddSeconds', 1e7),
  adder('AddMilliseconds', 1e4),
  method('datetime AddTicks(long value)', (self: DateTime, args) =>
    moved(self, self.ticks + longArgument(args, 0)),
  ),
  method('datetime AddMonths(int months)', (self: DateTime, args) =>
    moved(self, addMonths(self.ticks, intArgument(args, 0)) ?? -1n),
  ),
  method('datetime AddYears(int years)', (self: DateTime, args) =>
    moved(self, addMonths(self.ticks, 12 * intArgument(args, 0)) ?? -1n),
  ),
  method('datetime Add(timespan value)', (self: DateTime, [value = null]) =>
    moved(self, self.ticks + span(value).ticks),
  ),
  method(
    ['timespan Subtract(datetime value)', 'datetime Subtract(timespan value)'],
    (self: DateTime, [value = null]) =>
      value instanceof DateTime
        ? new TimeSpan(self.ticks - value.ticks)
        : moved(self, self.ticks - span(value).ticks),
  ),
  method('datetime ToUniversalTime()', (self: DateTime) => toUtc(self)),
  method('datetime ToLocalTime()', (self: DateTime) =>
    toLocal(self.kind === 'Unspecified' ? new DateTime(self.ticks, 'Utc') : self),
  ),
  method(
    [
      'string ToString()',
      'string ToString(string format)',
      'string ToString(string format, IFormatProvider provider)',
    ],
    (self: DateTime, [format]) => (typeof format === 'string' ? formatValue(self, format) : toText(self)),
  ),
  method('string ToShortDateString()', (self: DateTime) => formatValue(self, 'd')),
  method('string ToLongDateString()', (self: DateTime) => formatValue(self, 'D')),
  method('string ToShortTimeString()', (self: DateTime) => formatValue(self, 't')),
  method('string ToLongTimeString()', (self: DateTime) => formatValue(self, 'T')),
  method('long ToFileTime()', (self: DateTime) => toUtc(self).ticks - FILE_TIME_EPOCH),
  method('long ToFileTimeUtc()', (self: DateTime) => self.ticks - FILE_TIME_EPOCH),
  method('double ToOADate()', (self: DateTime) => double(Number(self.ticks - OA_EPOCH) / 864e9)),
  method('int CompareTo(object value)', (self: DateTime, [other = null]) =>
    isNull(other) ? 1 : compareValues(self, other),
  ),
  method(
    'bool Equals(object value)',
    (self: DateTime, [other]) => other instanceof DateTime && other.ticks === self.ticks,
  ),
  method('bool IsDaylightSavingTime()', () => false),
];

const FILE_TIME_EPOCH = 504_911_232_000_000_000n;
const OA_EPOCH = 599_264_352_000_000_000n;

function span(value: Value): TimeSpan {
  return convertTo(value, timeSpanType) as TimeSpan;
}

const dateStatics = (): TypeMember[] => [
  constant('Now', 'datetime', () => localDateTime(ambient().nowMs())),
  constant('UtcNow', 'datetime', () => utcDateTime(ambient().nowMs())),
  constant('Today', 'datetime', () => {
    const now = localDateTime(ambient().nowMs());
    return new DateTime(now.ticks - (now.ticks % TICKS_PER_DAY), 'Local');
  }),
  constant('MinValue', 'datetime', () => new DateTime(0n)),
  constant('MaxValue', 'datetime', () => new DateTime(MAX_DATE_TICKS)),
  constant('UnixEpoch', 'datetime', () => new DateTime(EPOCH_TICKS, 'Utc')),
  staticMethod(
    [
      'datetime Parse(string text)',
      'datetime Parse(string text, IFormatProvider provider)',
      'datetime Parse(string text, IFormatProvider provider, DateTimeStyles styles)',
    ],
    (args) => parsed(textArgument(args, 0)),
  ),
  staticMethod(['bool TryParse(string text, ref result)'], (args) => {
    const date = parseDate(textArgument(args, 0));
    if (date !== undefined) setReference(args[1], date);
    return date !== undefined;
  }),
  staticMethod(
    [
      'datetime ParseExact(string text, string format, IFormatProvider provider)',
      'datetime ParseExact(string text, string format, IFormatProvider provider, DateTimeStyles style)',
    ],
    (args) => {
      const date = exact(args);
      if (date === undefined) throw notRecognised(textArgument(args, 0));
      return date;
    },
  ),
  staticMethod(
    [
      'bool TryParseExact(string text, string format, IFormatProvider provider, DateTimeStyles style, ref result)',
    ],
    (args) => {
      const date = exact(args);
      if (date !== undefined) setReference(args[4], date);
      return date !== undefined;
    },
  ),
  staticMethod('int DaysInMonth(int year, int month)', (args) =>
    daysInMonth(intArgument(args, 0), intArgument(args, 1)),
  ),
  staticMethod('bool IsLeapYear(int year)', (args) => isLeapYear(intArgument(args, 0))),
  staticMethod('datetime FromFileTime(long time)', (args) =>
    toLocal(new DateTime(longArgument(args, 0) + FILE_TIME_EPOCH, 'Utc')),
  ),
  staticMethod(
    'datetime FromFileTimeUtc(long time)',
    (args) => new DateTime(longArgument(args, 0) + FILE_TIME_EPOCH, 'Utc'),
  ),
  staticMethod(
    'datetime FromOADate(double value)',
    (args) => new DateTime(OA_EPOCH + BigInt(Math.round(doubleArgument(args, 0) * 864e9))),
  ),
  staticMethod(
    'datetime SpecifyKind(datetime value, DateTimeKind kind)',
    ([value = null, kind = null]) =>
      new DateTime(
        (convertTo(value, dateTimeType) as DateTime).ticks,
        (convertTo(kind, dateKindType) as EnumValue).name as DateTimeKind,
      ),
  ),
  staticMethod('int Compare(datetime a, datetime b)', ([a = null, b = null]) =>
    compareValues(convertTo(a, dateTimeType), b),
  ),
];

function parsed(text: string): DateTime {
  const date = parseDate(text);
  if (date === undefined) throw notRecognised(text);
  return date;
}

function notRecognised(text: string): NetException {
  return new NetException('FormatException', `String '${text}' was not recognized as a valid DateTime.`);
}

function exact(args: readonly Value[]): DateTime | undefined {
  const formats = Array.isArray(args[1]) ? args[1].map((format) => toText(format)) : [textArgument(args, 1)];
  for (const format of formats) {
    const date = parseExactDate(textArgument(args, 0), format);
    if (date !== undefined) return date;
  }
  return undefined;
}

function constructDate(args: readonly Value[]): DateTime {
  if (args.length <= 2) {
    const kind =
      args.length === 2
        ? ((convertTo(args[1] ?? null, dateKindType) as EnumValue).name as DateTimeKind)
        : 'Unspecified';
    return new DateTime(args.length === 0 ? 0n : longArgument(args, 0), kind);
  }
  const last = args.at(-1);
  const kind =
    typeof last === 'string' || (typeof last === 'object' && last !== null && !Array.isArray(last))
      ? ((convertTo(last, dateKindType) as EnumValue).name as DateTimeKind)
      : 'Unspecified';
  const ticks = ticksOfParts({
    year: intArgument(args, 0),
    month: intArgument(args, 1),
    day: intArgument(args, 2),
    hour: intArgument(args, 3),
    minute: intArgument(args, 4),
    second: intArgument(args, 5),
    ticks: [10_000, 10].reduce((sum, unit, index) => {
      const part = args[6 + index];
      return typeof part === 'number' ? sum + part * unit : sum;
    }, 0),
  });
  if (ticks === undefined)
    throw new NetException(
      'ArgumentOutOfRangeException',
      'Year, Month, and Day parameters describe an un-representable DateTime.',
    );
  return new DateTime(ticks, kind);
}

function total(name: string, ticksPerUnit: number): TypeMember {
  return property(name, 'double', (self: TimeSpan) => double(Number(self.ticks) / ticksPerUnit));
}

function spanPart(name: string, get: (parts: ReturnType<typeof spanParts>) => number): TypeMember {
  return property(name, 'int', (self: TimeSpan) => {
    const value = get(spanParts(self.ticks));
    return self.ticks < 0n && value !== 0 ? -value : value;
  });
}

const spanMembers = (): TypeMember[] => [
  // In .NET's order, which ConvertTo-Json and Select-Object * show.
  property('Ticks', 'long', (self: TimeSpan) => self.ticks),
  spanPart('Days', (parts) => Number(parts.days)),
  spanPart('Hours', (parts) => parts.hours),
  spanPart('Milliseconds', (parts) => Math.floor(parts.ticks / 10_000)),
  spanPart('Microseconds', (parts) => Math.floor(parts.ticks / 10) % 1000),
  spanPart('Nanoseconds', (parts) => (parts.ticks % 10) * 100),
  spanPart('Minutes', (parts) => parts.minutes),
  spanPart('Seconds', (parts) => parts.seconds),
  total('TotalDays', 864e9),
  total('TotalHours', 36e9),
  total('TotalMilliseconds', 1e4),
  total('TotalMicroseconds', 10),
  total('TotalNanoseconds', 0.01),
  total('TotalMinutes', 6e8),
  total('TotalSeconds', 1e7),
  method(
    'timespan Add(timespan value)',
    (self: TimeSpan, [value = null]) => new TimeSpan(self.ticks + span(value).ticks),
  ),
  method(
    'timespan Subtract(timespan value)',
    (self: TimeSpan, [value = null]) => new TimeSpan(self.ticks - span(value).ticks),
  ),
  method('timespan Negate()', (self: TimeSpan) => new TimeSpan(-self.ticks)),
  method('timespan Duration()', (self: TimeSpan) => new TimeSpan(self.ticks < 0n ? -self.ticks : self.ticks)),
  method(
    'timespan Multiply(double factor)',
    (self: TimeSpan, args) => new TimeSpan(BigInt(Math.round(Number(self.ticks) * doubleArgument(args, 0)))),
  ),
  method(
    [
      'string ToString()',
      'string ToString(string format)',
      'string ToString(string format, IFormatProvider provider)',
    ],
    (self: TimeSpan, [format]) => (typeof format === 'string' ? formatValue(self, format) : toText(self)),
  ),
  method('int CompareTo(object value)', (self: TimeSpan, [other = null]) =>
    isNull(other) ? 1 : compareValues(self, other),
  ),
  method(
    'bool Equals(object value)',
    (self: TimeSpan, [other]) => other instanceof TimeSpan && other.ticks === self.ticks,
  ),
];

function from(name: string, ticksPerUnit: number): TypeMember {
  return staticMethod(
    `timespan ${name}(double value)`,
    (args) => new TimeSpan(BigInt(Math.round(doubleArgument(args, 0) * ticksPerUnit))),
  );
}

const spanStatics = (): TypeMember[] => [
  constant('Zero', 'timespan', () => new TimeSpan(0n)),
  constant('MaxValue', 'timespan', () => new TimeSpan((1n << 63n) - 1n)),
  constant('MinValue', 'timespan', () => new TimeSpan(-(1n << 63n))),
  constant('TicksPerSecond', 'long', () => 10_000_000n),
  constant('TicksPerDay', 'long', () => TICKS_PER_DAY),
  constant('TicksPerMillisecond', 'long', () => 10_000n),
  from('FromDays', 864e9),
  from('FromHours', 36e9),
  from('FromMinutes', 6e8),
  from('FromSeconds', 1e7),
  from('FromMilliseconds', 1e4),
  staticMethod('timespan FromTicks(long ticks)', (args) => new TimeSpan(longArgument(args, 0))),
  staticMethod(
    ['timespan Parse(string text)', 'timespan Parse(string text, IFormatProvider provider)'],
    (args) => {
      const value = parseTimeSpan(textArgument(args, 0));
      if (value === undefined)
        throw new NetException(
          'FormatException',
          `String '${textArgument(args, 0)}' was not recognized as a valid TimeSpan.`,
        );
      return value;
    },
  ),
  staticMethod('bool TryParse(string text, ref result)', (args) => {
    const value = parseTimeSpan(textArgument(args, 0));
    if (value !== undefined) setReference(args[1], value);
    return value !== undefined;
  }),
];

function constructSpan(args: readonly Value[]): TimeSpan {
  if (args.length <= 1) return new TimeSpan(args.length === 0 ? 0n : longArgument(args, 0));
  const numbers = args.map((_, index) => intArgument(args, index));
  const [days = 0, hours = 0, minutes = 0, seconds = 0, ms = 0] =
    args.length === 3 ? [0, ...numbers] : numbers;
  const total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
  return new TimeSpan(BigInt(total) * 10_000_000n + BigInt(ms) * 10_000n);
}
