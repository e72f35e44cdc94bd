import { ambient } from '../ambient.ts';
import { convertTo } from '../convert.ts';
import {
  DateTime,
  dateTimeType,
  localDateTime,
  localOffsetMinutes,
  TimeSpan,
  toLocal,
  toUtc,
} from '../date-time.ts';
import { NetException } from '../net-exception.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import type { TypeInfo, TypeMember } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { NetObject, type Value } from '../value.ts';
import { constant, method, property, staticMethod, textArgument } from './define.ts';

const TICKS_PER_MINUTE = 600_000_000n;

/** `[timezoneinfo]`: a zone by its IANA name; the machine's own when `isLocal`. */
class TimeZone extends NetObject {
  readonly id: string;
  readonly isLocal: boolean;
  constructor(id: string, isLocal: boolean) {
    super();
    this.id = id;
    this.isLocal = isLocal;
  }

  get type(): TypeInfo {
    return zoneType;
  }

  /** Minutes that the zone's clock is ahead of UTC at an instant. */
  offsetMinutes(date: DateTime): number {
    if (this.id === 'UTC') return 0;
    if (this.isLocal) return -localOffsetMinutes(toLocal(date));
    const instant = new Date(unixMsOf(toUtc(date)));
    const parts = new Intl.DateTimeFormat('en-US', { timeZone: this.id, timeZoneName: 'longOffset' });
    const name = parts.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const match = /([+-])(\d\d):(\d\d)/.exec(name);
    if (match === null) return 0;
    return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]));
  }

  override asText(): string {
    return this.id;
  }
}

function unixMsOf(date: DateTime): number {
  return Number((date.ticks - 621_355_968_000_000_000n) / 10_000n);
}

function span(minutes: number): TimeSpan {
  return new TimeSpan(BigInt(minutes) * TICKS_PER_MINUTE);
}

function dateArgument(value: Value | undefined): DateTime {
  return convertTo(value ?? null, dateTimeType) as DateTime;
}

function localZone(): TimeZone {
  return new TimeZone(Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC', true);
}

/** The zone of an IANA name; undefined when there is none. */
export function findTimeZone(id: string): TimeZone | undefined {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en-US', { timeZone: id }).resolvedOptions();
    return new TimeZone(timeZone, false);
  } catch {
    return undefined;
  }
}

export function currentTimeZone(): NetObject {
  return localZone();
}

export function knownTimeZones(): NetObject[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone')].map((id) => new TimeZone(id, false));
}

function zoneNamed(id: string): TimeZone {
  const found = findTimeZone(id);
  if (found !== undefined) return found;
  throw new NetException(
    'TimeZoneNotFoundException',
    `The time zone ID '${id}' was not found on the local computer.`,
  );
}

/** The date on another zone's clock. */
function converted(date: DateTime, zone: TimeZone): DateTime {
  const utc = toUtc(date);
  return new DateTime(
    utc.ticks + BigInt(zone.offsetMinutes(utc)) * TICKS_PER_MINUTE,
    zone.id === 'UTC' ? 'Utc' : 'Unspecified',
  );
}

/** The offset in January or in July, whichever is the smaller. */
function baseOffset(zone: TimeZone): number {
  const year = new Date(ambient().nowMs()).getUTCFullYear();
  return Math.min(
    ...[0, 6].map((month) => zone.offsetMinutes(toUtc(localDateTime(Date.UTC(year, month, 1))))),
  );
}

const zoneMembers = (): TypeMember[] => [
  property('Id', 'string', (self: TimeZone) => self.id),
  property('HasIanaId', 'bool', () => true),
  property('DisplayName', 'string', (self: TimeZone) => `(UTC${offsetText(baseOffset(self))}) ${self.id}`),
  property('StandardName', 'string', (self: TimeZone) => self.id),
  property('DaylightName', 'string', (self: TimeZone) => self.id),
  property('BaseUtcOffset', 'timespan', (self: TimeZone) => span(baseOffset(self))),
  property('SupportsDaylightSavingTime', 'bool', (self: TimeZone) => {
    const year = new Date(ambient().nowMs()).getUTCFullYear();
    const [winter, summer] = [0, 6].map((month) =>
      self.offsetMinutes(toUtc(localDateTime(Date.UTC(year, month, 1)))),
    );
    return winter !== summer;
  }),
  method('timespan GetUtcOffset(datetime time)', (self: TimeZone, args) =>
    span(self.offsetMinutes(dateArgument(args[0]))),
  ),
  method('bool IsDaylightSavingTime(datetime time)', (self: TimeZone, args) => {
    return self.offsetMinutes(dateArgument(args[0])) !== baseOffset(self);
  }),
];

function offsetText(minutes: number): string {
  if (minutes === 0) return '';
  const size = Math.abs(minutes);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.trunc(size / 60))}:${two(size % 60)}`;
}

const zoneType: TypeInfo = defineType({
  fullName: 'System.TimeZoneInfo',
  aliases: ['timezoneinfo'],
  base: () => objectTypeInfo,
  members: zoneMembers,
  statics: () => [
    constant('Local', 'timezoneinfo', localZone),
    constant('Utc', 'timezoneinfo', () => new TimeZone('UTC', false)),
    staticMethod('timezoneinfo FindSystemTimeZoneById(string id)', (args) =>
      zoneNamed(textArgument(args, 0)),
    ),
    staticMethod('timezoneinfo[] GetSystemTimeZones()', () => knownTimeZones()),
    staticMethod('datetime ConvertTimeBySystemTimeZoneId(datetime time, string id)', (args) =>
      converted(dateArgument(args[0]), zoneNamed(textArgument(args, 1))),
    ),
    staticMethod('datetime ConvertTimeFromUtc(datetime time, timezoneinfo zone)', ([time, zone]) => {
      const utc = new DateTime(dateArgument(time).ticks, 'Utc');
      return zone instanceof TimeZone ? converted(utc, zone) : utc;
    }),
    staticMethod('datetime ConvertTimeToUtc(datetime time)', (args) => toUtc(dateArgument(args[0]))),
  ],
});

defineType({
  fullName: 'System.TimeZone',
  statics: () => [constant('CurrentTimeZone', 'timezone', localZone)],
});
