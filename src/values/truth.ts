import { Decimal } from './decimal.ts';
import { EnumValue } from './enum-type.ts';
import { listItems } from './enumerate.ts';
import { NullLike } from './null-like.ts';
import { Numeric } from './numeric.ts';
import { SwitchParameter } from './switch-parameter.ts';
import { NOTHING, type Value } from './value.ts';

/** What a condition makes of a value: `$null`, 0, `''`, `@()` and a single false element are false. */
export function isTrue(value: Value): boolean {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'string':
      return value.length > 0;
    case 'number':
      return value !== 0;
    case 'bigint':
      return value !== 0n;
    default:
      return objectIsTrue(value);
  }
}

function objectIsTrue(value: Exclude<Value, string | number | boolean | bigint>): boolean {
  if (value === null || value === NOTHING || value instanceof NullLike) return false;
  if (value instanceof Numeric) return Number(value.value) !== 0;
  if (value instanceof Decimal) return value.units !== 0n;
  if (value instanceof SwitchParameter) return value.present;
  if (value instanceof EnumValue) return value.number !== 0;
  const items = Array.isArray(value) ? value : listItems(value);
  if (items === undefined) return true;
  if (items.length === 0) return false;
  const [first = null] = items;
  if (items.length > 1) return true;
  // One element counts as itself, but a list inside a list only by having elements.
  return Array.isArray(first) ? first.length > 0 : isTrue(first);
}
