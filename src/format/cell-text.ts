import { Decimal } from '../values/decimal.ts';
import { enumerate, isEnumerable } from '../values/enumerate.ts';
import { TerminatingError } from '../values/error-record.ts';
import { formatComposite, formatValue } from '../values/format.ts';
import { Dictionary } from '../values/hashtable.ts';
import { propertyNames } from '../values/member-list.ts';
import { Numeric } from '../values/numeric.ts';
import { PSCustomObject } from '../values/ps-custom-object.ts';
import { displayText, toText } from '../values/to-text.ts';
import { isInt32, type Value } from '../values/value.ts';
import { propertyValue } from './object-properties.ts';

/** How many elements of a list are shown in a cell unless $FormatEnumerationLimit says otherwise. */
export const ENUMERATION_LIMIT = 4;

/** A property's value as a list shows it: `{a, b, c, d…}` for lists. `limit` -1 is none. */
export function cellText(value: Value | undefined, format: string | undefined, limit: number): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string' && format === undefined) return value;
  if (format !== undefined && format !== '') return formattedText(value, format);
  if (value instanceof Dictionary) {
    const entries = Array.from(
      value.entries.values(),
      (entry) => `[${toText(entry.key)}, ${toText(entry.value)}]`,
    );
    return bracedList(entries, limit);
  }
  if (!isEnumerable(value)) return displayText(value);
  const items: string[] = [];
  for (const item of enumerate(value)) {
    if (limit >= 0 && items.length > limit) break;
    items.push(elementText(item));
  }
  return bracedList(items, limit);
}

/** The same in a table's cell, where a floating-point number has as many decimals as the culture writes. */
export function tableCellText(value: Value | undefined, format: string | undefined, limit: number): string {
  const isPlainFraction = (format === undefined || format === '') && value !== undefined && isFraction(value);
  return cellText(value, isPlainFraction ? 'F2' : format, limit);
}

function isFraction(value: Value): boolean {
  if (typeof value === 'number') return !isInt32(value) && Number.isFinite(value);
  if (value instanceof Numeric) return value.kind === 'double' || value.kind === 'single';
  return value instanceof Decimal;
}

function bracedList(items: readonly string[], limit: number): string {
  if (limit < 0 || items.length <= limit) return `{${items.join(', ')}}`;
  return `{${items.slice(0, limit).join(', ')}…}`;
}

/** What has no text of its own is shown by its name, its id or its key. */
function elementText(item: Value): string {
  if (!(item instanceof PSCustomObject)) return displayText(item);
  const name = displayName(item);
  return displayText(name === undefined ? item : (propertyValue(item, name) ?? item));
}

const NAME_PATTERNS = [/^name$/i, /^id$/i, /^key$/i, /key$/i, /name$/i, /id$/i];

function displayName(object: Value): string | undefined {
  const names = propertyNames(object);
  for (const pattern of NAME_PATTERNS) {
    const found = names.filter((name) => pattern.test(name));
    if (found.length === 1) return found[0];
  }
  return undefined;
}

/** A .NET format (`N2`) or a composite one (`{0:N2} GB`); what it cannot format is shown plainly. */
function formattedText(value: Value, format: string): string {
  try {
    return /\{0[^}]*\}/.test(format) ? formatComposite(format, [value]) : formatValue(value, format);
  } catch (error) {
    if (error instanceof TerminatingError) return toText(value);
    throw error;
  }
}
