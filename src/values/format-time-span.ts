import type { TimeSpan } from './date-time.ts';
import { NetException } from './net-exception.ts';

interface SpanParts {
  readonly negative: boolean;
  readonly days: bigint;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly ticks: number;
}

export function spanParts(ticks: bigint): SpanParts {
  const size = ticks < 0n ? -ticks : ticks;
  const seconds = size / 10_000_000n;
  return {
    negative: ticks < 0n,
    days: seconds / 86_400n,
    hours: Number((seconds / 3600n) % 24n),
    minutes: Number((seconds / 60n) % 60n),
    seconds: Number(seconds % 60n),
    ticks: Number(size % 10_000_000n),
  };
}

/** The constant format `[-][d.]hh:mm:ss[.fffffff]`. */
export function timeSpanText(ticks: bigint): string {
  const parts = spanParts(ticks);
  const days = parts.days === 0n ? '' : `${parts.days}.`;
  const fraction = parts.ticks === 0 ? '' : `.${String(parts.ticks).padStart(7, '0')}`;
  return `${parts.negative ? '-' : ''}${days}${two(parts.hours)}:${two(parts.minutes)}:${two(parts.seconds)}${fraction}`;
}

/** `$span.ToString(format)`: `c`, `g`, `G` and custom formats. */
export function formatTimeSpan(span: TimeSpan, format: string): string {
  const parts = spanParts(span.ticks);
  if (/^[ctT]$/.test(format)) return timeSpanText(span.ticks);
  if (format === 'g' || format === 'G') return general(parts, format === 'G');
  if (format.length === 1)
    throw new NetException('FormatException', 'Input string was not in a correct format.');
  return custom(parts, format);
}

function general(parts: SpanParts, long: boolean): string {
  const sign = parts.negative ? '-' : '';
  const days = parts.days !== 0n || long ? `${parts.days}:` : '';
  const hours = long ? two(parts.hours) : String(parts.hours);
  const digits = String(parts.ticks).padStart(7, '0');
  const fraction = long ? `.${digits}` : parts.ticks === 0 ? '' : `.${digits.replace(/0+$/, '')}`;
  return `${sign}${days}${hours}:${two(parts.minutes)}:${two(parts.seconds)}${fraction}`;
}

function custom(parts: SpanParts, format: string): string {
  let text = '';
  for (const [token] of format.matchAll(/'[^']*'?|"[^"]*"?|\\.|%|d+|h+|m+|s+|f+|F+|[\s\S]/g)) {
    text += tokenText(token, parts);
  }
  return text;
}

function tokenText(token: string, parts: SpanParts): string {
  switch (token.charAt(0)) {
    case "'":
    case '"':
      return token.replace(/^.|['"]$/g, '');
    case '\\':
      return token.slice(1);
    case '%':
      return '';
    case 'd':
      return parts.days.toString().padStart(token.length, '0');
    case 'h':
      return String(parts.hours).padStart(token.length, '0');
    case 'm':
      return String(parts.minutes).padStart(token.length, '0');
    case 's':
      return String(parts.seconds).padStart(token.length, '0');
    case 'f':
      return String(parts.ticks).padStart(7, '0').slice(0, token.length);
    case 'F':
      return String(parts.ticks).padStart(7, '0').slice(0, token.length).replace(/0+$/, '');
    default:
      throw new NetException('FormatException', 'Input string was not in a correct format.');
  }
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
