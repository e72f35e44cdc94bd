import { objectTypeInfo } from './object-type-base.ts';
import type { TypeInfo } from './type-info.ts';
import { defineType } from './type-registry.ts';
import { isNull, NetObject, type Value } from './value.ts';

/** `[DBNull]::Value` and `[NullString]::Value`: objects that equal `$null` and are false, but are there. */
export class NullLike extends NetObject {
  readonly #type: () => TypeInfo;
  constructor(type: () => TypeInfo) {
    super();
    this.#type = type;
  }

  get type(): TypeInfo {
    return this.#type();
  }

  override asText(): string {
    return '';
  }
}

export const DB_NULL: NullLike = new NullLike(() => dbNullType);
export const NULL_STRING: NullLike = new NullLike(() => nullStringType);

const dbNullType = nullType('System.DBNull', DB_NULL);
const nullStringType = nullType('System.Management.Automation.Language.NullString', NULL_STRING);

function nullType(fullName: string, only: NullLike): TypeInfo {
  return defineType({
    fullName,
    base: () => objectTypeInfo,
    statics: () => [{ kind: 'Property', name: 'Value', typeName: fullName, get: () => only }],
  });
}

/** True for `$null` and for what equals it. */
export function isNullLike(value: Value): boolean {
  return isNull(value) || value instanceof NullLike;
}
