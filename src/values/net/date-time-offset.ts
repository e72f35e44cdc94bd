import { ambient } from '../ambient.ts';
import { ticksOfParts } from '../calendar.ts';
import { convertTo } from '../convert.ts';
import {
  DateTime,
  dateTimeType,
  EPOCH_TICKS,
  localOffsetMinutes,
  TICKS_PER_MS,
  TimeSpan,
  timeSpanType,
  toLocal,
  utcDateTime,
} from '../date-time.ts';
import { formatDate } from '../format-date.ts';
import { NetException } from '../net-exception.ts';
import { valueTypeInfo } from '../object-type-base.ts';
import { parseDate } from '../parse-date.ts';
import { toText } from '../to-text.ts';
import type { TypeInfo, TypeMember } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { isNull, NetObject, type Value } from '../value.ts';
import {
  constant,
  doubleArgument,
  intArgument,
  longArgument,
  method,
  property,
  staticMethod,
  textArgument,
} from './define.ts';
import { tryParse } from './number-members.ts';

const TICKS_PER_MINUTE = 600_000_000n;

/** `[datetimeoffset]`: ticks of a clock that is `offsetMinutes` ahead of UTC. */
export class DateTimeOffset extends NetObject {
  readonly ticks: bigint;
  readonly offsetMinutes: number;
  constructor(ticks: bigint, offsetMinutes: number) {
    super();
    this.ticks = ticks;
    this.offsetMinutes = offsetMinutes;
  }

  get type(): TypeInfo {
    return offsetType;
  }

  get utcTicks(): bigint {
    return this.ticks - BigInt(this.offsetMinutes) * TICKS_PER_MINUTE;
  }

  /** The clock's date and time, of no particular zone. */
  get clock(): DateTime {
    return new DateTime(this.ticks);
  }

  override asText(): string {
    const ahead = Math.abs(this.offsetMinutes);
    const two = (number: number): string => String(number).padStart(2, '0');
    const sign = this.offsetMinutes < 0 ? '-' : '+';
    return `${formatDate(this.clock, 'G')} ${sign}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`;
  }

  compareTo(other: Value): number | undefined {
    if (!(other instanceof DateTimeOffset)) return undefined;
    return this.utcTicks < other.utcTicks ? -1 : this.utcTicks > other.utcTicks ? 1 : 0;
  }
}

/** A date as its own zone's offset has it; an Unspecified one is taken as local. */
export function offsetOf(date: DateTime): DateTimeOffset {
  return new DateTimeOffset(date.ticks, date.kind === 'Utc' ? 0 : -localOffsetMinutes(date));
}

function parsed(text: string): DateTimeOffset {
  const zone = /([+-])(\d{1,2}):?(\d{2})\s*$/.exec(text);
  const date = parseDate(text);
  if (date === undefined)
    throw new NetException('FormatException', `String '${text}' was not recognized as a valid DateTime.`);
  const minutes = zone === null ? 0 : (Number(zone[2]) * 60 + Number(zone[3])) * (zone[1] === '-' ? -1 : 1);
  if (/z\s*$/i.test(text) || zone !== null) {
    const utc = offsetOf(date).utcTicks;
    return new DateTimeOffset(utc + BigInt(minutes) * TICKS_PER_MINUTE, minutes);
  }
  return offsetOf(date);
}

function made(args: readonly Value[]): DateTimeOffset {
  if (args.length > 2) return fromParts(args);
  const [first = null, second = null] = args;
  if (typeof first === 'string') return parsed(first);
  const date = first instanceof DateTime ? first : new DateTime(longArgument([first], 0));
  if (isNull(second)) return offsetOf(date);
  const span = convertTo(second, timeSpanType);
  return new DateTimeOffset(date.ticks, span instanceof TimeSpan ? Number(span.ticks / TICKS_PER_MINUTE) : 0);
}

/** Year to second, then milliseconds and microseconds as far as given, and the offset last. */
function fromParts(args: readonly Value[]): DateTimeOffset {
  const numbers = args.slice(0, -1).map((_value, index) => intArgument(args, index));
  const [year = 1, month = 1, day = 1, hour = 0, minute = 0, second = 0, milli = 0, micro = 0] = numbers;
  const ticks = ticksOfParts({ year, month, day, hour, minute, second, ticks: milli * 10_000 + micro * 10 });
  if (ticks === undefined)
    throw new NetException(
      'ArgumentOutOfRangeException',
      'Year, Month, and Day parameters describe an un-representable DateTime.',
    );
  const offset = convertTo(args.at(-1) ?? null, timeSpanType) as TimeSpan;
  return new DateTimeOffset(ticks, Number(offset.ticks / TICKS_PER_MINUTE));
}

const ADDERS: readonly (readonly [string, number])[] = [
  ['AddDays', 864_000_000_000],
  ['AddHours', 36_000_000_000],
  ['AddMinutes', 600_000_000],
  ['AddSeconds', 10_000_000],
  ['AddMilliseconds', 10_000],
  ['AddTicks', 1],
];

