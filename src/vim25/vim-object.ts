import { typedArray } from '../values/array.ts';
import { toText } from '../values/to-text.ts';
import type { TypeInfo } from '../values/type-info.ts';
import { NetObject, type Value } from '../values/value.ts';

/** What a property holds, or what gives it when it is first read. */
export type Field = Value | (() => Value);

/**
 * An object of the vSphere API: a data object such as a VirtualMachineConfigSpec, or a view of a managed object.
 * Properties are kept by the API's own names (`numCPUs`); scripts see them as PowerCLI spells them (`NumCPUs`).
 */
export class VimObject extends NetObject {
  readonly vimType: TypeInfo;
  readonly #fields: Map<string, Field>;

  constructor(vimType: TypeInfo, fields: Iterable<readonly [string, Field]> = []) {
    super();
    this.vimType = vimType;
    this.#fields = new Map(fields);
  }

  get type(): TypeInfo {
    return this.vimType;
  }

  /** A property by the API's name; undefined when nothing was said of it. */
  field(name: string): Value | undefined {
    const field = this.#fields.get(name);
    if (typeof field !== 'function') return field;
    const value = field();
    this.#fields.set(name, value);
    return value;
  }

  setField(name: string, value: Field): void {
    this.#fields.set(name, value);
  }

  /** Forgets everything that was read or set. */
  clearFields(): void {
    this.#fields.clear();
  }

  /** The names of what is there, read or not. */
  fieldNames(): readonly string[] {
    return [...this.#fields.keys()];
  }

  /** The short name of its type, as the API has it: `CryptoSpecEncrypt`. */
  get typeName(): string {
    return this.vimType.fullName.slice(this.vimType.fullName.lastIndexOf('.') + 1);
  }

  /** References are equal when they name the same object; any other object is equal to itself alone. */
  equalTo(other: Value): boolean {
    if (!(other instanceof VimObject)) return false;
    if (this.typeName !== 'ManagedObjectReference' || other.vimType !== this.vimType) return this === other;
    return ['type', 'value'].every((name) => this.field(name) === other.field(name));
  }

  override hashKey(): string | undefined {
    return this.typeName === 'ManagedObjectReference' ? `MoRef:${this.asText()}` : undefined;
  }

  override asText(): string {
    if (this.typeName !== 'ManagedObjectReference') return this.vimType.fullName;
    return ['type', 'value'].map((name) => toText(this.field(name) ?? '')).join('-');
  }
}

/** A list whose elements are of one type, as `VirtualDevice[]` is. */
export function vimList(items: readonly Value[], elementType: TypeInfo): Value[] {
  return typedArray([...items], elementType);
}
