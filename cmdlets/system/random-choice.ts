import type { CmdletError } from '../../src/cmdlet/error.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { numericOf, plain } from '../../src/values/arithmetic.ts';
import { double, Numeric } from '../../src/values/numeric.ts';
import { toText } from '../../src/values/to-text.ts';
import { isInt32, type Value } from '../../src/values/value.ts';
import type { RandomSource } from './random-source.ts';

export const NUMBER = 'RandomNumberParameterSet';
const LIST = 'RandomListItemParameterSet';
const SHUFFLE = 'ShuffleParameterSet';

/** What Get-Random and Get-SecureRandom share. */
export const RANDOM_PARAMETERS = {
  Maximum: { type: 'object', position: { [NUMBER]: 0 }, sets: [NUMBER], help: 'What the number is below.' },
  Minimum: { type: 'object', sets: [NUMBER], help: 'The least number; 0 when not given.' },
  InputObject: {
    type: 'object',
    array: true,
    mandatory: [LIST, SHUFFLE],
    position: { [LIST]: 0, [SHUFFLE]: 0 },
    pipeline: { [LIST]: 'value', [SHUFFLE]: 'value' },
    sets: [LIST, SHUFFLE],
    allowNull: true,
    allowEmpty: true,
    help: 'The list.',
  },
  Count: {
    type: 'int',
    sets: [NUMBER, LIST],
    validateRange: [1, 2147483647],
    help: 'How many; 1 when not given.',
  },
  Shuffle: {
    type: 'switch',
    mandatory: [SHUFFLE],
    sets: [SHUFFLE],
    help: 'All of the list, in any order.',
  },
} as const;

interface RandomArguments {
  readonly Minimum: Value | undefined;
  readonly Maximum: Value | undefined;
  readonly Count: number | undefined;
  readonly Shuffle: boolean;
}

/** Writes random numbers, or some of the items in random order. */
export function takeRandom(
  invocation: Invocation,
  random: RandomSource,
  args: RandomArguments,
  items: Value[],
): void {
  if (invocation.parameterSet === NUMBER) {
    for (let left = args.Count ?? 1; left > 0; left--) {
      const number = randomNumber(random, args.Minimum, args.Maximum);
      if (typeof number === 'object' && number !== null && 'id' in number)
        invocation.throwTerminating(number);
      else invocation.write(number);
    }
    return;
  }
  const wanted = args.Shuffle ? items.length : Math.min(args.Count ?? 1, items.length);
  for (let taken = 0; taken < wanted; taken++) {
    const other = taken + Math.floor(random() * (items.length - taken));
    const chosen = items[other] ?? null;
    items[other] = items[taken] ?? null;
    items[taken] = chosen;
    invocation.write(chosen);
  }
}

const INT_END = 2147483647;

function randomNumber(
  random: RandomSource,
  low: Value | undefined,
  high: Value | undefined,
): Value | CmdletError {
  const minimum = low === undefined || low === null ? 0 : numericOf(low);
  const maximum = high === undefined || high === null ? undefined : numericOf(high);
  if (minimum === undefined) return notNumeric(low ?? null);
  if (high !== undefined && high !== null && maximum === undefined) return notNumeric(high);
  const top: Value =
    maximum ??
    (typeof minimum === 'bigint' ? 9223372036854775807n : isDouble(minimum) ? Number.MAX_VALUE : INT_END);
  if (plain(minimum) >= plain(top)) return outOfOrder(minimum, top);
  if (isDouble(minimum) || isDouble(top)) {
    // Weighted, for the span between the least and the greatest number is more than a number holds.
    const weight = random();
    return double(plain(minimum) * (1 - weight) + plain(top) * weight);
  }
  if (isWide(minimum) || isWide(top)) {
    const from = BigInt(toText(minimum));
    const span = BigInt(toText(top)) - from;
    const high32 = BigInt(Math.floor(random() * 2 ** 32));
    const wide = (high32 << 32n) | BigInt(Math.floor(random() * 2 ** 32));
    return from + ((wide * span) >> 64n);
  }
  return Math.floor(plain(minimum) + random() * (plain(top) - plain(minimum)));
}

function isDouble(value: Value): boolean {
  if (typeof value === 'number') return !isInt32(value);
  return value instanceof Numeric && (value.kind === 'double' || value.kind === 'single');
}

function isWide(value: Value): boolean {
  return typeof value === 'bigint' || (value instanceof Numeric && typeof value.value === 'bigint');
}

function outOfOrder(minimum: Value, maximum: Value): CmdletError {
  return {
    message: `The Minimum value (${toText(minimum)}) cannot be greater than or equal to the Maximum value (${toText(maximum)}).`,
    id: 'MinGreaterThanOrEqualMax',
    category: 'InvalidArgument',
    exceptionType: 'System.ArgumentException',
  };
}

function notNumeric(value: Value): CmdletError {
  return {
    message: `Cannot convert "${toText(value)}" to a number.`,
    id: 'ParameterArgumentTransformationError',
    category: 'InvalidData',
    target: value,
    exceptionType: 'System.Management.Automation.ParameterBindingArgumentTransformationException',
  };
}
