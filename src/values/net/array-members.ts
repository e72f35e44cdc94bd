import { elementTypeOf, setArrayParts, typedArray } from '../array.ts';
import { strictlyEqual } from '../intrinsic-member.ts';
import { NetException } from '../net-exception.ts';
import { arrayTypeInfo, objectTypeInfo } from '../object-type-base.ts';
import { TypeInfo, type TypeMember } from '../type-info.ts';
import type { Value } from '../value.ts';
import { intArgument, listArgument, method, property, staticMethod } from './define.ts';
import { enumeratorOf } from './enumerator.ts';
import { indexOf, sorter } from './list-members.ts';
import { multiArrayMembers, newArray } from './multi-array.ts';

/** Members of arrays, which have a fixed size. */
export function completeArrays(): void {
  arrayTypeInfo.complete({ members: arrayMembers, statics: arrayStatics });
  setArrayParts({ construct: newArray, multiMembers: multiArrayMembers });
}

const arrayMembers = (): TypeMember[] => [
  property('Length', 'int', (self: Value[]) => self.length),
  property('Count', 'int', (self: Value[]) => self.length),
  property('LongLength', 'long', (self: Value[]) => BigInt(self.length)),
  property('Rank', 'int', () => 1),
  property('IsFixedSize', 'bool', () => true),
  property('IsReadOnly', 'bool', () => false),
  property('IsSynchronized', 'bool', () => false),
  property('SyncRoot', 'object', (self: Value[]) => self),
  method('System.Collections.IEnumerator GetEnumerator()', (self: Value[]) => enumeratorOf(self)),
  method('bool Contains(object item)', (self: Value[], [item = null]) => indexOf(self, item) >= 0),
  method('int IndexOf(object item)', (self: Value[], [item = null]) => indexOf(self, item)),
  method('object Clone()', (self: Value[]) => typedArray([...self], elementTypeOf(self) ?? objectTypeInfo)),
  method('object GetValue(int index)', (self: Value[], args) => self[intArgument(args, 0)] ?? null),
  method(
    'void SetValue(object value, int index)',
    (self: Value[], args) => void self.splice(intArgument(args, 1), 1, args[0] ?? null),
  ),
  method('int GetLength(int dimension)', (self: Value[]) => self.length),
  method('int GetUpperBound(int dimension)', (self: Value[]) => self.length - 1),
  method('int GetLowerBound(int dimension)', () => 0),
  method('void CopyTo(array array, int index)', (self: Value[], [target, start = 0]) => {
    if (Array.isArray(target)) for (const [at, item] of self.entries()) target[Number(start) + at] = item;
    return undefined;
  }),
  ...['Add', 'Remove', 'RemoveAt', 'Insert', 'Clear'].map((name) =>
    method(
      name === 'Clear'
        ? 'void Clear()'
        : name === 'Insert'
          ? 'void Insert(int index, object item)'
          : `void ${name}(object item)`,
      () => {
        throw new NetException('NotSupportedException', 'Collection was of a fixed size.');
      },
    ),
  ),
];

const arrayStatics = (): TypeMember[] => [
  staticMethod(['int IndexOf(array array, object value)'], (args) =>
    indexOf(listArgument(args, 0), args[1] ?? null),
  ),
  staticMethod('int LastIndexOf(array array, object value)', (args) =>
    listArgument(args, 0).findLastIndex((item) => strictlyEqual(item, args[1] ?? null)),
  ),
  staticMethod(
    [
      'int BinarySearch(array array, object value)',
      'int BinarySearch(array array, object value, object comparer)',
    ],
    (args) => binarySearch(listArgument(args, 0), args[1] ?? null, sorter(args[2])),
  ),
  staticMethod(['void Reverse(array array)'], ([array]) => {
    if (Array.isArray(array)) array.reverse();
    return undefined;
  }),
  staticMethod(
    ['void Sort(array array)', 'void Sort(array array, object comparer)'],
    ([array, comparison]) => {
      if (Array.isArray(array)) array.sort(sorter(comparison));
      return undefined;
    },
  ),
  staticMethod('void Clear(array array, int index, int length)', (args) => {
    const [array] = args;
    if (Array.isArray(array))
      array.fill(null, intArgument(args, 1), intArgument(args, 1) + intArgument(args, 2));
    return undefined;
  }),
  staticMethod('array CreateInstance(type elementType, Params int[] lengths)', ([type, ...lengths]) =>
    newArray(type instanceof TypeInfo ? type : objectTypeInfo, lengths.length, lengths),
  ),
  staticMethod(['void Resize(ref array, int length)'], () => undefined),
  staticMethod(
    [
      'void Copy(array source, array target, int length)',
      'void Copy(array source, int sourceIndex, array target, int targetIndex, int length)',
    ],
    (args) => {
      const target = args.length === 3 ? args[1] : args[2];
      const from = args.length === 3 ? 0 : intArgument(args, 1);
      const to = args.length === 3 ? 0 : intArgument(args, 3);
      const items = listArgument(args, 0).slice(from, from + intArgument(args, args.length - 1));
      if (Array.isArray(target)) for (const [at, item] of items.entries()) target[to + at] = item;
      return undefined;
    },
  ),
  staticMethod('object[] Empty()', () => []),
];

/** Where the value stands in a sorted list, or the complement of where it would. */
function binarySearch(
  items: readonly Value[],
  value: Value,
  compare: (left: Value, right: Value) => number,
): number {
  let low = 0;
  let high = items.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const order = compare(items[middle] ?? null, value);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return ~low;
}
