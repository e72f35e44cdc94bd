import { DAYS, MONTHS, ticksOfParts } from '../calendar.ts';
import { DateTime, toLocal } from '../date-time.ts';

interface Fields {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  ticks: number;
  afternoon: boolean | undefined;
  zoneMinutes: number | undefined;
}

const TOKEN = /'[^']*'|"[^"]*"|\\.|d+|M+|y+|H+|h+|m+|s+|f+|F+|t+|z+|K|[\s\S]/g;

/** A date by a custom format, as DateTime.ParseExact reads it; undefined when the text does not follow it. */
export function parseExactDate(text: string, format: string): DateTime | undefined {
  const fields: Fields = {
    year: 1,
    month: 1,
    day: 1,
    hour: 0,
    minute: 0,
    second: 0,
    ticks: 0,
    afternoon: undefined,
    zoneMinutes: undefined,
  };
  let at = 0;
  for (const [token] of standard(format).matchAll(TOKEN)) {
    const length = read(token, text.slice(at), fields);
    if (length === undefined) return undefined;
    at += length;
  }
  if (at !== text.length) return undefined;
  if (fields.afternoon !== undefined) fields.hour = (fields.hour % 12) + (fields.afternoon ? 12 : 0);
  const ticks = ticksOfParts(fields);
  if (ticks === undefined) return undefined;
  if (fields.zoneMinutes === undefined) return new DateTime(ticks);
  return toLocal(new DateTime(ticks - BigInt(fields.zoneMinutes) * 600_000_000n, 'Utc'));
}

function standard(format: string): string {
  const known: Readonly<Record<string, string>> = {
    d: 'MM/dd/yyyy',
    s: 'yyyy-MM-ddTHH:mm:ss',
    o: 'yyyy-MM-ddTHH:mm:ss.fffffffK',
    u: "yyyy-MM-dd HH:mm:ss'Z'",
    T: 'HH:mm:ss',
    t: 'HH:mm',
  };
  return known[format] ?? format;
}

/** How much of the text a token takes, or undefined. */
function read(token: string, text: string, fields: Fields): number | undefined {
  switch (token.charAt(0)) {
    case 'y':
      return digits(text, token.length <= 2 ? 2 : 4, token.length, (value) => {
        fields.year = token.length <= 2 ? value + (value < 50 ? 2000 : 1900) : value;
      });
    case 'M':
      return token.length > 2
        ? named(text, MONTHS, token.length === 3, (index) => (fields.month = index + 1))
        : digits(text, 2, token.length, (value) => (fields.month = value));
    case 'd':
      return token.length > 2
        ? named(text, DAYS, token.length === 3, () => 0)
        : digits(text, 2, token.length, (value) => (fields.day = value));
    case 'H':
    case 'h':
      return digits(text, 2, token.length, (value) => (fields.hour = value));
    case 'm':
      return digits(text, 2, token.length, (value) => (fields.minute = value));
    case 's':
      return digits(text, 2, token.length, (value) => (fields.second = value));
    case 'f':
    case 'F':
      return fraction(token, text, fields);
    case 't':
      return half(text, fields);
    case 'z':
    case 'K':
      return zone(text, fields);
    case "'":
    case '"':
      return text.startsWith(token.slice(1, -1)) ? token.length - 2 : undefined;
    case '\\':
      return text.startsWith(token.slice(1)) ? 1 : undefined;
    default:
      return text.startsWith(token) ? token.length : undefined;
  }
}

function digits(
  text: string,
  most: number,
  width: number,
  take: (value: number) => void,
): number | undefined {
  const pattern = width === 1 ? new RegExp(`^\\d{1,${most}}`) : new RegExp(`^\\d{${most}}`);
  const match = pattern.exec(text);
  if (match === null) return undefined;
  take(Number(match[0]));
  return match[0].length;
}

function named(
  text: string,
  names: readonly string[],
  short: boolean,
  take: (index: number) => void,
): number | undefined {
  const lower = text.toLowerCase();
  for (const [index, name] of names.entries()) {
    const wanted = short ? name.slice(0, 3) : name;
    if (lower.startsWith(wanted.toLowerCase())) {
      take(index);
      return wanted.length;
    }
  }
  return undefined;
}

function fraction(token: string, text: string, fields: Fields): number | undefined {
  const match = new RegExp(token.startsWith('f') ? `^\\d{${token.length}}` : `^\\d{0,${token.length}}`).exec(
    text,
  );
  if (match === null) return undefined;
  fields.ticks = Number(match[0].padEnd(7, '0').slice(0, 7));
  return match[0].length;
}

function half(text: string, fields: Fields): number | undefined {
  const match = /^(am|pm|a|p)/i.exec(text);
  if (match === null) return undefined;
  fields.afternoon = match[0].toLowerCase().startsWith('p');
  return match[0].length;
}

function zone(text: string, fields: Fields): number | undefined {
  const match = /^(?:z|([+-])(\d{1,2}):?(\d{2})?)/i.exec(text);
  if (match === null) return 0;
  const [whole, sign, hours = '0', minutes = '0'] = match;
  fields.zoneMinutes = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return whole.length;
}
