import { arrayTypeOf } from '../values/array.ts';
import { castError } from '../values/cast-error.ts';
import { convertTo } from '../values/convert.ts';
import { enumerate, isEnumerable } from '../values/enumerate.ts';
import { type ObjectType, TypedObject } from '../values/object-type.ts';
import type { ResourceScope } from '../values/resource.ts';
import { toText } from '../values/to-text.ts';
import { isNull, type Value } from '../values/value.ts';
import type { Frame } from './frame.ts';

/**
 * The argument of a parameter that takes objects: names on the command line stand for the objects they
 * match, on the servers of -Server where that is given (`names`). A name that matches none is a non-terminating error, and the others count. From the pipeline
 * (`frame.runspace.bindsPipeline`) names are not taken.
 */
export function resolveByName(
  value: Value,
  type: ObjectType<unknown>,
  { frame, names }: { readonly frame: Frame; readonly names: ResourceScope | undefined },
  array: boolean,
): Value {
  if (isNull(value)) return null;
  const items = isEnumerable(value) ? Array.from(enumerate(value)) : [value];
  const found: Value[] = [];
  for (const item of items) {
    if (isNull(item)) continue;
    if (item instanceof TypedObject && item.type.isAssignableTo(type)) found.push(item);
    else if (typeof item === 'string' && !frame.runspace.bindsPipeline)
      found.push(...named(item, type, frame, names));
    else throw castError(item, array ? arrayTypeOf(type) : type);
  }
  if (array) return found;
  if (found.length <= 1) return found[0] ?? null;
  throw castError(
    value,
    type,
    `${toText(value)} stands for ${found.length} objects; the parameter takes one.`,
  );
}

function named(
  name: string,
  type: ObjectType<unknown>,
  frame: Frame,
  names: ResourceScope | undefined,
): readonly Value[] {
  const resolver = type.resolver();
  if (resolver === undefined) return [convertTo(name, type)];
  const matches = resolver(names ?? frame.runspace.sessionFor(frame), name);
  if (matches.length === 0) frame.runspace.unresolvedName(name, type);
  return matches;
}
