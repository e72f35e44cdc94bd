import { DateTime, TimeSpan } from './date-time.ts';
import { Decimal, decimalText } from './decimal.ts';
import { EnumValue } from './enum-type.ts';
import { Char, Numeric } from './numeric.ts';
import { objectTypeInfo } from './object-type-base.ts';
import type { TypeInfo } from './type-info.ts';
import { defineType } from './type-registry.ts';
import { NetObject, type Value } from './value.ts';

export interface DictionaryEntryData {
  readonly key: Value;
  value: Value;
}

/** Key and value collections by .NET's rules: keys are equal by type and value, strings by case as asked. */
export abstract class Dictionary extends NetObject {
  readonly ignoreCase: boolean;
  readonly entries = new Map<unknown, DictionaryEntryData>();
  constructor(ignoreCase: boolean) {
    super();
    this.ignoreCase = ignoreCase;
  }

  get size(): number {
    return this.entries.size;
  }

  get(key: Value): Value | undefined {
    return this.entries.get(this.slot(key))?.value;
  }

  set(key: Value, value: Value): this {
    const slot = this.slot(key);
    const entry = this.entries.get(slot);
    if (entry === undefined) this.entries.set(slot, { key, value });
    else entry.value = value;
    return this;
  }

  has(key: Value): boolean {
    return this.entries.has(this.slot(key));
  }

  delete(key: Value): boolean {
    return this.entries.delete(this.slot(key));
  }

  clear(): void {
    this.entries.clear();
  }

  keys(): Value[] {
    return Array.from(this.entries.values(), (entry) => entry.key);
  }

  values(): Value[] {
    return Array.from(this.entries.values(), (entry) => entry.value);
  }

  /** A key's place in `entries`: equal keys have the same. */
  slot(key: Value): unknown {
    if (typeof key === 'string') return this.ignoreCase ? key.toLowerCase() : key;
    if (typeof key !== 'object' || key === null) return key;
    const text = valueKey(key);
    return text === undefined ? key : text;
  }
}

/** `@{…}`; `[hashtable]::new()` minds the case of its keys. */
export class Hashtable extends Dictionary {
  constructor(ignoreCase = true) {
    super(ignoreCase);
  }
  get type(): TypeInfo {
    return hashtableType;
  }
}

/** What ConvertFrom-Json -AsHashtable makes: keys in order, told apart by case. */
export class OrderedHashtable extends Dictionary {
  constructor() {
    super(false);
  }
  get type(): TypeInfo {
    return orderedHashtableType;
  }
}

/** `[ordered]@{…}`: keys keep their order, and a number is an index. */
export class OrderedDictionary extends Dictionary {
  constructor(ignoreCase = true) {
    super(ignoreCase);
  }
  get type(): TypeInfo {
    return orderedDictionaryType;
  }
}

/** What parameters declare that take any table. */
export const dictionaryType = defineType({
  fullName: 'System.Collections.IDictionary',
  kind: 'interface',
});

const DICTIONARY_INTERFACES = [
  'System.Collections.IDictionary',
  'System.Collections.ICollection',
  'System.Collections.IEnumerable',
];

export const hashtableType = defineType({
  fullName: 'System.Collections.Hashtable',
  aliases: ['hashtable'],
  accelerator: 'hashtable',
  base: () => objectTypeInfo,
  interfaces: DICTIONARY_INTERFACES,
});

const orderedHashtableType: TypeInfo = defineType({
  fullName: 'System.Management.Automation.OrderedHashtable',
  base: () => hashtableType,
  interfaces: DICTIONARY_INTERFACES,
  construct: () => new OrderedHashtable(),
});

export const orderedDictionaryType = defineType({
  fullName: 'System.Collections.Specialized.OrderedDictionary',
  aliases: ['ordered'],
  accelerator: 'ordered',
  base: () => objectTypeInfo,
  interfaces: DICTIONARY_INTERFACES,
});

/** A case-insensitive hashtable of names and values. */
export function hashtable(entries: Iterable<readonly [string, Value]> = []): Hashtable {
  const table = new Hashtable();
  for (const [key, value] of entries) table.set(key, value);
  return table;
}

/** Boxed values are equal by kind and value; the control character keeps them apart from strings. */
function valueKey(key: Value & object): string | undefined {
  if (key instanceof Numeric) return `\u0001${key.kind}:${key.value}`;
  if (key instanceof Char) return `\u0001char:${key.value}`;
  if (key instanceof Decimal) return `\u0001decimal:${decimalText(key)}`;
  if (key instanceof DateTime) return `\u0001date:${key.ticks}`;
  if (key instanceof TimeSpan) return `\u0001span:${key.ticks}`;
  if (key instanceof EnumValue) return `\u0001${key.enumType.fullName}:${key.number}`;
  const own = key instanceof NetObject ? key.hashKey() : undefined;
  return own === undefined ? undefined : `\u0001${own}`;
}
