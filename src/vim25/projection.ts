import { elementTypeOf } from '../values/array.ts';
import type { Value } from '../values/value.ts';
import { typeFacts } from './type-table.ts';
import type { VimView } from './view.ts';
import { VimObject, vimList } from './vim-object.ts';

/** The API's own name of a property that was written in any case; undefined when the type has none such. */
export function propertyNamed(typeName: string, name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (let at: string | undefined = typeName; at !== undefined; ) {
    const facts = typeFacts(at);
    if (facts === undefined || facts.kind === 'enum') return undefined;
    const found = facts.properties.find((property) => property.name.toLowerCase() === wanted);
    if (found !== undefined) return found.name;
    at = facts.base;
  }
  return undefined;
}

/** What lies at a dotted path below an object, `Config.Hardware.Device`; of lists, that of each element. */
export function valueAt(object: VimObject, path: readonly string[]): Value {
  const [name, ...rest] = path;
  if (name === undefined) return object;
  const property = propertyNamed(object.typeName, name);
  const value = property === undefined ? undefined : object.field(property);
  if (value === undefined || value === null) return null;
  if (rest.length === 0) return value;
  if (Array.isArray(value))
    return value.map((item) => (item instanceof VimObject ? valueAt(item, rest) : null));
  return value instanceof VimObject ? valueAt(value, rest) : null;
}

/** Get-View -Property: a view that has only some properties; the others are `$null`. */
export function restrictView(view: VimView, paths: readonly string[]): void {
  const wanted = groupByHead(paths.map((path) => path.split('.')));
  const kept = [...wanted].flatMap(([name, rest]): [string, Value][] => {
    const property = propertyNamed(view.typeName, name);
    const value = property === undefined ? undefined : view.field(property);
    return property === undefined || value === undefined ? [] : [[property, restricted(value, rest)]];
  });
  view.keepOnly(kept);
}

/** Each first name with the paths below it. */
function groupByHead(paths: readonly (readonly string[])[]): Map<string, string[][]> {
  const groups = new Map<string, string[][]>();
  for (const [head = '', ...rest] of paths) {
    const key = head.toLowerCase();
    groups.set(key, [...(groups.get(key) ?? []), rest]);
  }
  return groups;
}

/** A value with only what lies at some paths below it; an empty path keeps all of it. */
function restricted(value: Value, paths: readonly (readonly string[])[]): Value {
  if (paths.some((path) => path.length === 0)) return value;
  if (Array.isArray(value)) {
    const type = elementTypeOf(value);
    const items = value.map((item) => restricted(item, paths));
    return type === undefined ? items : vimList(items, type);
  }
  if (!(value instanceof VimObject)) return value;
  const fields = [...groupByHead(paths)].flatMap(([name, rest]): [string, () => Value][] => {
    const property = propertyNamed(value.typeName, name);
    return property === undefined ? [] : [[property, () => restricted(value.field(property) ?? null, rest)]];
  });
  return new VimObject(value.vimType, fields);
}
