import { type AddedMember, NetObject, type Value } from './value.ts';

/** A property of a .NET-like type. `get` and `set` receive the instance. */
export interface PropertyMember {
  readonly kind: 'Property';
  readonly name: string;
  /** As Get-Member prints it: `string`, `int`, `VMHost`. */
  readonly typeName: string;
  get(self: Value): Value;
  set?(self: Value, value: Value): void;
  readonly help?: string;
  /** Left out of Get-Member. */
  readonly hidden?: boolean;
  /** What a class of a script wrote before it. */
  attributes?(): readonly Value[];
}

/** A method; `signatures` are what Get-Member and completion print, such as `string ToString()`. */
export interface MethodMember {
  readonly kind: 'Method';
  readonly name: string;
  /** Checked against the number of arguments; empty: `invoke` checks by itself. */
  readonly signatures: readonly string[];
  /** What Get-Member prints where it is not the signatures. */
  readonly definitions?: readonly string[];
  readonly hidden?: boolean;
  /** Errors leave as they are, not as those of a method call: `$PSCmdlet.ThrowTerminatingError(…)`. */
  readonly throwsThrough?: boolean;
  attributes?(): readonly Value[];
  invoke(self: Value, args: readonly Value[], generics?: readonly TypeInfo[]): Value;
}

export type TypeMember = PropertyMember | MethodMember;

export type TypeKind = 'class' | 'struct' | 'enum' | 'interface' | 'array';

/** What a type declares about itself. Names are .NET's, so that scripts can write them in brackets. */
export interface TypeDeclaration {
  readonly fullName: string;
  /** Further names accepted in brackets: accelerators (`int`) and interface names. */
  readonly aliases?: readonly string[];
  /** The short name that PowerShell prints instead of the full one. */
  readonly accelerator?: string;
  readonly kind?: TypeKind;
  readonly base?: () => TypeInfo | null;
  /** Full names of interfaces, for `-is`. */
  readonly interfaces?: readonly string[];
  readonly members?: () => readonly TypeMember[];
  readonly statics?: () => readonly TypeMember[];
  /** `[Type]::new(…)` and New-Object. Undefined: the type has no public constructor. */
  construct?(args: readonly Value[], type: TypeInfo): Value;
  /** A cast to this type; `undefined` when the value cannot be converted (the caller words the error). */
  convert?(value: Value, type: TypeInfo): Value | undefined;
  /** The value an unset variable or field of the type has; `null` when not given. */
  readonly initial?: Value;
  readonly elementType?: TypeInfo;
  readonly genericArguments?: readonly TypeInfo[];
  /** What a class of a script wrote before it. */
  attributes?(): readonly Value[];
  /** Of a class of a script: the file that defined it, or null. */
  readonly scriptFile?: string | null;
}

/** A type as a value (`[int]`). One instance a type, compared by identity. */
export class TypeInfo extends NetObject {
  readonly fullName: string;
  readonly kind: TypeKind;
  #declaration: TypeDeclaration;
  /** Members that scripts gave to the type (Update-TypeData, New-VIProperty), by lower-cased name. */
  #extensions: Map<string, AddedMember> | undefined;
  #members: Map<string, TypeMember> | undefined;
  #statics: Map<string, TypeMember> | undefined;
  #assignable: Map<TypeInfo, boolean> | undefined;

  constructor(declaration: TypeDeclaration) {
    super();
    this.#declaration = declaration;
    this.fullName = declaration.fullName;
    this.kind = declaration.kind ?? 'class';
  }

  get declaration(): TypeDeclaration {
    if (completing !== undefined) completeTypes();
    return this.#declaration;
  }

  get type(): TypeInfo {
    return runtimeTypeInfo;
  }

  get namespace(): string {
    return this.fullName.slice(0, Math.max(0, lastDot(this.fullName)));
  }

