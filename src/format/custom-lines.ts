import { enumerate, isEnumerable } from '../values/enumerate.ts';
import { Dictionary } from '../values/hashtable.ts';
import { typeNamesOf } from '../values/intrinsic-member.ts';
import { propertyNames } from '../values/member-list.ts';
import { customObject } from '../values/ps-custom-object.ts';
import type { Value } from '../values/value.ts';
import { matchesWildcard } from '../values/wildcard.ts';
import { cellText } from './cell-text.ts';
import type { CustomLine } from './format-record.ts';
import { propertyValue } from './object-properties.ts';
import { type PropertyExpression, resolveProperty } from './property-expression.ts';
import { isScalar } from './view.ts';

export interface CustomOptions {
  readonly depth: number;
  readonly enumerationLimit: number;
  /** Patterns of the names that the object itself is shown without. */
  readonly exclude: readonly string[];
}

const INDENT = 2;
/** The most lines an object may take; depth alone does not bound a wide one. */
const MAX_LINES = 100_000;

/** An object as Format-Custom shows it: `class Name { property = value … }`, nested to the depth. */
export function customLines(
  object: Value,
  properties: readonly PropertyExpression[],
  options: CustomOptions,
): CustomLine[] {
  const lines: CustomLine[] = [];
  writeObject(object, properties, 0, 0, { ...options, lines });
  return lines;
}

interface Writer extends CustomOptions {
  readonly lines: CustomLine[];
}

function writeObject(
  object: Value,
  properties: readonly PropertyExpression[],
  level: number,
  indent: number,
  writer: Writer,
): void {
  const { lines } = writer;
  const [typeName = 'Object'] = typeNamesOf(object);
  lines.push(
    { indent, text: `class ${typeName.slice(typeName.lastIndexOf('.') + 1)}` },
    { indent, text: '{' },
  );
  const exclude = level === 0 ? writer.exclude : [];
  for (const { name, value } of namedValues(object, properties)) {
    if (lines.length > MAX_LINES) break;
    if (exclude.some((pattern) => matchesWildcard(name, pattern))) continue;
    writeProperty(name, value, level, indent + INDENT, writer);
  }
  lines.push({ indent, text: '}' });
}

function namedValues(
  object: Value,
  properties: readonly PropertyExpression[],
): { readonly name: string; readonly value: Value | undefined }[] {
  if (properties.length > 0) return properties.flatMap((property) => resolveProperty(property, object));
  return propertyNames(object).map((name) => ({ name, value: propertyValue(object, name) }));
}

function writeProperty(
  name: string,
  value: Value | undefined,
  level: number,
  indent: number,
  writer: Writer,
): void {
  const { lines } = writer;
  const label = `${name} = `;
  if (value === undefined || isLeaf(value, level, writer)) {
    lines.push({ indent, text: label + cellText(value, undefined, writer.enumerationLimit) });
  } else if (isList(value)) {
    lines.push({ indent, text: label });
    writeList(value, level + 1, indent + INDENT, writer);
  } else {
    lines.push({ indent, text: label });
    writeObject(value, [], level + 1, indent + INDENT, writer);
  }
}

function writeList(list: Value, level: number, indent: number, writer: Writer): void {
  const { lines } = writer;
  lines.push({ indent, text: '[' });
  let count = 0;
  for (const item of itemsOf(list)) {
    if ((writer.enumerationLimit >= 0 && count++ === writer.enumerationLimit) || lines.length > MAX_LINES) {
      lines.push({ indent: indent + INDENT, text: '...' });
      break;
    }
    if (isLeaf(item, level, writer)) {
      lines.push({ indent: indent + INDENT, text: cellText(item, undefined, writer.enumerationLimit) });
    } else if (isList(item)) {
      lines.push({ indent, text: '' });
      writeList(item, level + 1, indent + INDENT, writer);
    } else {
      writeObject(item, [], level + 1, indent + INDENT, writer);
    }
  }
  lines.push({ indent, text: ']' }, { indent, text: '' });
}

function isLeaf(value: Value, level: number, writer: Writer): boolean {
  return (
    isScalar(value) || (level >= writer.depth && !isList(value)) || (level > writer.depth && isList(value))
  );
}

function isList(value: Value): boolean {
  return isEnumerable(value) || value instanceof Dictionary;
}

function* itemsOf(list: Value): Iterable<Value> {
  if (list instanceof Dictionary) yield* dictionaryEntries(list);
  else yield* enumerate(list);
}

/** The entries of a dictionary as objects with Name and Value, as formatting shows them. */
export function* dictionaryEntries(table: Dictionary): Iterable<Value> {
  for (const { key, value } of table.entries.values()) {
    const name: [string, Value] = ['Name', key];
    yield customObject([name, ['Value', value]], 'System.Collections.DictionaryEntry');
  }
}
