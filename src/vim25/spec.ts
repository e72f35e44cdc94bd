import { NetException } from '../values/net-exception.ts';
import { toText } from '../values/to-text.ts';
import { isNull, type Value } from '../values/value.ts';
import { VimObject } from './vim-object.ts';

/** What a script put into a spec, read with the types that the program works with; unset is undefined. */

export function textIn(spec: VimObject, name: string): string | undefined {
  const value = spec.field(name);
  return value === undefined || isNull(value) ? undefined : toText(value);
}

export function numberIn(spec: VimObject, name: string): number | undefined {
  const value = spec.field(name);
  return value === undefined || isNull(value) ? undefined : Number(toText(value));
}

export function flagIn(spec: VimObject, name: string): boolean {
  return spec.field(name) === true;
}

export function objectIn(spec: VimObject, name: string): VimObject | undefined {
  const value = spec.field(name);
  return value instanceof VimObject ? value : undefined;
}

export function objectsIn(spec: VimObject, name: string): VimObject[] {
  const value = spec.field(name);
  return Array.isArray(value) ? value.filter((item) => item instanceof VimObject) : [];
}

/** The texts of a list; unset is an empty one. */
export function textsIn(spec: VimObject, name: string): string[] {
  const value = spec.field(name);
  return Array.isArray(value) ? value.map((text) => toText(text)) : [];
}

/** The id in a reference. */
export function idIn(spec: VimObject, name: string): string | undefined {
  const reference = objectIn(spec, name);
  return reference && textIn(reference, 'value');
}

/** The object that a method was called with. */
export function required(args: readonly Value[], index: number, name: string): VimObject {
  const value = args[index];
  if (value instanceof VimObject) return value;
  throw new NetException('ArgumentNullException', `Value cannot be null. (Parameter '${name}')`);
}

/** A list of objects that a method was called with; `$null` is an empty one. */
export function listArgument(args: readonly Value[], index: number): VimObject[] {
  const value = args[index];
  return Array.isArray(value) ? value.filter((item) => item instanceof VimObject) : [];
}

export function textArgument(args: readonly Value[], index: number): string | undefined {
  const value = args[index];
  return value === undefined || isNull(value) ? undefined : toText(value);
}

export function numberArgument(args: readonly Value[], index: number): number | undefined {
  const text = textArgument(args, index);
  return text === undefined ? undefined : Number(text);
}
