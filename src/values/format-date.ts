import { DAYS, type DateParts, MONTHS, partsOfTicks } from './calendar.ts';
import { type DateTime, localOffsetMinutes, toUtc } from './date-time.ts';
import { NetException } from './net-exception.ts';

/** Standard formats of the invariant culture. */
const STANDARD: Readonly<Record<string, string>> = {
  d: 'MM/dd/yyyy',
  D: 'dddd, dd MMMM yyyy',
  t: 'HH:mm',
  T: 'HH:mm:ss',
  f: 'dddd, dd MMMM yyyy HH:mm',
  F: 'dddd, dd MMMM yyyy HH:mm:ss',
  g: 'MM/dd/yyyy HH:mm',
  G: 'MM/dd/yyyy HH:mm:ss',
  m: 'MMMM dd',
  M: 'MMMM dd',
  y: 'yyyy MMMM',
  Y: 'yyyy MMMM',
  s: "yyyy'-'MM'-'dd'T'HH':'mm':'ss",
  u: "yyyy'-'MM'-'dd HH':'mm':'ss'Z'",
  r: "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
  R: "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
  o: "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK",
  O: "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK",
};

/** `$date.ToString(format)` with .NET's standard and custom formats. */
export function formatDate(date: DateTime, format: string): string {
  if (format.length === 1) {
    if (format === 'U') return custom(toUtc(date), STANDARD['F'] ?? '');
    const pattern = STANDARD[format];
    if (pattern === undefined)
      throw new NetException('FormatException', 'Input string was not in a correct format.');
    return custom(date, pattern);
  }
  return custom(date, format.startsWith('%') ? format.slice(1) : format);
}

const TOKEN = /'[^']*'?|"[^"]*"?|\\.|d+|M+|y+|H+|h+|m+|s+|f+|F+|t+|z+|K|g+|[\s\S]/g;

function custom(date: DateTime, pattern: string): string {
  const parts = partsOfTicks(date.ticks);
  let text = '';
  for (const [token] of pattern.matchAll(TOKEN)) {
    const piece = tokenText(token, parts, date);
    // `.FFF` leaves the point away when there is no fraction.
    if (piece === '' && token.startsWith('F') && text.endsWith('.')) text = text.slice(0, -1);
    text += piece;
  }
  return text;
}

function tokenText(token: string, parts: DateParts, date: DateTime): string {
  switch (token.charAt(0)) {
    case "'":
    case '"':
      return token.replace(/^.|['"]$/g, '');
    case '\\':
      return token.slice(1);
    case 'd':
      return dayText(token.length, parts);
    case 'M':
      return monthText(token.length, parts.month);
    case 'y':
      return yearText(token.length, parts.year);
    case 'H':
      return padded(parts.hour, token.length);
    case 'h':
      return padded(parts.hour % 12 === 0 ? 12 : parts.hour % 12, token.length);
    case 'm':
      return padded(parts.minute, token.length);
    case 's':
      return padded(parts.second, token.length);
    case 'f':
    case 'F':
      return fractionText(token, parts.ticks);
    case 't':
      return (parts.hour < 12 ? 'AM' : 'PM').slice(0, token.length);
    case 'z':
      return zoneText(token.length, date);
    case 'K':
      return date.kind === 'Utc' ? 'Z' : date.kind === 'Local' ? zoneText(3, date) : '';
    case 'g':
      return 'A.D.';
    default:
      return token;
  }
}

function dayText(length: number, parts: DateParts): string {
  if (length <= 2) return padded(parts.day, length);
  const name = DAYS[parts.dayOfWeek] ?? '';
  return length === 3 ? name.slice(0, 3) : name;
}

function monthText(length: number, month: number): string {
  if (length <= 2) return padded(month, length);
  const name = MONTHS[month - 1] ?? '';
  return length === 3 ? name.slice(0, 3) : name;
}

function yearText(length: number, year: number): string {
  return length <= 2 ? padded(year % 100, length) : String(year).padStart(length, '0');
}

function padded(value: number, length: number): string {
  return String(value).padStart(Math.min(length, 2), '0');
}

function fractionText(token: string, ticks: number): string {
  const digits = String(ticks).padStart(7, '0').slice(0, token.length);
  return token.startsWith('F') ? digits.replace(/0+$/, '') : digits;
}

/** `+02`, `+2` or `+02:00` by length. */
function zoneText(length: number, date: DateTime): string {
  const minutes = date.kind === 'Utc' ? 0 : -localOffsetMinutes(date);
  const size = Math.abs(minutes);
  const hours = String(Math.floor(size / 60));
  const sign = minutes < 0 ? '-' : '+';
  if (length === 1) return sign + hours;
  const whole = sign + hours.padStart(2, '0');
  return length === 2 ? whole : `${whole}:${String(size % 60).padStart(2, '0')}`;
}
