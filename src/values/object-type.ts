import { objectTypeInfo } from './object-type-base.ts';
import type { ResourceScope } from './resource.ts';
import { TypeInfo, type TypeMember } from './type-info.ts';
import { registerType } from './type-registry.ts';
import { NetObject, type Value } from './value.ts';

/** How a property appears in JSON: see `PropertyDefinition.json`. */
export type JsonRule = 'value' | 'reference' | 'omit';

export interface PropertyDefinition<T> {
  /** As Get-Member prints it: `string`, `double`, `VMHost`, `string[]`. */
  readonly type: string;
  get(data: T): Value;
  /** Few objects of the inventory can be written to; those that can say so here. */
  set?(data: T, value: Value): void;
  readonly help?: string;
  /**
   * In ConvertTo-Json and the json output: `value` (scalars, enums by name, arrays of these),
   * `reference` ({Name, Id} of an object), `omit`. Not given: decided by the value (a TypedObject
   * becomes a reference).
   */
  readonly json?: JsonRule;
  /** What JSON gets instead, where none of the rules fits. */
  jsonValue?(data: T): Value;
}

export interface MethodDefinition<T> {
  /** As Get-Member prints it: `void Shutdown()`; several where it can be called in several ways. */
  readonly signature: string | readonly string[];
  invoke(data: T, args: readonly Value[], self: TypedObject<T>): Value;
}

/** A column of a table or a line of a list: a property of the type, or something computed. */
export interface ViewColumn<T, P extends string> {
  /** Heading; the property's name when not given. */
  readonly label?: string;
  readonly property?: P;
  get?(data: T): Value;
  /** Characters; not given: fitted to the contents. */
  readonly width?: number;
  /** Not given: right for numbers, else left. */
  readonly align?: 'left' | 'right' | 'center';
  /** A .NET format such as `N3`. */
  readonly format?: string;
}

/** The default views, as PowerCLI's format files have them. */
export interface ObjectView<T, P extends string> {
  /** Types whose views have the same name are shown in one table; not given: the type's full name. */
  readonly name?: string;
  /** Format-Table and plain output. Not given: a list. */
  readonly table?: readonly ViewColumn<T, P>[];
  /** Format-List; not given: every property. */
  readonly list?: readonly (P | ViewColumn<T, P>)[];
  /** The property shown by Format-Wide. */
  readonly wide?: P;
  /** Objects are shown in groups, each under a heading `label: value`. */
  readonly groupBy?: ViewColumn<T, P>;
}

export interface ObjectTypeDefinition<T, P extends string> {
  /** The short name, as in output types and Get-Member: `VirtualMachine`. */
  readonly name: string;
  /** .NET's full name: what `GetType().FullName` and Get-Member say. */
  readonly fullName: string;
  /** Further names accepted in brackets: interfaces, older namespaces. */
  readonly aliases?: readonly string[];
  /** Inherits properties, methods and, where none is given, the view. */
  readonly base?: ObjectType<unknown>;
  readonly properties: Readonly<Record<P, PropertyDefinition<T>>>;
  readonly methods?: Readonly<Record<string, MethodDefinition<T>>>;
  readonly view?: ObjectView<T, NoInfer<P>>;
  /** `"$object"`; not given: the Name property, else the full type name. */
  toString?(data: T): string;
  /** Objects with equal identities are `-eq`; not given: the same instance only. */
  identity?(data: T): string;
  /**
   * Object by name: the objects whose name matches `pattern` (wildcards `*`, `?`, `[a-z]`; see
   * wildcard.ts). Makes every cmdlet parameter of this type accept names on the command line. `self`
   * is the type being declared, for `objectOf`.
   */
  resolveName?(scope: ResourceScope, pattern: string, self: ObjectType<T>): readonly TypedObject<T>[];
  /** The cmdlet that lists them; `Get-` and the short name unless given. */
  readonly listedBy?: string;
}

/** The objects of a type whose name matches a pattern. */
export type NameResolver = (scope: ResourceScope, pattern: string) => readonly NetObject[];

/** A declared object type; made by `objectType`. */
export class ObjectType<T> extends TypeInfo {
  /** The short name: `VirtualMachine`. */
  readonly shortName: string;
  readonly definition: ObjectTypeDefinition<T, string>;

