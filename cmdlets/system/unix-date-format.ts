import { DAYS, MONTHS, partsOfTicks } from '../../src/values/calendar.ts';
import { type DateTime, localOffsetMinutes, unixMs } from '../../src/values/date-time.ts';

/** A date as date(1) formats it: `%Y-%m-%d %H:%M:%S`. Unknown letters stay as they are. */
export function unixFormat(date: DateTime, format: string): string {
  const parts = partsOfTicks(date.ticks);
  const { year, month, day, hour, minute, second, dayOfWeek } = parts;
  const pad = (value: number, width = 2, fill = '0'): string => String(value).padStart(width, fill);
  const dayName = DAYS[dayOfWeek] ?? '';
  const monthName = MONTHS[month - 1] ?? '';
  const yearDay = dayOfYear(year, month, day);
  const week = isoWeek(year, yearDay, dayOfWeek);
  const hour12 = hour % 12 === 0 ? 12 : hour % 12;
  const offset = zoneOf(date);
  const values = new Map<string, string>([
    ['A', dayName],
    ['a', dayName.slice(0, 3)],
    ['B', monthName],
    ['b', monthName.slice(0, 3)],
    ['h', monthName.slice(0, 3)],
    ['C', String(Math.trunc(year / 100))],
    [
      'c',
      `${dayName.slice(0, 3)} ${pad(day)} ${monthName.slice(0, 3)} ${pad(year, 4)} ${pad(hour)}:${pad(minute)}:${pad(second)}`,
    ],
    ['D', `${pad(month)}/${pad(day)}/${pad(year % 100)}`],
    ['x', `${pad(month)}/${pad(day)}/${pad(year % 100)}`],
    ['d', pad(day)],
    ['e', pad(day, 2, ' ')],
    ['F', `${pad(year, 4)}-${pad(month)}-${pad(day)}`],
    ['G', pad(week.year, 4)],
    ['g', pad(week.year % 100)],
    ['H', pad(hour)],
    ['k', pad(hour, 2, ' ')],
    ['I', pad(hour12)],
    ['l', pad(hour12, 2, ' ')],
    ['j', pad(yearDay, 3)],
    ['M', pad(minute)],
    ['m', pad(month)],
    ['n', '\n'],
    ['p', hour < 12 ? 'AM' : 'PM'],
    ['R', `${pad(hour)}:${pad(minute)}`],
    ['r', `${pad(hour12)}:${pad(minute)}:${pad(second)} ${hour < 12 ? 'AM' : 'PM'}`],
    ['S', pad(second)],
    ['s', String(Math.trunc(unixMs(date) / 1000))],
    ['T', `${pad(hour)}:${pad(minute)}:${pad(second)}`],
    ['X', `${pad(hour)}:${pad(minute)}:${pad(second)}`],
    ['t', '\t'],
    ['U', String(Math.trunc((yearDay + 6 - dayOfWeek) / 7))],
    ['u', String(dayOfWeek === 0 ? 7 : dayOfWeek)],
    ['V', pad(week.week)],
    ['W', String(Math.trunc((yearDay + 6 - ((dayOfWeek + 6) % 7)) / 7))],
    ['w', String(dayOfWeek)],
    ['Y', pad(year, 4)],
    ['y', pad(year % 100)],
    ['Z', offset],
    ['%', '%'],
  ]);
  return format
    .replace(/^\+/, '')
    .replace(/%(.)/gs, (_whole, letter: string) => values.get(letter) ?? letter);
}

function dayOfYear(year: number, month: number, day: number): number {
  return Math.round((Date.UTC(year, month - 1, day) - Date.UTC(year, 0, 1)) / 86_400_000) + 1;
}

/** ISO 8601: weeks begin on Monday, and the first one holds the first Thursday. */
function isoWeek(
  year: number,
  yearDay: number,
  dayOfWeek: number,
): { readonly year: number; readonly week: number } {
  const weekday = dayOfWeek === 0 ? 7 : dayOfWeek;
  const week = Math.trunc((yearDay - weekday + 10) / 7);
  if (week < 1) return { year: year - 1, week: weeksIn(year - 1) };
  return week > weeksIn(year) ? { year: year + 1, week: 1 } : { year, week };
}

function weeksIn(year: number): number {
  const first = new Date(Date.UTC(year, 0, 1)).getUTCDay();
  const isLeap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
  return first === 4 || (isLeap && first === 3) ? 53 : 52;
}

function zoneOf(date: DateTime): string {
  const minutes = date.kind === 'Utc' ? 0 : -localOffsetMinutes(date);
  return `${minutes < 0 ? '-' : '+'}${String(Math.trunc(Math.abs(minutes) / 60)).padStart(2, '0')}`;
}
