import { Collection } from './collection.ts';
import { DateTime, TimeSpan } from './date-time.ts';
import { Sequence } from './enumerate.ts';
import { formatDate } from './format-date.ts';
import { timeSpanText } from './format-time-span.ts';
import { castDoubleText, castSingleText, doubleText } from './number-text.ts';
import { Numeric } from './numeric.ts';
import { PSCustomObject } from './ps-custom-object.ts';
import { isInt32, NOTHING, type Value } from './value.ts';

/** How deep `"$value"` looks into nested arrays and objects; deeper ones give their type's name. */
const MAX_DEPTH = 16;

/** What `"$value"` and a cast to string give. Arrays are joined by `separator`, `$OFS`. */
export function toText(value: Value, separator = ' ', depth = 0): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return isInt32(value) ? String(value | 0) : castDoubleText(value);
    case 'boolean':
      return value ? 'True' : 'False';
    case 'bigint':
      return value.toString();
    default:
      return objectText(value, separator, depth);
  }
}

function objectText(
  value: Exclude<Value, string | number | boolean | bigint>,
  separator: string,
  depth: number,
): string {
  if (value === null || value === NOTHING) return '';
  if (Array.isArray(value)) {
    if (depth > MAX_DEPTH) return 'System.Object[]';
    return value
      .map((item) => (Array.isArray(item) ? 'System.Object[]' : toText(item, ' ', depth + 1)))
      .join(separator);
  }
  const override = value.added?.get('tostring');
  if (override?.invoke !== undefined) return toText(override.invoke(value, []), separator, depth + 1);
  if (value instanceof PSCustomObject) return customText(value, depth);
  const extension = value.type.extension('tostring');
  if (extension?.invoke !== undefined) return toText(extension.invoke(value, []), separator, depth + 1);
  if (value instanceof Numeric && value.kind === 'single') return castSingleText(Number(value.value));
  if (value instanceof Collection) return toText(value.items, separator, depth);
  if (value instanceof Sequence) return toText([...value.iterate()], separator, depth);
  if (value instanceof DateTime) return formatDate(value, 'G');
  if (value instanceof TimeSpan) return timeSpanText(value.ticks);
  return value.asText();
}

function customText(object: PSCustomObject, depth: number): string {
  if (object.properties.size === 0 && object.added === undefined) return '';
  if (depth > MAX_DEPTH) return object.type.fullName;
  const parts = [...object.properties.values()].map(({ name, value }) => {
    const inner = value instanceof PSCustomObject && depth > 0 ? '' : propertyText(value, depth);
    return `${name}=${inner}`;
  });
  return `@{${parts.join('; ')}}`;
}

function propertyText(value: Value, depth: number): string {
  if (Array.isArray(value)) return depth > 4 ? 'System.Object[]' : toText(value, ' ', depth + 1);
  return toText(value, ' ', depth + 1);
}

/** What output shows of a value: as `toText`, but numbers in full (`$x.ToString()`). */
export function displayText(value: Value): string {
  if (typeof value === 'number' && !isInt32(value)) return doubleText(value);
  if (value instanceof Numeric) return value.asText();
  return toText(value);
}
