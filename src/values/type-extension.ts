import { extendType, removeTypeMember, type TypeInfo, typesAreExtended } from './type-info.ts';
import { registeredType } from './type-registry.ts';
import { type AddedMember, NetObject, type Value } from './value.ts';

/** What Update-TypeData said of a type name: members, and the properties that are shown. */
export interface TypeData {
  readonly typeName: string;
  readonly members: Map<string, AddedMember>;
  displayProperties: readonly string[] | undefined;
  keyProperties: readonly string[] | undefined;
  serializationDepth: number | undefined;
}

const byName = new Map<string, TypeData>();
/** True once a name that is no type of its own has members: only objects with such a name are asked for them. */
let namesHaveMembers = false;

export function typeData(typeName: string): TypeData | undefined {
  return byName.get(typeName.toLowerCase());
}

export function allTypeData(): readonly TypeData[] {
  return [...byName.values()];
}

function openTypeData(typeName: string): TypeData {
  const key = typeName.toLowerCase();
  let data = byName.get(key);
  if (data === undefined) {
    data = {
      typeName,
      members: new Map(),
      displayProperties: undefined,
      keyProperties: undefined,
      serializationDepth: undefined,
    };
    byName.set(key, data);
  }
  return data;
}

/** Gives the objects of a type name a member. */
export function addTypeMember(typeName: string, member: AddedMember): void {
  openTypeData(typeName).members.set(member.name.toLowerCase(), member);
  const type = registeredType(typeName);
  if (type === undefined) namesHaveMembers = true;
  else extendType(type, member);
}

/** Takes back one member of a type name; false when it had none of that name. */
export function takeTypeMember(typeName: string, name: string): boolean {
  const type = registeredType(typeName);
  if (type !== undefined) removeTypeMember(type, name.toLowerCase());
  return typeData(typeName)?.members.delete(name.toLowerCase()) ?? false;
}

export function setDisplayProperties(typeName: string, names: readonly string[]): void {
  openTypeData(typeName).displayProperties = names;
}

export function setKeyProperties(typeName: string, names: readonly string[]): void {
  openTypeData(typeName).keyProperties = names;
}

export function setSerializationDepth(typeName: string, depth: number): void {
  openTypeData(typeName).serializationDepth = depth;
}

/** Takes back all that was said of a type name; false when nothing was. */
export function removeTypeData(typeName: string): boolean {
  const data = typeData(typeName);
  if (data === undefined) return false;
  const type = registeredType(typeName);
  if (type !== undefined) for (const name of data.members.keys()) removeTypeMember(type, name);
  return byName.delete(typeName.toLowerCase());
}

/** The member that Update-TypeData gave an object by its type names; `name` in lower case. */
export function extensionOf(value: Value, type: TypeInfo, name: string): AddedMember | undefined {
  if (namesHaveMembers && value instanceof NetObject && value.typeNames !== undefined) {
    for (const typeName of value.typeNames) {
      const found = typeData(typeName)?.members.get(name);
      if (found !== undefined) return found;
    }
  }
  return typesAreExtended() ? type.extension(name) : undefined;
}

/** All such members of an object. */
export function extensionsOf(value: Value, type: TypeInfo): AddedMember[] {
  const found: AddedMember[] = [];
  if (namesHaveMembers && value instanceof NetObject && value.typeNames !== undefined)
    for (const typeName of value.typeNames) found.push(...(typeData(typeName)?.members.values() ?? []));
  for (let at: TypeInfo | null = type; at !== null; at = at.base) found.push(...at.extensions.values());
  return found;
}

/** The properties that the nearest of some type names shows, or undefined. */
export function displayPropertiesOf(typeNames: readonly string[]): readonly string[] | undefined {
  if (byName.size === 0) return undefined;
  for (const name of typeNames) {
    const names = typeData(name)?.displayProperties;
    if (names !== undefined) return names;
  }
  return undefined;
}
