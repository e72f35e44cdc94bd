import { arrayTypeOf, typedArray } from '../array.ts';
import { convertTo } from '../convert.ts';
import { Sequence, toArray } from '../enumerate.ts';
import { runtimeError } from '../error-record.ts';
import { int32Type } from '../numeric.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import type { TypeInfo, TypeMember } from '../type-info.ts';
import type { Value } from '../value.ts';
import { method, property } from './define.ts';

/** An array of several dimensions, `[int[,]]::new(2, 3)`: its elements row by row. */
class MultiArray extends Sequence {
  readonly lengths: readonly number[];
  readonly items: Value[];
  readonly elementType: TypeInfo;
  constructor(elementType: TypeInfo, lengths: readonly number[], items: Value[]) {
    super();
    this.elementType = elementType;
    this.lengths = lengths;
    this.items = items;
  }

  get type(): TypeInfo {
    return arrayTypeOf(this.elementType, this.lengths.length);
  }

  iterate(): Iterable<Value> {
    return this.items;
  }

  /** Where the element of some indexes stands. Negative indexes count from the end. */
  place(indexes: readonly Value[]): number {
    if (indexes.length !== this.lengths.length) throw wrongCount(this.lengths.length, indexes.length);
    let at = 0;
    for (const [dimension, length] of this.lengths.entries()) {
      const index = convertTo(indexes[dimension] ?? null, int32Type) as number;
      const inside = index < 0 ? index + length : index;
      if (inside < 0 || inside >= length) return outside();
      at = at * length + inside;
    }
    return at;
  }
}

/** The most elements an array may be made with at once. */
const MAX_ARRAY_LENGTH = 50_000_000;

/** `[T[]]::new(n)`, `[T[,]]::new(n, m)`. */
export function newArray(elementType: TypeInfo, rank: number, sizes: readonly Value[]): Value {
  if (sizes.length !== rank)
    throw runtimeError({
      message: `Cannot find an overload for ".ctor" and the argument count: "${sizes.length}".`,
      id: 'MethodCountCouldNotFindBest',
      category: 'NotSpecified',
      exceptionType: 'System.Management.Automation.MethodException',
    });
  const lengths = sizes.map((size) => arrayLength(size));
  const count = lengths.reduce((product, length) => product * length, 1);
  if (count > MAX_ARRAY_LENGTH) throw tooLong();
  const items = new Array<Value>(count).fill(initialElement(elementType));
  return rank === 1 ? typedArray(items, elementType) : new MultiArray(elementType, lengths, items);
}

/** What an element is before it is set. */
function initialElement(elementType: TypeInfo): Value {
  if (elementType.declaration.initial !== undefined) return elementType.declaration.initial;
  return elementType.isValueType && elementType.kind !== 'enum' ? convertTo(0, elementType) : null;
}

function arrayLength(size: Value): number {
  const length = convertTo(size, int32Type) as number;
  if (length < 0)
    throw runtimeError({
      message: 'Arithmetic operation resulted in an overflow.',
      id: 'OverflowException',
      exceptionType: 'System.OverflowException',
    });
  if (length > MAX_ARRAY_LENGTH) throw tooLong();
  return length;
}

/** Members of arrays with several dimensions. */
export const multiArrayMembers = (): TypeMember[] => [
  property('Rank', 'int', (self: MultiArray) => self.lengths.length),
  property('Length', 'int', (self: MultiArray) => self.items.length),
  property('Count', 'int', (self: MultiArray) => self.items.length),
  method(
    'int GetLength(int dimension)',
    (self: MultiArray, [at = 0]) => self.lengths[Number(at)] ?? outside(),
  ),
  method(
    'int GetUpperBound(int dimension)',
    (self: MultiArray, [at = 0]) => (self.lengths[Number(at)] ?? 0) - 1,
  ),
  method('int GetLowerBound(int dimension)', () => 0),
  method(
    'object get_Item(Params int[] indexes)',
    (self: MultiArray, indexes) => self.items[self.place(indexes)] ?? null,
  ),
  method(
    'object GetValue(Params int[] indexes)',
    (self: MultiArray, indexes) => self.items[self.place(indexes)] ?? null,
  ),
  method(
    'void set_Item(object indexes, object value)',
    (self: MultiArray, [indexes = null, value = null]) => {
      self.items[self.place(toArray(indexes))] = convertElement(self, value);
      return undefined;
    },
  ),
  method(
    'void SetValue(object value, Params int[] indexes)',
    (self: MultiArray, [value = null, ...indexes]) => {
      self.items[self.place(indexes)] = convertElement(self, value);
      return undefined;
    },
  ),
  method(
    'object Clone()',
    (self: MultiArray) => new MultiArray(self.elementType, self.lengths, [...self.items]),
  ),
];

function convertElement(self: MultiArray, value: Value): Value {
  return self.elementType === objectTypeInfo ? value : convertTo(value, self.elementType);
}

function wrongCount(rank: number, given: number): Error {
  return runtimeError({
    message: `You cannot index into a ${rank} dimensional array with index [${given}].`,
    id: 'NeedMultidimensionalIndex',
    category: 'InvalidOperation',
  });
}

function outside(): never {
  throw runtimeError({
    message: 'Index was outside the bounds of the array.',
    id: 'System.IndexOutOfRangeException',
    category: 'OperationStopped',
    exceptionType: 'System.IndexOutOfRangeException',
  });
}

function tooLong(): Error {
  return runtimeError({
    message: `An array is made with ${MAX_ARRAY_LENGTH} elements at most.`,
    id: 'System.OutOfMemoryException',
    category: 'LimitsExceeded',
    exceptionType: 'System.OutOfMemoryException',
  });
}
