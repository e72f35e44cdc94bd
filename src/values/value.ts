import type { TypeInfo } from './type-info.ts';

/**
 * A PowerShell value, in the representation that costs least in JavaScript:
 *
 * | .NET                  | here                                                                   |
 * |-----------------------|------------------------------------------------------------------------|
 * | `$null`               | `null`                                                                 |
 * | Boolean, String       | `boolean`, `string`                                                    |
 * | Int32                 | `number` for which `isInt32` holds                                     |
 * | Double                | any other `number`; a double that happens to be whole is a `Numeric`   |
 * | Int64                 | `bigint`                                                               |
 * | Decimal               | `Decimal`                                                              |
 * | byte, single, uint64… | `Numeric` with a kind; `Char`                                          |
 * | arrays                | JavaScript arrays (see array.ts for the element type of a cast array)  |
 * | everything else       | a `NetObject`                                                          |
 *
 * `undefined` is never a value.
 */
export type Value = null | boolean | number | bigint | string | Value[] | NetObject;

/** Everything that is not a primitive or an array. `type` says what it is to scripts. */
export abstract class NetObject {
  /** Members added to this one instance (Add-Member), by lower-cased name; see member.ts. */
  added?: Map<string, AddedMember> | undefined;
  /** `PSTypeNames` set on this one instance, most specific first. */
  typeNames?: string[] | undefined;
  abstract get type(): TypeInfo;
  /** What `"$value"` gives. */
  asText(): string {
    return this.type.fullName;
  }
  /** Properties that this one object has before those of its type. */
  get adapted(): AdaptedProperties | undefined {
    return undefined;
  }
  /** What makes two keys of a hashtable one key; undefined: each instance is its own. */
  hashKey(): string | undefined {
    return undefined;
  }
}

/** Properties that are made of an object's contents: XML's elements and attributes. */
export interface AdaptedProperties {
  names(): string[];
  /** `key` in lower case. */
  get(key: string): Value | undefined;
  /** False when there is none of that name. */
  set(name: string, value: Value): boolean;
}

/** A member that a script added to an instance or to a type. Getters get the instance as `$this`. */
export interface AddedMember {
  readonly name: string;
  readonly kind:
    | 'NoteProperty'
    | 'ScriptProperty'
    | 'AliasProperty'
    | 'ScriptMethod'
    | 'CodeProperty'
    | 'MemberSet';
  readonly typeName: string;
  get?(self: Value): Value;
  set?(self: Value, value: Value): void;
  invoke?(self: Value, args: readonly Value[]): Value;
  /** What Get-Member shows after the name, such as `get=$this.a`. */
  readonly definition?: string;
  readonly hidden?: boolean;
}

/** True for the numbers that stand for an Int32. */
export function isInt32(value: number): boolean {
  return (value | 0) === value;
}

class NothingValue extends NetObject {
  readonly #type: () => TypeInfo;
  constructor(type: () => TypeInfo) {
    super();
    this.#type = type;
  }
  get type(): TypeInfo {
    return this.#type();
  }
}

/**
 * What a command that writes nothing evaluates to. It equals `$null`, but a pipeline and `@()` see no
 * object at all. Only the engine meets it: parameters and properties get `null` instead.
 */
export const NOTHING: NetObject = new NothingValue(() => {
  throw new Error('no type: nothing was written');
});

/** `$null`, or the nothing that a command wrote. */
export function isNull(value: Value): boolean {
  return value === null || value === NOTHING;
}
