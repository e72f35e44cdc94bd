import { Dictionary } from './hashtable.ts';
import { TypedObject } from './object-type.ts';
import { PSCustomObject } from './ps-custom-object.ts';
import { toText } from './to-text.ts';
import { extensionsOf } from './type-extension.ts';
import type { TypeInfo } from './type-info.ts';
import { typeDisplayNameOf, typeOf } from './type-of.ts';
import { NetObject, type Value } from './value.ts';

/** A member as Get-Member shows it. */
export interface MemberFacts {
  readonly name: string;
  readonly memberType:
    | 'Property'
    | 'NoteProperty'
    | 'ScriptProperty'
    | 'AliasProperty'
    | 'CodeProperty'
    | 'Method'
    | 'ScriptMethod'
    | 'MemberSet';
  readonly typeName: string;
  /** `string Name {get;}`, `int Count=3`, `string Substring(int startIndex)`. */
  readonly definition: string;
  readonly settable: boolean;
}

/** The names of an object's properties in order: what Format-List, Select-Object * and ConvertTo-Json see. */
export function propertyNames(value: Value): string[] {
  if (value instanceof PSCustomObject) {
    const names = Array.from(value.properties.values(), (property) => property.name);
    const added = value.added === undefined ? names : [...names, ...addedNames(value)];
    const extensions = extensionsOf(value, value.type).filter((member) => member.get !== undefined);
    if (extensions.length === 0) return added;
    return [...new Set([...added, ...extensions.map((member) => member.name)])];
  }
  const type = typeOf(value);
  if (type === null) return [];
  const names = new Set<string>();
  if (value instanceof TypedObject)
    for (const name of value.objectType.allProperties().keys()) names.add(name);
  else if (value instanceof NetObject && value.adapted !== undefined)
    for (const name of value.adapted.names()) names.add(name);
  else for (const name of typePropertyNames(type)) names.add(name);
  for (const member of extensionsOf(value, type)) if (member.get !== undefined) names.add(member.name);
  if (value instanceof NetObject) for (const name of addedNames(value)) names.add(name);
  return [...names];
}

function addedNames(value: NetObject): string[] {
  const members = [...(value.added?.values() ?? [])];
  return members
    .filter((member) => member.get !== undefined && member.hidden !== true)
    .map((member) => member.name);
}

function typePropertyNames(type: TypeInfo): string[] {
  const names: string[] = [];
  for (let at: TypeInfo | null = type; at !== null; at = at.base) {
    for (const member of at.ownMembers().values()) {
      if (member.kind === 'Property' && member.hidden !== true && !names.includes(member.name))
        names.push(member.name);
    }
  }
  return names;
}

/** All members, properties and methods, unsorted; with those that are hidden where `all`. */
export function listMembers(value: Value, all = false): MemberFacts[] {
  const found = new Map<string, MemberFacts>();
  const put = (facts: MemberFacts): void => {
    const key = facts.name.toLowerCase();
    if (!found.has(key)) found.set(key, facts);
  };
  if (value instanceof NetObject) for (const member of value.added?.values() ?? []) put(addedFacts(member));
  if (value instanceof PSCustomObject)
    for (const property of value.properties.values()) put(noteFacts(property));
  const type = typeOf(value);
  if (type !== null) for (const member of extensionsOf(value, type)) put(addedFacts(member));
  const adapted = value instanceof NetObject ? value.adapted : undefined;
  for (const name of adapted?.names() ?? [])
    put(adaptedFacts(name, adapted?.get(name.toLowerCase()) ?? null));
  for (let at = type; at !== null; at = at.base) {
    for (const member of at.ownMembers().values()) {
      const shown = member.hidden !== true && (adapted === undefined || member.kind === 'Method');
      if (all || shown) put(typeMemberFacts(member));
    }
  }
  if (type !== null) for (const facts of COMMON_METHODS) put(facts);
  if (value instanceof Dictionary) put({ ...COUNT_FACTS });
  return [...found.values()];
}

/** What every instance of a type has. */
export function listTypeMembers(type: TypeInfo): MemberFacts[] {
  const found: MemberFacts[] = [];
  for (let at: TypeInfo | null = type; at !== null; at = at.base) {
    for (const member of at.extensions.values()) found.push(addedFacts(member));
    for (const member of at.ownMembers().values())
      if (member.hidden !== true) found.push(typeMemberFacts(member));
  }
  return [...found, ...COMMON_METHODS];
}

/** The static members of a type and of its bases. */
export function listStaticMembers(type: TypeInfo): MemberFacts[] {
  const found: MemberFacts[] = [];
  for (let at: TypeInfo | null = type; at !== null; at = at.base) {
    for (const member of at.ownStatics().values())
      if (member.hidden !== true) found.push(typeMemberFacts(member));
  }
  return found;
}

function noteFacts(property: { readonly name: string; readonly value: Value }): MemberFacts {
  const typeName = property.value === null ? 'object' : typeDisplayNameOf(property.value);
  return {
    name: property.name,
    memberType: 'NoteProperty',
    typeName,
    definition: `${typeName} ${property.name}=${property.value === null ? 'null' : toText(property.value)}`,
    settable: true,
  };
}

function adaptedFacts(name: string, value: Value): MemberFacts {
  const typeName = typeDisplayNameOf(value);
  return {
    name,
    memberType: 'Property',
    typeName,
    definition: `${typeName} ${name} {get;set;}`,
    settable: true,
  };
}

function addedFacts(
  member: NonNullable<NetObject['added']> extends Map<string, infer M> ? M : never,
): MemberFacts {
  const access = member.set === undefined ? '{get=}' : '{get=;set=}';
  return {
    name: member.name,
    memberType: member.kind,
    typeName: member.typeName,
    definition: member.definition ?? `${member.typeName} ${member.name} ${access}`,
    settable: member.set !== undefined,
  };
}

function typeMemberFacts(member: ReturnType<TypeInfo['member']> & object): MemberFacts {
  if (member.kind === 'Method') {
    return {
      name: member.name,
      memberType: 'Method',
      typeName: '',
      definition: (member.definitions ?? member.signatures).join(', '),
      settable: false,
    };
  }
  return {
    name: member.name,
    memberType: 'Property',
    typeName: member.typeName,
    definition: `${member.typeName} ${member.name} {get;${member.set === undefined ? '' : 'set;'}}`,
    settable: member.set !== undefined,
  };
}

function method(name: string, definition: string): MemberFacts {
  return { name, memberType: 'Method', typeName: '', definition, settable: false };
}

const COMMON_METHODS: readonly MemberFacts[] = [
  method('Equals', 'bool Equals(System.Object obj)'),
  method('GetHashCode', 'int GetHashCode()'),
  method('GetType', 'type GetType()'),
  method('ToString', 'string ToString()'),
];

const COUNT_FACTS: MemberFacts = {
  name: 'Count',
  memberType: 'Property',
  typeName: 'int',
  definition: 'int Count {get;}',
  settable: false,
};
