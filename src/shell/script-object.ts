import { Exception } from '../values/error-record.ts';
import { toText } from '../values/to-text.ts';
import type { TypeInfo } from '../values/type-info.ts';
import { NetObject, type Value } from '../values/value.ts';

/** Property values of instances of script classes, by lower-cased name; exceptions have them too. */
const fields = new WeakMap<NetObject, Map<string, Value>>();

export function fieldsOf(instance: Value): Map<string, Value> {
  const key = instance as NetObject;
  let map = fields.get(key);
  if (map === undefined) {
    map = new Map();
    fields.set(key, map);
  }
  return map;
}

/** An instance of a class that a script defined. */
export class ScriptObject extends NetObject {
  readonly #type: TypeInfo;
  constructor(type: TypeInfo) {
    super();
    this.#type = type;
  }

  get type(): TypeInfo {
    return this.#type;
  }

  override asText(): string {
    const member = this.#type.member('tostring');
    return member?.kind === 'Method' ? toText(member.invoke(this, [])) : this.#type.fullName;
  }

  /** `-eq` asks the class's own Equals. */
  equalTo(other: Value): boolean | undefined {
    const member = this.#type.member('equals');
    return member?.kind === 'Method' ? member.invoke(this, [other]) === true : undefined;
  }

  /** `-lt` and sorting ask the class's own CompareTo. */
  compareTo(other: Value): number | undefined {
    const member = this.#type.member('compareto');
    if (member?.kind !== 'Method') return undefined;
    const order = member.invoke(this, [other]);
    return typeof order === 'number' ? order : undefined;
  }
}

/** An instance of a script class that derives from an exception. */
export function scriptException(type: TypeInfo, args: readonly Value[]): Exception {
  const [message, inner] = args;
  const text = message === undefined ? `Exception of type '${type.fullName}' was thrown.` : toText(message);
  return new Exception(type, text, inner instanceof Exception ? inner : null);
}
