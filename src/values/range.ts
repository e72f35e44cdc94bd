import { arrayTypeOf } from './array.ts';
import { runtimeError } from './error-record.ts';
import { objectTypeInfo } from './object-type-base.ts';
import type { TypeInfo } from './type-info.ts';
import { NetObject, type Value } from './value.ts';

/** The most elements that an array may be given: larger ones end in an error instead of exhausting memory. */
export const MAX_ARRAY_LENGTH = 16_000_000;

/** `1..n` that is only counted through, never stored. The engine makes one where nobody can keep it. */
export class LazyRange extends NetObject {
  readonly first: number;
  readonly last: number;
  constructor(first: number, last: number) {
    super();
    this.first = first;
    this.last = last;
  }

  get type(): TypeInfo {
    return arrayTypeOf(objectTypeInfo);
  }

  *[Symbol.iterator](): Iterator<Value> {
    const step = this.first <= this.last ? 1 : -1;
    for (let at = this.first; at !== this.last; at += step) yield at;
    yield this.last;
  }

  toArray(): Value[] {
    const length = Math.abs(this.last - this.first) + 1;
    checkArrayLength(length);
    const step = this.first <= this.last ? 1 : -1;
    return Array.from({ length }, (_, index) => this.first + index * step);
  }
}

/** Throws the error of an array that would be too large. */
export function checkArrayLength(length: number): void {
  if (length <= MAX_ARRAY_LENGTH) return;
  throw runtimeError({
    message: `An array of ${length} elements is larger than the ${MAX_ARRAY_LENGTH} that a script may hold. Use the pipeline or foreach over the range, which need no array.`,
    id: 'ArrayTooLarge',
    category: 'LimitsExceeded',
    exceptionType: 'System.OutOfMemoryException',
  });
}