  get name(): string {
    return this.fullName.slice(lastDot(this.fullName) + 1).replace(/(`\d+)\[\[.*\]\]$/, '$1');
  }

  get extensions(): Map<string, AddedMember> {
    this.#extensions ??= new Map();
    return this.#extensions;
  }

  /** The accelerator where there is one, as PowerShell prints types. */
  override asText(): string {
    return typeDisplayName(this);
  }

  get base(): TypeInfo | null {
    return this.declaration.base?.() ?? null;
  }

  get isValueType(): boolean {
    return this.kind === 'struct' || this.kind === 'enum';
  }

  /** Adds what the declaration left to another file: members, statics, constructor, conversion. */
  complete(part: Partial<Omit<TypeDeclaration, 'fullName'>>): void {
    this.#declaration = { ...this.#declaration, ...part };
    this.#members = undefined;
    this.#statics = undefined;
  }

  /** A member of this type or of its bases; `name` in lower case. */
  member(name: string): TypeMember | undefined {
    return this.ownMembers().get(name) ?? this.base?.member(name);
  }

  /** A member that a script added to this type or to one of its bases; `name` in lower case. */
  extension(name: string): AddedMember | undefined {
    if (extendedTypes === 0) return undefined;
    return this.extensions.get(name) ?? this.base?.extension(name);
  }

  ownMembers(): ReadonlyMap<string, TypeMember> {
    this.#members ??= byName(this.declaration.members?.() ?? []);
    return this.#members;
  }

  ownStatics(): ReadonlyMap<string, TypeMember> {
    this.#statics ??= byName(this.declaration.statics?.() ?? []);
    return this.#statics;
  }

  /** A static member, inherited ones included; `name` in lower case. */
  staticMember(name: string): TypeMember | undefined {
    return this.ownStatics().get(name) ?? this.base?.staticMember(name);
  }

  /** True when an instance of this type is also an `other`. */
  isAssignableTo(other: TypeInfo): boolean {
    if (this === other) return true;
    this.#assignable ??= new Map();
    let known = this.#assignable.get(other);
    if (known === undefined) {
      known = this.#reaches(other);
      this.#assignable.set(other, known);
    }
    return known;
  }

  #reaches(other: TypeInfo): boolean {
    if (this.declaration.interfaces?.some((name) => sameName(name, other.fullName))) return true;
    const { base } = this;
    return base === null ? other.fullName === 'System.Object' : base.isAssignableTo(other);
  }
}

let completing: (() => void) | undefined;

/**
 * Keeps what completes the types and makes further ones until a type is first asked what it declares, or a name what type
 * it means: many a command never asks.
 */
export function completeTypesOnDemand(complete: () => void): void {
  completing = complete;
}

export function completeTypes(): void {
  const complete = completing;
  completing = undefined;
  complete?.();
}

/** Names of the types a value of `type` has, most specific first: PSTypeNames. */
export function typeNameChain(type: TypeInfo): string[] {
  const names: string[] = [];
  for (let at: TypeInfo | null = type; at !== null; at = at.base) names.push(at.fullName);
  if (names.at(-1) !== 'System.Object' && type.kind !== 'interface') names.push('System.Object');
  return names;
}

/** `int`, `string`, `System.Collections.Hashtable` → `hashtable`: the accelerator, else the full name. */
export function typeDisplayName(type: TypeInfo): string {
  const accelerator = type.declaration.accelerator;
  if (accelerator !== undefined) return accelerator;
  if (type.declaration.elementType !== undefined) return `${typeDisplayName(type.declaration.elementType)}[]`;
  const generics = type.declaration.genericArguments;
  if (generics === undefined) return type.fullName;
  const open = type.fullName.indexOf('`');
  return `${type.fullName.slice(0, open)}[${generics.map(typeDisplayName).join(',')}]`;
}

let extendedTypes = 0;

/** False until some type was given a member: nothing has to be looked for. */
export function typesAreExtended(): boolean {
  return extendedTypes > 0;
}

/** Gives a type a member, as Update-TypeData and New-VIProperty do. Replaces one of the same name. */
export function extendType(type: TypeInfo, member: AddedMember): void {
  const key = member.name.toLowerCase();
  if (!type.extensions.has(key)) extendedTypes++;
  type.extensions.set(key, member);
}

/** Takes back what `extendType` gave; false when there was none. */
export function removeTypeMember(type: TypeInfo, name: string): boolean {
  const removed = type.extensions.delete(name.toLowerCase());
  if (removed) extendedTypes--;
  return removed;
}

function byName(members: readonly TypeMember[]): Map<string, TypeMember> {
  return new Map(members.map((member) => [member.name.toLowerCase(), member]));
}

/** Where the namespace ends: before type arguments and brackets. */
function lastDot(fullName: string): number {
  const nameEnd = fullName.search(/\[|`/);
  return fullName.lastIndexOf('.', nameEnd < 0 ? undefined : nameEnd);
}

function sameName(a: string, b: string): boolean {
  return a === b || a.toLowerCase() === b.toLowerCase();
}

/** The type of types. Its members are in net/type-members.ts. */
export const runtimeTypeInfo: TypeInfo = new TypeInfo({
  fullName: 'System.RuntimeType',
  aliases: ['type', 'System.Type'],
  accelerator: 'type',
  interfaces: ['System.Type', 'System.Reflection.MemberInfo'],
});
