import { enumTypeInfo } from './object-type-base.ts';
import { TypeInfo } from './type-info.ts';
import { registerType } from './type-registry.ts';
import { NetObject, type Value } from './value.ts';

/** One value of an enumeration. Values with a single name are shared: compare them by identity or number. */
export class EnumValue<N extends string = string> extends NetObject {
  readonly enumType: EnumType<N>;
  readonly number: number;
  constructor(enumType: EnumType<N>, number: number) {
    super();
    this.enumType = enumType;
    this.number = number;
  }

  get type(): TypeInfo {
    return this.enumType;
  }

  /** `PoweredOn`; for flags `A, B`; the number when no name fits. */
  get name(): N {
    return this.enumType.nameOf(this.number);
  }

  override asText(): string {
    return this.name;
  }
}

export interface EnumDeclaration<N extends string> {
  readonly fullName: string;
  readonly aliases?: readonly string[];
  /** Names in order, numbered from 0, or names with their numbers. */
  readonly values: readonly N[] | Readonly<Record<N, number>>;
  readonly flags?: boolean;
  readonly underlying?: string;
  /** The version of what it belongs to that brought a value, where that is a later one than the type's. */
  readonly since?: { readonly [name in N]?: string };
}

/** An enumeration as a type: its values by name and by number. */
export class EnumType<N extends string = string> extends TypeInfo {
  readonly flags: boolean;
  readonly underlying: string;
  /** Names in the order they were declared. */
  readonly names: readonly N[];
  readonly since: ReadonlyMap<string, string>;
  readonly #byName = new Map<string, EnumValue<N>>();
  readonly #byNumber = new Map<number, N>();

  constructor(declaration: EnumDeclaration<N>) {
    super({
      fullName: declaration.fullName,
      ...(declaration.aliases && { aliases: declaration.aliases }),
      kind: 'enum',
      base: () => enumTypeInfo,
    });
    this.flags = declaration.flags ?? false;
    this.underlying = declaration.underlying ?? 'System.Int32';
    this.since = new Map(Object.entries<string>((declaration.since ?? {}) as Record<string, string>));
    const pairs: [N, number][] = isList(declaration.values)
      ? declaration.values.map((name, index) => [name, index])
      : (Object.entries(declaration.values) as [N, number][]);
    this.names = pairs.map(([name]) => name);
    for (const [name, number] of pairs) {
      this.#byName.set(name.toLowerCase(), new EnumValue<N>(this, number));
      if (!this.#byNumber.has(number)) this.#byNumber.set(number, name);
    }
  }

  /** The value of a name that the program itself uses. */
  value(name: N): EnumValue<N> {
    const found = this.find(name);
    if (found === undefined) throw new Error(`${this.fullName} has no value ${name}`);
    return found;
  }

  /** The value of a name in any case, or undefined. */
  find(name: string): EnumValue<N> | undefined {
    return this.#byName.get(name.toLowerCase());
  }

  /** The value of a number, whether or not it has a name. */
  ofNumber(number: number): EnumValue<N> {
    const name = this.#byNumber.get(number);
    return name === undefined ? new EnumValue<N>(this, number) : this.value(name);
  }

  has(number: number): boolean {
    return this.#byNumber.has(number);
  }

  nameOf(number: number): N {
    const name = this.#byNumber.get(number);
    if (name !== undefined) return name;
    return (this.flags ? this.#flagNames(number) : String(number)) as N;
  }

  #flagNames(number: number): string {
    let rest = number;
    const parts: string[] = [];
    const pairs = [...this.#byNumber].sort(([a], [b]) => b - a);
    for (const [bits, name] of pairs) {
      if (bits !== 0 && (rest & bits) === bits) {
        parts.unshift(name);
        rest &= ~bits;
      }
    }
    return rest === 0 && parts.length > 0 ? parts.join(', ') : String(number);
  }
}

/** Declares an enumeration and makes its name known to scripts. */
export function defineEnum<const N extends string>(declaration: EnumDeclaration<N>): EnumType<N> {
  const type = new EnumType<N>(declaration);
  registerType(type);
  return type;
}

function isList<N extends string>(
  values: readonly N[] | Readonly<Record<N, number>>,
): values is readonly N[] {
  return Array.isArray(values);
}

/** True for enumerations; `instanceof` alone would lose the type of their names. */
export function isEnumType(type: TypeInfo): type is EnumType {
  return type instanceof EnumType;
}

export function isEnumValue(value: Value): value is EnumValue {
  return value instanceof EnumValue;
}
