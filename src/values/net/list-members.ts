import { arrayListType } from '../array-list.ts';
import { Collection, type CollectionShape } from '../collection.ts';
import { compareValues } from '../compare.ts';
import { convertTo, tryConvert } from '../convert.ts';
import { isEnumerable, toArray } from '../enumerate.ts';
import { defineGeneric } from '../generic-type.ts';
import { strictlyEqual } from '../intrinsic-member.ts';
import { psCollectionType } from '../list-methods.ts';
import { NetException } from '../net-exception.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import { ScriptBlock } from '../script-block.ts';
import { isTrue } from '../truth.ts';
import type { TypeInfo, TypeMember } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { isNull, type Value } from '../value.ts';
import { intArgument, listArgument, method, outOfRange, property } from './define.ts';
import { enumeratorOf } from './enumerator.ts';
import { delegateResult } from './ps-method.ts';

const LIST_INTERFACES = [
  'System.Collections.IList',
  'System.Collections.ICollection',
  'System.Collections.IEnumerable',
];
const COLLECTION_INTERFACES = ['System.Collections.ICollection', 'System.Collections.IEnumerable'];

/** Members of arrays, ArrayList, List[T], HashSet[T], Queue, Stack and their generic forms. */
export function completeLists(): void {
  arrayListType.complete({
    members: listMembers,
    construct: (args, type) => construct(args, type, 'list', objectTypeInfo),
    convert: (value, type) =>
      filled(type, 'list', isEnumerable(value) ? toArray(value) : [value], objectTypeInfo),
  });
  psCollectionType.complete({ members: listMembers });
  for (const name of [
    'List',
    'ObjectModel.Collection',
    'ObjectModel.ReadOnlyCollection',
    'IList',
    'LinkedList',
  ]) {
    const fullName = name.startsWith('Object')
      ? `System.Collections.${name}`
      : `System.Collections.Generic.${name}`;
    defineGeneric(fullName, 1, ([element = objectTypeInfo]) =>
      collectionOf('list', element, listMembers, LIST_INTERFACES),
    );
  }
  for (const name of ['HashSet', 'SortedSet']) {
    defineGeneric(`System.Collections.Generic.${name}`, 1, ([element = objectTypeInfo]) =>
      collectionOf('set', element, setMembers, COLLECTION_INTERFACES),
    );
  }
  defineGeneric('System.Collections.Generic.Queue', 1, ([element = objectTypeInfo]) =>
    collectionOf('queue', element, queueMembers, COLLECTION_INTERFACES),
  );
  defineGeneric('System.Collections.Generic.Stack', 1, ([element = objectTypeInfo]) =>
    collectionOf('stack', element, stackMembers, COLLECTION_INTERFACES),
  );
  defineType({
    fullName: 'System.Collections.Queue',
    ...collectionOf('queue', objectTypeInfo, queueMembers, COLLECTION_INTERFACES),
  });
  defineType({
    fullName: 'System.Collections.Stack',
    ...collectionOf('stack', objectTypeInfo, stackMembers, COLLECTION_INTERFACES),
  });
}

function collectionOf(
  shape: CollectionShape,
  element: TypeInfo,
  members: () => TypeMember[],
  interfaces: readonly string[],
) {
  return {
    base: () => objectTypeInfo,
    interfaces,
    members,
    construct: (args: readonly Value[], type: TypeInfo) => construct(args, type, shape, element),
    convert: (value: Value, type: TypeInfo) =>
      isEnumerable(value) || !isNull(value)
        ? filled(type, shape, isEnumerable(value) ? toArray(value) : [value], element)
        : undefined,
  };
}

function construct(
  args: readonly Value[],
  type: TypeInfo,
  shape: CollectionShape,
  element: TypeInfo,
): Collection {
  const [source] = args;
  if (source === undefined || typeof source === 'number' || !isEnumerable(source))
    return new Collection(type, shape, [], element);
  return filled(type, shape, toArray(source), element);
}

function filled(
  type: TypeInfo,
  shape: CollectionShape,
  items: readonly Value[],
  element: TypeInfo,
): Collection {
  const made = new Collection(type, shape, [], element);
  for (const item of items)
    if (shape !== 'set' || indexOf(made.items, item) < 0) made.items.push(convertTo(item, element));
  if (shape === 'stack') made.items.reverse();
  return made;
}

/** Where an equal item stands, or -1. */
export function indexOf(items: readonly Value[], wanted: Value, from = 0): number {
  for (let i = from; i < items.length; i++) {
    const item = items[i] ?? null;
    if (item === wanted || strictlyEqual(item, wanted)) return i;
  }
  return -1;
}

function element(self: Collection, value: Value | undefined): Value {
  return convertTo(value ?? null, self.elementType);
}

