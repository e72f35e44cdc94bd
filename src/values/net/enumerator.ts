import { Sequence } from '../enumerate.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import type { TypeInfo } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import type { Value } from '../value.ts';
import { method, property } from './define.ts';

/** What GetEnumerator returns: walked through by MoveNext, or by a pipeline. */
export class Enumerator extends Sequence {
  readonly #items: readonly Value[];
  readonly #type: TypeInfo;
  #at = -1;
  constructor(items: readonly Value[], type = enumeratorType) {
    super();
    this.#items = items;
    this.#type = type;
  }

  get type(): TypeInfo {
    return this.#type;
  }

  moveNext(): boolean {
    if (this.#at < this.#items.length) this.#at++;
    return this.#at < this.#items.length;
  }

  get current(): Value {
    return this.#items[this.#at] ?? null;
  }

  reset(): void {
    this.#at = -1;
  }

  *iterate(): Iterable<Value> {
    while (this.moveNext()) yield this.current;
  }
}

export function enumeratorOf(items: readonly Value[]): Enumerator {
  return new Enumerator(items);
}

export const enumeratorType = defineType({
  fullName: 'System.Collections.IEnumerator',
  base: () => objectTypeInfo,
  members: () => [
    property('Current', 'object', (self: Enumerator) => self.current),
    method('bool MoveNext()', (self: Enumerator) => self.moveNext()),
    method('void Reset()', (self: Enumerator) => {
      self.reset();
      return undefined;
    }),
    method('void Dispose()', () => undefined),
  ],
});
