import { objectTypeInfo } from './object-type-base.ts';
import { toText } from './to-text.ts';
import type { TypeInfo } from './type-info.ts';
import { defineType } from './type-registry.ts';
import { NetObject, type Value } from './value.ts';

/** `[Tuple]::Create(…)`: Item1, Item2, …, which an index finds too. */
export class Tuple extends NetObject {
  readonly items: readonly Value[];
  constructor(items: readonly Value[]) {
    super();
    this.items = items;
  }

  get type(): TypeInfo {
    return tupleType;
  }

  override asText(): string {
    return `(${this.items.map((item) => toText(item)).join(', ')})`;
  }
}

const tupleType: TypeInfo = defineType({
  fullName: 'System.Tuple`n',
  base: () => objectTypeInfo,
  members: () =>
    Array.from({ length: 8 }, (_, at) => ({
      kind: 'Property',
      name: `Item${at + 1}`,
      typeName: 'object',
      get: (self: Value) => (self as Tuple).items[at] ?? null,
    })),
});