/** Wanted values are compared as elements; what cannot be one is in no list. */
function search(self: Collection, value: Value | undefined): Value | undefined {
  return tryConvert(value ?? null, self.elementType);
}

function checked(self: Collection, index: number, end = self.items.length): number {
  if (index < 0 || index >= end) {
    throw outOfRange(
      'index',
      'Index was out of range. Must be non-negative and less than the size of the collection.',
    );
  }
  return index;
}

const readMembers = (): TypeMember[] => [
  property('Count', 'int', (self: Collection) => self.items.length),
  property('IsReadOnly', 'bool', () => false),
  property('IsFixedSize', 'bool', () => false),
  property('IsSynchronized', 'bool', () => false),
  property('SyncRoot', 'object', (self: Collection) => self),
  method('bool Contains(object item)', (self: Collection, [item]) => {
    const wanted = search(self, item);
    return wanted !== undefined && indexOf(self.items, wanted) >= 0;
  }),
  method('object[] ToArray()', (self: Collection) => self.toArray()),
  method('void Clear()', (self: Collection) => void self.items.splice(0)),
  method('System.Collections.IEnumerator GetEnumerator()', (self: Collection) =>
    enumeratorOf([...self.items]),
  ),
  method('void CopyTo(array array, int index)', (self: Collection, [target, start = 0]) => {
    if (Array.isArray(target))
      for (const [at, item] of self.items.entries()) target[Number(start) + at] = item;
    return undefined;
  }),
];

const listMembers = (): TypeMember[] => [
  ...readMembers(),
  property(
    'Capacity',
    'int',
    (self: Collection) => Math.max(4, self.items.length),
    () => undefined,
  ),
  method(['int Add(object item)', 'void Add(T item)'], (self: Collection, [item]) => {
    self.items.push(element(self, item));
    return self.collectionType === arrayListType ? self.items.length - 1 : undefined;
  }),
  method('void AddRange(IEnumerable items)', (self: Collection, args) => {
    for (const item of listArgument(args, 0)) self.items.push(element(self, item));
    return undefined;
  }),
  method('void Insert(int index, object item)', (self: Collection, args) => {
    self.items.splice(checked(self, intArgument(args, 0), self.items.length + 1), 0, element(self, args[1]));
    return undefined;
  }),
  method('void InsertRange(int index, IEnumerable items)', (self: Collection, args) => {
    const added = listArgument(args, 1).map((item) => element(self, item));
    self.items.splice(checked(self, intArgument(args, 0), self.items.length + 1), 0, ...added);
    return undefined;
  }),
  method(['void Remove(object item)', 'bool Remove(T item)'], (self: Collection, [item]) => {
    const wanted = search(self, item);
    const at = wanted === undefined ? -1 : indexOf(self.items, wanted);
    if (at >= 0) self.items.splice(at, 1);
    return self.collectionType === arrayListType ? undefined : at >= 0;
  }),
  method(
    'void RemoveAt(int index)',
    (self: Collection, args) => void self.items.splice(checked(self, intArgument(args, 0)), 1),
  ),
  method(
    'void RemoveRange(int index, int count)',
    (self: Collection, args) => void self.items.splice(intArgument(args, 0), intArgument(args, 1)),
  ),
  method(
    ['int IndexOf(object item)', 'int IndexOf(object item, int startIndex)'],
    (self: Collection, args) => {
      const wanted = search(self, args[0]);
      return wanted === undefined ? -1 : indexOf(self.items, wanted, intArgument(args, 1));
    },
  ),
  method('int LastIndexOf(object item)', (self: Collection, [item]) => {
    const wanted = search(self, item);
    return wanted === undefined ? -1 : self.items.findLastIndex((each) => strictlyEqual(each, wanted));
  }),
  method('object GetRange(int index, int count)', (self: Collection, args) => {
    const start = intArgument(args, 0);
    return new Collection(
      self.collectionType,
      'list',
      self.items.slice(start, start + intArgument(args, 1)),
      self.elementType,
    );
  }),
  method('void Reverse()', (self: Collection) => void self.items.reverse()),
  method(
    ['void Sort()', 'void Sort(object comparer)'],
    (self: Collection, [comparison]) => void self.items.sort(sorter(comparison)),
  ),
  ...predicateMembers(),
  method(
    'object Clone()',
    (self: Collection) => new Collection(self.collectionType, 'list', [...self.items], self.elementType),
  ),
  ...['AddLast', 'AddFirst'].map((name) =>
    method(`object ${name}(T item)`, (self: Collection, [item]) => {
      const added = element(self, item);
      if (name === 'AddLast') self.items.push(added);
      else self.items.unshift(added);
      return added;
    }),
  ),
  method('void TrimExcess()', () => undefined),
  method('object AsReadOnly()', (self: Collection) => self),
];

