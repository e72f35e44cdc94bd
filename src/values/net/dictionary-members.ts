import { Collection } from '../collection.ts';
import { compareValues } from '../compare.ts';
import { convertTo } from '../convert.ts';
import { defineGeneric } from '../generic-type.ts';
import {
  Dictionary,
  dictionaryType,
  Hashtable,
  hashtableType,
  OrderedDictionary,
  orderedDictionaryType,
} from '../hashtable.ts';
import { strictlyEqual } from '../intrinsic-member.ts';
import { psCollectionType } from '../list-methods.ts';
import { NetException } from '../net-exception.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import { toText } from '../to-text.ts';
import type { TypeInfo, TypeMember } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { isInt32, isNull, NetObject, type Value } from '../value.ts';
import { argumentNull, intArgument, method, outOfRange, property } from './define.ts';
import { enumeratorOf } from './enumerator.ts';
import { setReference } from './number-members.ts';

/** One entry of a table, as GetEnumerator gives it. */
export class DictionaryEntry extends NetObject {
  readonly key: Value;
  readonly value: Value;
  readonly #type: TypeInfo;
  constructor(key: Value, value: Value, type: TypeInfo = dictionaryEntryType) {
    super();
    this.key = key;
    this.value = value;
    this.#type = type;
  }

  get type(): TypeInfo {
    return this.#type;
  }

  override asText(): string {
    return this.type === dictionaryEntryType
      ? this.type.fullName
      : `[${toText(this.key)}, ${toText(this.value)}]`;
  }
}

const entryMembers = (): TypeMember[] => [
  property('Key', 'object', (self: DictionaryEntry) => self.key),
  property('Value', 'object', (self: DictionaryEntry) => self.value),
  property('Name', 'object', (self: DictionaryEntry) => self.key),
];

const dictionaryEntryType: TypeInfo = defineType({
  fullName: 'System.Collections.DictionaryEntry',
  kind: 'struct',
  base: () => objectTypeInfo,
  members: entryMembers,
  construct: ([key = null, value = null]) => new DictionaryEntry(key, value),
});

const keyValuePairType: TypeInfo = defineType({
  fullName: 'System.Collections.Generic.KeyValuePair',
  kind: 'struct',
  base: () => objectTypeInfo,
  members: () => entryMembers().slice(0, 2),
});

/** Dictionary[K,V] and SortedDictionary[K,V]: keys and values are converted to their types. */
export class GenericDictionary extends Dictionary {
  readonly #type: TypeInfo;
  constructor(type: TypeInfo, ignoreCase: boolean) {
    super(ignoreCase);
    this.#type = type;
  }

  get type(): TypeInfo {
    return this.#type;
  }

  override set(key: Value, value: Value): this {
    const [keyType = objectTypeInfo, valueType = objectTypeInfo] =
      this.#type.declaration.genericArguments ?? [];
    super.set(convertTo(key, keyType), convertTo(value, valueType));
    if (this.#type.fullName.includes('.Sorted')) this.#sort();
    return this;
  }

  #sort(): void {
    const sorted = [...this.entries].sort(([, a], [, b]) => compareValues(a.key, b.key));
    this.entries.clear();
    for (const [slot, entry] of sorted) this.entries.set(slot, entry);
  }
}

/** Members of hashtables and dictionaries. */
export function completeDictionaries(): void {
  dictionaryType.complete({ aliases: ['idictionary'] });
  hashtableType.complete({ members: tableMembers, construct: constructHashtable });
  orderedDictionaryType.complete({
    members: orderedMembers,
    construct: (args) => new OrderedDictionary(ignoresCase(args)),
  });
  for (const name of ['Dictionary', 'SortedDictionary', 'SortedList', 'IDictionary']) {
    defineGeneric(`System.Collections.Generic.${name}`, 2, () => ({
      base: () => objectTypeInfo,
      interfaces: [
        'System.Collections.IDictionary',
        'System.Collections.ICollection',
        'System.Collections.IEnumerable',
      ],
      members: tableMembers,
      construct: constructGeneric,
      convert: (value: Value, type: TypeInfo) =>
        value instanceof Dictionary ? fill(new GenericDictionary(type, value.ignoreCase), value) : undefined,
    }));
  }
  defineType({
    fullName: 'System.Collections.SortedList',
    base: () => objectTypeInfo,
    interfaces: [
      'System.Collections.IDictionary',
      'System.Collections.ICollection',
      'System.Collections.IEnumerable',
    ],
    members: tableMembers,
    construct: constructGeneric,
  });
}

function constructHashtable(args: readonly Value[]): Hashtable {
  const [source] = args;
  const table = new Hashtable(ignoresCase(args));
  return source instanceof Dictionary ? fill(table, source) : table;
}

function constructGeneric(args: readonly Value[], type: TypeInfo): GenericDictionary {
  const [source] = args;
  const table = new GenericDictionary(type, ignoresCase(args));
  return source instanceof Dictionary ? fill(table, source) : table;
}

function fill<T extends Dictionary>(table: T, source: Dictionary): T {
  for (const { key, value } of source.entries.values()) table.set(key, value);
  return table;
}

/** A StringComparer argument such as [StringComparer]::OrdinalIgnoreCase. */
function ignoresCase(args: readonly Value[]): boolean {
  return args.some((arg) => /IgnoreCase|CaseInsensitive/i.test(toText(arg)));
}

