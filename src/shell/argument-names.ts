import type { Value } from '../values/value.ts';

/** Which elements of a simple function's `$args` were written as `-Name`, so that `@args` names them again. */
const names = new WeakMap<Value[], ReadonlyMap<number, string>>();

export function rememberNames(args: Value[], named: ReadonlyMap<number, string>): void {
  if (named.size > 0) names.set(args, named);
}

export function rememberedNames(args: Value[]): ReadonlyMap<number, string> | undefined {
  return names.get(args);
}
