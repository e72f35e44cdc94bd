import { enumerate, isEnumerable } from '../values/enumerate.ts';
import { TerminatingError } from '../values/error-record.ts';
import { formatComposite, formatValue } from '../values/format.ts';
import { Dictionary } from '../values/hashtable.ts';
import { displayText, toText } from '../values/to-text.ts';
import type { Value } from '../values/value.ts';

/** How many elements of a list are shown in a cell unless $FormatEnumerationLimit says otherwise. */
export const ENUMERATION_LIMIT = 4;

/** A property's value as a table or a list shows it: `{a, b, c, d…}` for lists. `limit` -1 is none. */
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

function bracedList(items: readonly string[], limit: number): string {
  if (limit < 0 || items.length <= limit) return `{${items.join(', ')}}`;
  return `{${items.slice(0, limit).join(', ')}…}`;
}

function elementText(item: Value): string {
  return isEnumerable(item) ? 'System.Object[]' : displayText(item);
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
