import { convertTo } from '../convert.ts';
import { int32Type } from '../numeric.ts';
import { valueTypeInfo } from '../object-type-base.ts';
import type { TypeInfo } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { NetObject, type Value } from '../value.ts';
import { property } from './define.ts';

const HOST = 'System.Management.Automation.Host.';

/** A place or a size on a console. */
class NumberPair extends NetObject {
  readonly #type: TypeInfo;
  readonly numbers: [number, number];
  constructor(type: TypeInfo, numbers: [number, number]) {
    super();
    this.#type = type;
    this.numbers = numbers;
  }

  get type(): TypeInfo {
    return this.#type;
  }

  override asText(): string {
    return this.numbers.join(',');
  }
}

/** `[System.Management.Automation.Host.Coordinates]` and `Size`. */
export function defineHostTypes(): void {
  definePair('Coordinates', ['X', 'Y']);
  definePair('Size', ['Width', 'Height']);
}

function definePair(name: string, fields: readonly [string, string]): void {
  defineType({
    fullName: HOST + name,
    kind: 'struct',
    base: () => valueTypeInfo,
    construct: ([first = 0, second = 0], type) => new NumberPair(type, [whole(first), whole(second)]),
    members: () =>
      fields.map((field, at) =>
        property(
          field,
          'int',
          (self: NumberPair) => self.numbers[at] ?? 0,
          (self: NumberPair, value) => {
            self.numbers[at] = whole(value);
          },
        ),
      ),
  });
}

function whole(value: Value): number {
  return convertTo(value, int32Type) as number;
}
