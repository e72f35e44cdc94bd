import { completeTypes, type TypeDeclaration, TypeInfo } from './type-info.ts';

const byName = new Map<string, TypeInfo>();

/**
 * Makes a type known by its full name, its last name after `System.`, and its aliases. Members are
 * given as functions, so that a declaration costs next to nothing until a script uses the type.
 */
export function defineType(declaration: TypeDeclaration): TypeInfo {
  const type = new TypeInfo(declaration);
  register(type, declaration);
  return type;
}

/** Adds a type that was made elsewhere (a script's class, an inventory type). Replaces one of the same name. */
export function registerType(type: TypeInfo): void {
  register(type, type.declaration);
}

function register(type: TypeInfo, { aliases = [] }: TypeDeclaration): void {
  const full = type.fullName.toLowerCase();
  byName.set(full, type);
  if (full.startsWith('system.')) byName.set(full.slice('system.'.length), type);
  for (const alias of aliases) byName.set(alias.toLowerCase(), type);
}

/** A further name for a type; undefined takes the name back. */
export function registerAlias(alias: string, type: TypeInfo | undefined): void {
  if (type === undefined) byName.delete(alias.toLowerCase());
  else byName.set(alias.toLowerCase(), type);
}

/** Types that are declared when a name of theirs is first asked for. */
let onDemand: { readonly names: RegExp; readonly declare: () => void } | undefined;

/** `names` matches lower-cased names of types that `declare` declares. */
export function declareTypesOnDemand(names: RegExp, declare: () => void): void {
  onDemand = { names, declare };
}

/** The type of a simple (not generic, not array) name as written in brackets, or undefined. */
export function registeredType(name: string): TypeInfo | undefined {
  completeTypes();
  const key = name.toLowerCase();
  const known = byName.get(key);
  if (known !== undefined || onDemand?.names.test(key) !== true) return known;
  const { declare } = onDemand;
  onDemand = undefined;
  declare();
  return byName.get(key);
}

/** Every registered type, once. */
export function registeredTypes(): Iterable<TypeInfo> {
  completeTypes();
  return new Set(byName.values());
}
