import { arrayTypeOf } from './array.ts';
import { genericDefinition, genericType } from './generic-type.ts';
import type { TypeInfo } from './type-info.ts';
import { registeredType } from './type-registry.ts';

/** Finds a type that a script defined, before the registered ones. */
export type TypeLookup = (name: string) => TypeInfo | undefined;

let scriptTypes: TypeLookup = () => undefined;

/** The engine of this thread hands in the classes of its scripts, so that New-Object and `-as` know them too. */
export function setScriptTypes(lookup: TypeLookup): void {
  scriptTypes = lookup;
}

/** Types that are made when they are first asked for: those whose names begin with `prefix`. */
export interface TypeNamespace {
  /** With its dot: `VMware.Vim.`. */
  readonly prefix: string;
  readonly find: TypeLookup;
  /** The full names of its types, for completion. */
  names(): readonly string[];
}

let namespace: TypeNamespace | undefined;

/** For names that begin so the namespace is asked before the registered types. One namespace a thread. */
export function setTypeNamespace(given: TypeNamespace): void {
  namespace = given;
}

function namespaceType(name: string): TypeInfo | undefined {
  const prefix = namespace?.prefix.toLowerCase();
  if (prefix === undefined || !name.toLowerCase().startsWith(prefix)) return undefined;
  return namespace?.find(name);
}

/** The names of the namespace's types, where what is typed so far can be the start of one. */
export function namespaceTypeNames(start: string): readonly string[] {
  const prefix = namespace?.prefix.toLowerCase() ?? '';
  const typed = start.toLowerCase();
  const isStart = typed !== '' && (prefix.startsWith(typed) || typed.startsWith(prefix));
  return isStart ? (namespace?.names() ?? []) : [];
}

/**
 * The type of a name as written in brackets: `int`, `string[]`, `List[string]`,
 * `System.Collections.Generic.Dictionary[string,int]`, ``List`1[[System.String]]``. Undefined when it is not known.
 */
export function resolveTypeName(name: string, scripted?: TypeLookup): TypeInfo | undefined {
  const text = name.trim();
  const array = /^(.*)\[([\s,]*)\]$/.exec(text);
  if (array?.[1] !== undefined) {
    const element = resolveTypeName(array[1], scripted);
    const rank = (array[2] ?? '').replace(/\s/g, '').length + 1;
    return element && arrayTypeOf(element, rank);
  }
  const open = text.indexOf('[');
  if (open > 0 && text.endsWith(']')) {
    const definition = text.slice(0, open).replace(/`+\d+$/, '');
    const args = splitArguments(text.slice(open + 1, -1)).map((argument) =>
      resolveTypeName(unwrap(argument), scripted),
    );
    if (args.some((argument) => argument === undefined)) return undefined;
    return genericType(definition, args as TypeInfo[]);
  }
  return (
    scripted?.(text) ??
    scriptTypes(text) ??
    namespaceType(text) ??
    registeredType(text) ??
    genericDefinition(text)
  );
}

function unwrap(argument: string): string {
  const match = /^\[(.*)\]$/.exec(argument.trim());
  return (match?.[1] ?? argument).split(', ')[0] ?? argument;
}

function splitArguments(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '[') depth++;
    else if (char === ']') depth--;
    else if (char === ',' && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
