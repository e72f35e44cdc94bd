import { plain } from '../arithmetic.ts';
import { convertTo } from '../convert.ts';
import { isEnumerable, toArray } from '../enumerate.ts';
import { NetException } from '../net-exception.ts';
import { doubleType, int32Type, int64Type } from '../numeric.ts';
import { toText } from '../to-text.ts';
import type { MethodMember, PropertyMember, TypeInfo } from '../type-info.ts';
import { isNull, NOTHING, type Value } from '../value.ts';

/** A read-only property, or one that can be set. */
export function property<T extends Value>(
  name: string,
  typeName: string,
  get: (self: T) => Value,
  set?: (self: T, value: Value) => void,
): PropertyMember {
  return {
    kind: 'Property',
    name,
    typeName,
    get: get,
    ...(set && { set: set }),
  };
}

/**
 * A method by its signatures, which also say how many arguments it takes: `string Join(string separator,
 * Params string[] values)`. What returns nothing is `void`.
 */
export function method<T extends Value>(
  signatures: string | readonly string[],
  invoke: (self: T, args: readonly Value[], generics: readonly TypeInfo[]) => Value | undefined,
): MethodMember {
  const list = typeof signatures === 'string' ? [signatures] : signatures;
  const name = /([\w.]+)\(/.exec(list[0] ?? '')?.[1] ?? '';
  const preset = list.every((signature) => signature.startsWith('void ')) ? NOTHING : null;
  return {
    kind: 'Method',
    name,
    signatures: list,
    invoke: (self, args, generics) => invoke(self as T, args, generics ?? []) ?? preset,
  };
}

/** A static method: `self` is not looked at. */
export function staticMethod(
  signatures: string | readonly string[],
  invoke: (args: readonly Value[], generics: readonly TypeInfo[]) => Value | undefined,
): MethodMember {
  return method(signatures, (_self, args, generics) => invoke(args, generics));
}

export function constant(name: string, typeName: string, get: () => Value): PropertyMember {
  return { kind: 'Property', name, typeName, get };
}

export function textArgument(args: readonly Value[], index: number): string {
  return toText(args[index] ?? null);
}

export function intArgument(args: readonly Value[], index: number, preset = 0): number {
  const value = args[index];
  return value === undefined ? preset : (convertTo(value, int32Type) as number);
}

export function longArgument(args: readonly Value[], index: number): bigint {
  return convertTo(args[index] ?? null, int64Type) as bigint;
}

export function doubleArgument(args: readonly Value[], index: number): number {
  return plain(convertTo(args[index] ?? null, doubleType));
}

/** An argument that is a list, or the single value as one. */
export function listArgument(args: readonly Value[], index: number): Value[] {
  const value = args[index] ?? null;
  if (isEnumerable(value)) return toArray(value);
  return isNull(value) ? [] : [value];
}

export function outOfRange(parameter: string, message: string): NetException {
  return new NetException('ArgumentOutOfRangeException', `${message} (Parameter '${parameter}')`);
}

export function argumentNull(parameter: string): NetException {
  return new NetException('ArgumentNullException', `Value cannot be null. (Parameter '${parameter}')`);
}
