import { ambient } from './ambient.ts';
import { MONTHS, partsOfTicks, TICKS_PER_DAY, ticksOfParts } from './calendar.ts';
import { DateTime, localDateTime, TimeSpan, toLocal } from './date-time.ts';

const TIME = String.raw`(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7})\d*)?)?(?:\s*(am|pm|a|p))?`;
const ZONE = String.raw`\s*(z|gmt|utc|[+-]\d{1,2}(?::?\d{2})?)?`;
const SHAPES: readonly { readonly pattern: RegExp; readonly order: readonly DateField[] }[] = [
  { pattern: shape(String.raw`(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})`), order: ['year', 'month', 'day'] },
  { pattern: shape(String.raw`(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})`), order: ['month', 'day', 'year'] },
  {
    pattern: shape(String.raw`(?:[a-z]+,?\s+)?([a-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4}|\d{2})`),
    order: ['month', 'day', 'year'],
  },
  {
    pattern: shape(String.raw`(?:[a-z]+,?\s+)?(\d{1,2})[\s-]([a-z]{3,9})\.?[\s-](\d{4}|\d{2})`),
    order: ['day', 'month', 'year'],
  },
  { pattern: shape(String.raw`([a-z]{3,9})\.?\s+(\d{4})()`), order: ['month', 'year', 'day'] },
  { pattern: shape(String.raw`(\d{1,2})[-/](\d{1,2})()`), order: ['month', 'day', 'year'] },
  { pattern: shape(String.raw`(\d{4})-(\d{1,2})()`), order: ['year', 'month', 'day'] },
];

type DateField = 'year' | 'month' | 'day';

function shape(date: string): RegExp {
  return new RegExp(`^\\s*${date}(?:(?:\\s+|t)${TIME})?${ZONE}\\s*$`, 'i');
}

/** A date as the invariant culture reads it, zone applied and turned to local time; undefined when it is none. */
export function parseDate(text: string): DateTime | undefined {
  for (const { pattern, order } of SHAPES) {
    const match = pattern.exec(text);
    if (match !== null) return fromMatch(match, order);
  }
  const time = new RegExp(`^\\s*${TIME}${ZONE}\\s*$`, 'i').exec(text);
  if (time === null) return undefined;
  const { year, month, day } = partsOfTicks(localDateTime(ambient().nowMs()).ticks);
  return assemble({ year, month, day }, time.slice(1));
}

function fromMatch(match: RegExpExecArray, order: readonly DateField[]): DateTime | undefined {
  const date = { year: 0, month: 1, day: 1 };
  for (const [index, field] of order.entries()) {
    const text = match[index + 1] ?? '';
    if (text === '') {
      if (field === 'year') date.year = partsOfTicks(localDateTime(ambient().nowMs()).ticks).year;
      continue;
    }
    const number = field === 'month' ? monthNumber(text) : Number(text);
    if (number === undefined) return undefined;
    date[field] = field === 'year' && text.length === 2 ? number + (number < 50 ? 2000 : 1900) : number;
  }
  return assemble(date, match.slice(4));
}

function monthNumber(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const wanted = text.toLowerCase();
  const index = MONTHS.findIndex(
    (name) => name.toLowerCase() === wanted || name.slice(0, 3).toLowerCase() === wanted,
  );
  return index < 0 ? undefined : index + 1;
}

function assemble(
  date: { readonly year: number; readonly month: number; readonly day: number },
  time: readonly (string | undefined)[],
): DateTime | undefined {
  const [hours = '0', minutes = '0', seconds = '0', fraction = '', half, zone] = time;
  let hour = Number(hours);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0);
  }
  const ticks = ticksOfParts({
    ...date,
    hour,
    minute: Number(minutes),
    second: Number(seconds),
    ticks: Number(fraction.padEnd(7, '0')),
  });
  if (ticks === undefined) return undefined;
  if (zone === undefined) return new DateTime(ticks, 'Unspecified');
  return toLocal(new DateTime(ticks - BigInt(zoneMinutes(zone)) * 600_000_000n, 'Utc'));
}

function zoneMinutes(zone: string): number {
  const match = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone);
  if (match === null) return 0;
  const [, sign, hours = '0', minutes = '0'] = match;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** `[-][d.]hh:mm[:ss[.fffffff]]` or a number of days; undefined when it is neither. */
export function parseTimeSpan(text: string): TimeSpan | undefined {
  const days = /^\s*(-?)(\d{1,8})\s*$/.exec(text);
  if (days !== null)
    return new TimeSpan((days[1] === '-' ? -1n : 1n) * BigInt(days[2] ?? '0') * TICKS_PER_DAY);
  // Three numbers are hours, minutes and seconds; a colon ends the days only where four stand.
  const match =
    /^\s*(-?)(?:(\d{1,8})(?:\.|:(?=\d+:\d+:)))?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?\s*$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, sign, day = '0', hour = '0', minute = '0', second = '0', fraction = ''] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  const ticks = BigInt(day) * TICKS_PER_DAY + BigInt(seconds) * 10_000_000n + BigInt(fraction.padEnd(7, '0'));
  return new TimeSpan(sign === '-' ? -ticks : ticks);
}
