import { EPOCH_TICKS, TICKS_PER_MS } from './date-time.ts';

/** A date's parts in the proleptic Gregorian calendar. `ticks` is the part below a second, in 100 ns. */
export interface DateParts {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ticks: number;
  /** 0 is Sunday. */
  readonly dayOfWeek: number;
}

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
export const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

export const TICKS_PER_SECOND = 10_000_000n;
export const TICKS_PER_DAY = 864_000_000_000n;

export function partsOfTicks(ticks: bigint): DateParts {
  const secondTicks = Number(ticks % TICKS_PER_SECOND);
  const exact = new Date(Number((ticks / TICKS_PER_SECOND) * 1000n - EPOCH_TICKS / TICKS_PER_MS));
  return {
    year: exact.getUTCFullYear(),
    month: exact.getUTCMonth() + 1,
    day: exact.getUTCDate(),
    hour: exact.getUTCHours(),
    minute: exact.getUTCMinutes(),
    second: exact.getUTCSeconds(),
    ticks: secondTicks,
    dayOfWeek: exact.getUTCDay(),
  };
}

/** Undefined when the parts are no date, such as 30 February. */
export function ticksOfParts(parts: Omit<DateParts, 'dayOfWeek'>): bigint | undefined {
  const { year, month, day, hour, minute, second, ticks } = parts;
  if (year < 1 || year > 9999 || month < 1 || month > 12) return undefined;
  if (day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  return BigInt(date.getTime()) * TICKS_PER_MS + EPOCH_TICKS + BigInt(ticks);
}

export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** The same time of day in another month; the day is cut to that month's last. */
export function addMonths(ticks: bigint, months: number): bigint | undefined {
  const parts = partsOfTicks(ticks);
  const index = parts.year * 12 + parts.month - 1 + months;
  const year = Math.floor(index / 12);
  const month = (index % 12) + 1;
  if (year < 1 || year > 9999) return undefined;
  return ticksOfParts({ ...parts, year, month, day: Math.min(parts.day, daysInMonth(year, month)) });
}