function adder([name, ticksPerUnit]: readonly [string, number]): TypeMember {
  return method(`datetimeoffset ${name}(double value)`, (self: DateTimeOffset, args) => {
    const ticks = BigInt(Math.round(doubleArgument(args, 0) * ticksPerUnit));
    return new DateTimeOffset(self.ticks + ticks, self.offsetMinutes);
  });
}

function sinceEpoch(self: DateTimeOffset): bigint {
  return self.utcTicks - EPOCH_TICKS;
}

/** The parts of the clock are those of a DateTime. */
const CLOCK_PARTS = [
  'Year',
  'Month',
  'Day',
  'Hour',
  'Minute',
  'Second',
  'Millisecond',
  'DayOfWeek',
  'DayOfYear',
  'Date',
];

function clockPart(name: string): TypeMember {
  const read = (self: DateTimeOffset): Value => {
    const member = dateTimeType.member(name.toLowerCase());
    return member?.kind === 'Property' ? member.get(self.clock) : null;
  };
  return property(name, 'object', read);
}

const members = (): TypeMember[] => [
  ...CLOCK_PARTS.map(clockPart),
  property('DateTime', 'datetime', (self: DateTimeOffset) => self.clock),
  property('UtcDateTime', 'datetime', (self: DateTimeOffset) => new DateTime(self.utcTicks, 'Utc')),
  property('LocalDateTime', 'datetime', (self: DateTimeOffset) =>
    toLocal(new DateTime(self.utcTicks, 'Utc')),
  ),
  property(
    'Offset',
    'timespan',
    (self: DateTimeOffset) => new TimeSpan(BigInt(self.offsetMinutes) * TICKS_PER_MINUTE),
  ),
  property('Ticks', 'long', (self: DateTimeOffset) => self.ticks),
  property('UtcTicks', 'long', (self: DateTimeOffset) => self.utcTicks),
  method('long ToUnixTimeSeconds()', (self: DateTimeOffset) => sinceEpoch(self) / 10_000_000n),
  method('long ToUnixTimeMilliseconds()', (self: DateTimeOffset) => sinceEpoch(self) / TICKS_PER_MS),
  method('datetimeoffset ToUniversalTime()', (self: DateTimeOffset) => new DateTimeOffset(self.utcTicks, 0)),
  method('datetimeoffset ToLocalTime()', (self: DateTimeOffset) =>
    offsetOf(toLocal(new DateTime(self.utcTicks, 'Utc'))),
  ),
  method('datetimeoffset ToOffset(timespan offset)', (self: DateTimeOffset, [offset = null]) => {
    const minutes = (convertTo(offset, timeSpanType) as TimeSpan).ticks / TICKS_PER_MINUTE;
    return new DateTimeOffset(self.utcTicks + minutes * TICKS_PER_MINUTE, Number(minutes));
  }),
  method(
    [
      'string ToString()',
      'string ToString(string format)',
      'string ToString(string format, IFormatProvider provider)',
    ],
    (self: DateTimeOffset, [format]) =>
      typeof format === 'string' ? formatDate(self.clock, format) : self.asText(),
  ),
  method('int CompareTo(object other)', (self: DateTimeOffset, [other = null]) => self.compareTo(other) ?? 1),
  ...ADDERS.map(adder),
  method(
    'bool EqualsExact(datetimeoffset other)',
    (self: DateTimeOffset, [other = null]) =>
      other instanceof DateTimeOffset &&
      other.ticks === self.ticks &&
      other.offsetMinutes === self.offsetMinutes,
  ),
  method('bool Equals(object other)', (self: DateTimeOffset, [other = null]) => self.compareTo(other) === 0),
];

const offsetType: TypeInfo = defineType({
  fullName: 'System.DateTimeOffset',
  aliases: ['datetimeoffset'],
  kind: 'struct',
  base: () => valueTypeInfo,
  interfaces: ['System.IComparable', 'System.IFormattable'],
  construct: made,
  convert: (value) => (typeof value === 'string' || value instanceof DateTime ? made([value]) : undefined),
  members,
  statics: () => [
    constant('Now', 'datetimeoffset', () => offsetOf(toLocal(utcDateTime(ambient().nowMs())))),
    constant('UtcNow', 'datetimeoffset', () => offsetOf(utcDateTime(ambient().nowMs()))),
    constant('MinValue', 'datetimeoffset', () => new DateTimeOffset(0n, 0)),
    constant('UnixEpoch', 'datetimeoffset', () => new DateTimeOffset(EPOCH_TICKS, 0)),
    staticMethod(
      'datetimeoffset FromUnixTimeSeconds(long seconds)',
      (args) => new DateTimeOffset(EPOCH_TICKS + longArgument(args, 0) * 10_000_000n, 0),
    ),
    staticMethod(
      'datetimeoffset FromUnixTimeMilliseconds(long milliseconds)',
      (args) => new DateTimeOffset(EPOCH_TICKS + longArgument(args, 0) * TICKS_PER_MS, 0),
    ),
    staticMethod(
      ['datetimeoffset Parse(string text)', 'datetimeoffset Parse(string text, IFormatProvider provider)'],
      (args) => parsed(textArgument(args, 0)),
    ),
    staticMethod('bool TryParse(string text, ref result)', (args) =>
      tryParse(() => parsed(toText(args[0] ?? null)), args[1]),
    ),
  ],
});
