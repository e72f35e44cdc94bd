import { numericOf, plain } from '../../src/values/arithmetic.ts';
import type { Value } from '../../src/values/value.ts';
import { orderValues } from './sort-key.ts';

/** Running figures over a stream of values. */
export interface Statistics {
  count: number;
  sum: number;
  maximum: Value | undefined;
  minimum: Value | undefined;
  /** False as soon as a value is no number. */
  numeric: boolean;
  /** For the deviation (Welford). */
  mean: number;
  squares: number;
  characters: number;
  words: number;
  lines: number;
}

export function newStatistics(): Statistics {
  return {
    count: 0,
    sum: 0,
    maximum: undefined,
    minimum: undefined,
    numeric: true,
    mean: 0,
    squares: 0,
    characters: 0,
    words: 0,
    lines: 0,
  };
}

/** Adds a number; undefined when the value is none. */
export function addNumber(statistics: Statistics, value: Value): number | undefined {
  const number = numericOf(value);
  if (number === undefined || value === null) return undefined;
  const amount = plain(number);
  statistics.sum += amount;
  const step = amount - statistics.mean;
  statistics.mean += step / statistics.count;
  statistics.squares += step * (amount - statistics.mean);
  return amount;
}

export function addExtremes(statistics: Statistics, value: Value): void {
  if (statistics.maximum === undefined || orderValues(value, statistics.maximum, false) > 0)
    statistics.maximum = value;
  if (statistics.minimum === undefined || orderValues(value, statistics.minimum, false) < 0)
    statistics.minimum = value;
}

export function addText(statistics: Statistics, text: string, ignoreWhiteSpace: boolean): void {
  statistics.characters += ignoreWhiteSpace ? text.replace(/\s/g, '').length : text.length;
  statistics.words += text.match(/\S+/g)?.length ?? 0;
  statistics.lines += text === '' ? 0 : (text.match(/\n/g)?.length ?? 0) + (text.endsWith('\n') ? 0 : 1);
}