const predicateMembers = (): TypeMember[] => [
  method(
    'object Find(predicate match)',
    (self: Collection, [match]) => self.items.find(predicate(match)) ?? null,
  ),
  method(
    'object FindAll(predicate match)',
    (self: Collection, [match]) =>
      new Collection(self.collectionType, 'list', self.items.filter(predicate(match)), self.elementType),
  ),
  method('int FindIndex(predicate match)', (self: Collection, [match]) =>
    self.items.findIndex(predicate(match)),
  ),
  method('bool Exists(predicate match)', (self: Collection, [match]) => self.items.some(predicate(match))),
  method('bool TrueForAll(predicate match)', (self: Collection, [match]) =>
    self.items.every(predicate(match)),
  ),
  method('int RemoveAll(predicate match)', (self: Collection, [match]) => {
    const kept = self.items.filter((item) => !predicate(match)(item));
    const removed = self.items.length - kept.length;
    self.items.splice(0, self.items.length, ...kept);
    return removed;
  }),
];

function predicate(match: Value | undefined): (item: Value) => boolean {
  if (!(match instanceof ScriptBlock))
    throw new NetException('ArgumentNullException', "Value cannot be null. (Parameter 'match')");
  return (item) => isTrue(delegateResult(match, item));
}

/** The order of a comparison block, or the natural one. */
export function sorter(comparison: Value | undefined): (a: Value, b: Value) => number {
  if (comparison instanceof ScriptBlock) return (a, b) => Number(comparison.invoke(a, b));
  return (a, b) => compareValues(a, b);
}

const setMembers = (): TypeMember[] => [
  ...readMembers(),
  method('bool Add(T item)', (self: Collection, [item]) => {
    const value = element(self, item);
    if (indexOf(self.items, value) >= 0) return false;
    self.items.push(value);
    return true;
  }),
  method('bool Remove(T item)', (self: Collection, [item]) => {
    const at = indexOf(self.items, element(self, item));
    if (at >= 0) self.items.splice(at, 1);
    return at >= 0;
  }),
  method('void UnionWith(IEnumerable other)', (self: Collection, args) => {
    for (const item of listArgument(args, 0))
      if (indexOf(self.items, element(self, item)) < 0) self.items.push(element(self, item));
    return undefined;
  }),
  method('void ExceptWith(IEnumerable other)', (self: Collection, args) => keep(self, args, false)),
  method('void IntersectWith(IEnumerable other)', (self: Collection, args) => keep(self, args, true)),
  method('bool IsSubsetOf(IEnumerable other)', (self: Collection, args) => {
    const other = listArgument(args, 0);
    return self.items.every((item) => indexOf(other, item) >= 0);
  }),
  method('bool IsSupersetOf(IEnumerable other)', (self: Collection, args) =>
    listArgument(args, 0).every((item) => indexOf(self.items, item) >= 0),
  ),
  method('bool Overlaps(IEnumerable other)', (self: Collection, args) =>
    listArgument(args, 0).some((item) => indexOf(self.items, item) >= 0),
  ),
  method('bool SetEquals(IEnumerable other)', (self: Collection, args) => {
    const other = listArgument(args, 0);
    return (
      self.items.every((item) => indexOf(other, item) >= 0) &&
      other.every((item) => indexOf(self.items, item) >= 0)
    );
  }),
];

function keep(self: Collection, args: readonly Value[], wanted: boolean): undefined {
  const other = listArgument(args, 0);
  const kept = self.items.filter((item) => indexOf(other, item) >= 0 === wanted);
  self.items.splice(0, self.items.length, ...kept);
  return undefined;
}

function first(self: Collection, name: string): Value {
  if (self.items.length === 0) throw new NetException('InvalidOperationException', `${name} empty.`);
  return self.items[0] ?? null;
}

const queueMembers = (): TypeMember[] => [
  ...readMembers(),
  method(
    'void Enqueue(object item)',
    (self: Collection, [item]) => void self.items.push(element(self, item)),
  ),
  method('object Dequeue()', (self: Collection) => {
    const value = first(self, 'Queue');
    self.items.shift();
    return value;
  }),
  method('object Peek()', (self: Collection) => first(self, 'Queue')),
];

/** The top of a stack is its first item. */
const stackMembers = (): TypeMember[] => [
  ...readMembers(),
  method(
    'void Push(object item)',
    (self: Collection, [item]) => void self.items.unshift(element(self, item)),
  ),
  method('object Pop()', (self: Collection) => {
    const value = first(self, 'Stack');
    self.items.shift();
    return value;
  }),
  method('object Peek()', (self: Collection) => first(self, 'Stack')),
];