function requiredKey(key: Value | undefined): Value {
  if (key === undefined || isNull(key)) throw argumentNull('key');
  return key;
}

function isGeneric(self: Dictionary): boolean {
  return self instanceof GenericDictionary;
}

/** What Keys and Values give: a list that is named after the table's own type. */
function viewOf(table: Dictionary, items: Value[], kind: string): Value {
  const list = new Collection(psCollectionType, 'list', items);
  list.typeNames = [`${table.type.fullName}+${kind}`, 'System.Object'];
  return list;
}

const tableMembers = (): TypeMember[] => [
  property('Count', 'int', (self: Dictionary) => self.size),
  property('Keys', 'ICollection', (self: Dictionary) => viewOf(self, self.keys(), 'KeyCollection')),
  property('Values', 'ICollection', (self: Dictionary) => viewOf(self, self.values(), 'ValueCollection')),
  property('IsReadOnly', 'bool', () => false),
  property('IsFixedSize', 'bool', () => false),
  property('IsSynchronized', 'bool', () => false),
  property('SyncRoot', 'object', (self: Dictionary) => self),
  method('void Add(object key, object value)', (self: Dictionary, [key, value = null]) => {
    const wanted = requiredKey(key);
    if (self.has(wanted)) throw alreadyThere(self, wanted);
    self.set(wanted, value);
    return undefined;
  }),
  method(['void Remove(object key)', 'bool Remove(K key)'], (self: Dictionary, [key]) => {
    const removed = self.delete(requiredKey(key));
    return isGeneric(self) ? removed : undefined;
  }),
  method('bool Contains(object key)', (self: Dictionary, [key]) => self.has(requiredKey(key))),
  method('bool ContainsKey(object key)', (self: Dictionary, [key]) => self.has(requiredKey(key))),
  method('bool ContainsValue(object value)', (self: Dictionary, [value = null]) =>
    self.values().some((each) => each === value || strictlyEqual(each, value)),
  ),
  method('void Clear()', (self: Dictionary) => {
    self.clear();
    return undefined;
  }),
  method('object get_Item(object key)', (self: Dictionary, [key]) => itemOf(self, requiredKey(key))),
  method(
    'void set_Item(object key, object value)',
    (self: Dictionary, [key, value = null]) => void self.set(requiredKey(key), value),
  ),
  method('object Item(object key)', (self: Dictionary, [key]) => itemOf(self, requiredKey(key))),
  method('bool TryAdd(K key, V value)', (self: Dictionary, [key, value = null]) => {
    if (self.has(requiredKey(key))) return false;
    self.set(requiredKey(key), value);
    return true;
  }),
  method('bool TryGetValue(K key, ref value)', (self: Dictionary, [key, result]) => {
    const wanted = requiredKey(key);
    setReference(result, self.get(wanted) ?? initialValue(self));
    return self.has(wanted);
  }),
  method('object Clone()', (self: Dictionary) =>
    fill(
      self instanceof OrderedDictionary
        ? new OrderedDictionary(self.ignoreCase)
        : new Hashtable(self.ignoreCase),
      self,
    ),
  ),
  method('System.Collections.IDictionaryEnumerator GetEnumerator()', (self: Dictionary) =>
    enumeratorOf(entriesOf(self)),
  ),
];

function initialValue(self: Dictionary): Value {
  return self.type.declaration.genericArguments?.[1]?.declaration.initial ?? null;
}

/** The entries of a table as values. */
export function entriesOf(self: Dictionary): DictionaryEntry[] {
  const type = isGeneric(self) ? keyValuePairType : dictionaryEntryType;
  return Array.from(self.entries.values(), ({ key, value }) => new DictionaryEntry(key, value, type));
}

function itemOf(self: Dictionary, key: Value): Value {
  const value = self.get(key);
  if (value === undefined && isGeneric(self)) {
    throw new NetException(
      'System.Collections.Generic.KeyNotFoundException',
      `The given key '${toText(key)}' was not present in the dictionary.`,
    );
  }
  return value ?? null;
}

function alreadyThere(self: Dictionary, key: Value): NetException {
  return new NetException(
    'ArgumentException',
    isGeneric(self)
      ? `An item with the same key has already been added. Key: ${toText(key)}`
      : `Item has already been added. Key in dictionary: '${toText(key)}'  Key being added: '${toText(key)}'`,
  );
}

const orderedMembers = (): TypeMember[] => [
  ...tableMembers(),
  method('void Insert(int index, object key, object value)', (self: OrderedDictionary, args) => {
    const at = intArgument(args, 0);
    if (at < 0 || at > self.size) throw outOfRange('index', 'Index was out of range.');
    const entries = [...self.entries.values()];
    const [, key = null, value = null] = args;
    if (self.has(key)) throw alreadyThere(self, key);
    entries.splice(at, 0, { key, value });
    self.clear();
    for (const entry of entries) self.set(entry.key, entry.value);
    return undefined;
  }),
  method('void RemoveAt(int index)', (self: OrderedDictionary, args) => {
    const key = self.keys()[intArgument(args, 0)];
    if (key === undefined) throw outOfRange('index', 'Index was out of range.');
    self.delete(key);
    return undefined;
  }),
  method('object get_Item(object key)', (self: OrderedDictionary, [key = null]) =>
    typeof key === 'number' && isInt32(key) ? (self.values()[key] ?? null) : itemOf(self, key),
  ),
];