  constructor(definition: ObjectTypeDefinition<T, string>) {
    super({
      fullName: definition.fullName,
      aliases: [definition.name, ...(definition.aliases ?? [])],
      base: () => definition.base ?? objectTypeInfo,
      ...(definition.aliases && { interfaces: definition.aliases }),
      members: () => membersOf(definition),
    });
    this.shortName = definition.name;
    this.definition = definition;
  }

  /** Property definitions, the base's first; by name in declared case. */
  allProperties(): ReadonlyMap<string, PropertyDefinition<T>> {
    this.#properties ??= collectProperties(this);
    return this.#properties;
  }
  #properties: Map<string, PropertyDefinition<T>> | undefined;

  /** Its own view, or the nearest base's. */
  view(): ObjectView<T, string> | undefined {
    return this.definition.view ?? this.definition.base?.view();
  }

  /** Finds objects by name with its own resolver, or the nearest base's; undefined when there is none. */
  resolver(): NameResolver | undefined {
    const { definition } = this;
    if (definition.resolveName === undefined) return definition.base?.resolver();
    return (scope, pattern) => definition.resolveName?.(scope, pattern, this) ?? [];
  }
}

/**
 * Declares an object type once: members, default view, JSON, name resolver.
 *
 *     export const snapshotType = objectType<SnapshotData>()({ name: 'Snapshot', fullName: '…', properties: {…}, view: {…} });
 *
 * Called twice so that the property names are inferred: a column that names no property does not compile.
 */
export function objectType<T>(): <P extends string>(definition: ObjectTypeDefinition<T, P>) => ObjectType<T> {
  return (definition) => {
    const type = new ObjectType<T>(definition);
    registerType(type);
    return type;
  };
}

/** An instance of an `ObjectType`: scripts see the declared members, the program sees `data`. */
export class TypedObject<T> extends NetObject {
  readonly objectType: ObjectType<T>;
  readonly data: T;
  constructor(type: ObjectType<T>, data: T) {
    super();
    this.objectType = type;
    this.data = data;
  }

  get type(): TypeInfo {
    return this.objectType;
  }

  override asText(): string {
    return describeObject(this);
  }
}

export function objectOf<T>(type: ObjectType<T>, data: T): TypedObject<T> {
  return new TypedObject(type, data);
}

/** The object's name for messages and `"$object"`. */
export function describeObject(object: TypedObject<unknown>): string {
  for (let type: ObjectType<unknown> | undefined = object.objectType; type; type = type.definition.base) {
    if (type.definition.toString !== Object.prototype.toString) {
      const text = type.definition.toString?.(object.data);
      if (text !== undefined) return text;
    }
  }
  const name = object.objectType.allProperties().get('Name')?.get(object.data);
  return typeof name === 'string' ? name : object.objectType.fullName;
}

/** What makes two objects of a type the same one, or undefined when only the instance does. */
export function identityOf(object: TypedObject<unknown>): string | undefined {
  for (let type: ObjectType<unknown> | undefined = object.objectType; type; type = type.definition.base) {
    const identity = type.definition.identity?.(object.data);
    if (identity !== undefined) return identity;
  }
  return undefined;
}

function membersOf<T>(definition: ObjectTypeDefinition<T, string>): TypeMember[] {
  const members: TypeMember[] = [];
  for (const [name, property] of Object.entries(definition.properties)) {
    members.push({
      kind: 'Property',
      name,
      typeName: property.type,
      get: (self) => property.get((self as TypedObject<T>).data),
      ...(property.set && {
        set: (self: Value, value: Value) => property.set?.((self as TypedObject<T>).data, value),
      }),
      ...(property.help !== undefined && { help: property.help }),
    });
  }
  for (const [name, method] of Object.entries(definition.methods ?? {})) {
    members.push({
      kind: 'Method',
      name,
      signatures: typeof method.signature === 'string' ? [method.signature] : method.signature,
      invoke: (self, args) => method.invoke((self as TypedObject<T>).data, args, self as TypedObject<T>),
    });
  }
  return members;
}

function collectProperties<T>(type: ObjectType<T>): Map<string, PropertyDefinition<T>> {
  const base = type.definition.base as ObjectType<T> | undefined;
  const properties = new Map(base?.allProperties());
  for (const [name, property] of Object.entries(type.definition.properties)) properties.set(name, property);
  return properties;
}
