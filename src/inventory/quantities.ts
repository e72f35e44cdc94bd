import { GiB, MiB } from '../base/units.ts';
import { decimalFromNumber } from '../values/decimal.ts';
import type { Value } from '../values/value.ts';

/** Sizes as PowerCLI gives them: decimals in GB or MB. */

export function gigabytes(bytes: number): Value {
  return decimalFromNumber(bytes / GiB) ?? null;
}

export function megabytes(bytes: number): Value {
  return decimalFromNumber(bytes / MiB) ?? null;
}
