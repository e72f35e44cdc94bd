import type { Value } from '../values/value.ts';
import type { Argument } from './argument.ts';
import { rememberNames } from './argument-names.ts';

/** `$args`: values as they are, `-Name` as text that is remembered to have been a name. */
export function remainingArguments(rest: readonly Argument[]): Value[] {
  const args: Value[] = [];
  const named = new Map<number, string>();
  for (const argument of rest) {
    if (argument.name !== null) {
      named.set(args.length, argument.name);
      // `-Name:value` is two, the first with its colon.
      args.push(argument.text.replace(/^(-[\w?]+:).*$/s, '$1'));
    }
    if (argument.value !== undefined) args.push(argument.value);
  }
  rememberNames(args, named);
  return args;
}
