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

/** Bytes of a size in GB, in whole KB, as PowerCLI counts. */
export function bytesOfGigabytes(gigabytes: number): number {
  return Math.round((gigabytes * GiB) / 1024) * 1024;
}
