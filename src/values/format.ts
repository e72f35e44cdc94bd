import { DateTime, TimeSpan } from './date-time.ts';
import { Decimal } from './decimal.ts';
import { type EnumValue, isEnumValue } from './enum-type.ts';
import { runtimeError } from './error-record.ts';
import { formatDate } from './format-date.ts';
import { formatNumber } from './format-number.ts';
import { formatTimeSpan } from './format-time-span.ts';
import { Numeric } from './numeric.ts';
import { displayText, toText } from './to-text.ts';
import { isNull, NetObject, type Value } from './value.ts';

/** A value with formats of its own, such as a Guid. */
export interface Formattable {
  formatted(format: string): string;
}

/** `$value.ToString(format)` under the invariant culture; values that know no format give their plain text. */
export function formatValue(value: Value, format: string): string {
  if (format === '') return displayText(value);
  if (typeof value === 'number' || typeof value === 'bigint') return formatNumber(value, format);
  if (value instanceof Numeric || value instanceof Decimal) return formatNumber(value, format);
  if (value instanceof DateTime) return formatDate(value, format);
  if (value instanceof TimeSpan) return formatTimeSpan(value, format);
  if (isEnumValue(value)) return formatEnum(value, format);
  if (value instanceof NetObject && 'formatted' in value)
    return (value as NetObject & Formattable).formatted(format);
  return toText(value);
}

function formatEnum(value: EnumValue, format: string): string {
  switch (format.toLowerCase()) {
    case 'd':
      return String(value.number);
    case 'x':
      return (value.number >>> 0).toString(16).toUpperCase().padStart(8, '0');
    default:
      return value.name;
  }
}

/** Longest padding that an alignment may ask for. */
const MAX_ALIGNMENT = 1_000_000;
const ITEM = /\{\{|\}\}|\{\s*(\d+)\s*(?:,\s*(-?\d+)\s*)?(?::((?:[^{}]|\{\{|\}\})*))?\}|[{}]/g;

/** `format -f args`: .NET's composite format. Throws FormatError. */
export function formatComposite(format: string, args: readonly Value[]): string {
  return format.replace(ITEM, (match: string, index?: string, alignment?: string, itemFormat?: string) => {
    if (match === '{{' || match === '}}') return match.charAt(0);
    if (index === undefined) throw formatError('Input string was not in a correct format.');
    const value = args[Number(index)];
    if (value === undefined) {
      throw formatError(
        'Index (zero based) must be greater than or equal to zero and less than the size of the argument list.',
      );
    }
    const text = isNull(value) ? '' : itemText(value, itemFormat ?? '');
    return alignment === undefined ? text : align(text, Number(alignment));
  });
}

function itemText(value: Value, format: string): string {
  if (Array.isArray(value)) return toText(value);
  return formatValue(value, format.replaceAll('{{', '{').replaceAll('}}', '}'));
}

function align(text: string, width: number): string {
  if (Math.abs(width) > MAX_ALIGNMENT) throw formatError('Input string was not in a correct format.');
  return width < 0 ? text.padEnd(-width) : text.padStart(width);
}

function formatError(message: string): Error {
  return runtimeError({
    message: `Error formatting a string: ${message}`,
    id: 'FormatError',
    category: 'InvalidOperation',
    exceptionType: 'System.Management.Automation.PSInvalidOperationException',
    innerType: 'System.FormatException',
    innerMessage: message,
  });
}
