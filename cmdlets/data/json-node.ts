import { terminatingError } from '../../src/cmdlet/error.ts';
import type { JsonNode } from '../../src/format/json-writer.ts';
import { propertyValue } from '../../src/format/object-properties.ts';
import { DateTime, localOffsetMinutes } from '../../src/values/date-time.ts';
import { Decimal, decimalText } from '../../src/values/decimal.ts';
import { EnumValue } from '../../src/values/enum-type.ts';
import { enumerate, isEnumerable } from '../../src/values/enumerate.ts';
import { formatValue } from '../../src/values/format.ts';
import { Dictionary } from '../../src/values/hashtable.ts';
import { propertyNames } from '../../src/values/member-list.ts';
import { DateTimeOffset } from '../../src/values/net/date-time-offset.ts';
import { NullLike } from '../../src/values/null-like.ts';
import { doubleText, singleText } from '../../src/values/number-text.ts';
import { Char, Numeric } from '../../src/values/numeric.ts';
import { type PropertyDefinition, TypedObject } from '../../src/values/object-type.ts';
import { toText } from '../../src/values/to-text.ts';
import { isInt32, NetObject, type Value } from '../../src/values/value.ts';

export interface JsonRequest {
  readonly depth: number;
  /** Related objects of the inventory are written out, not just named. */
  readonly widens: boolean;
  readonly enumsAsStrings: boolean;
  /** Called once, when something was cut at the depth. */
  onTruncated(): void;
  /** Called every so often in long work. */
  checkInterrupt(): void;
}

interface Walk extends JsonRequest {
  nodes: number;
  truncated: boolean;
}

/** A value as JSON, to the depth: what lies deeper becomes its text. */
export function jsonNode(value: Value, request: JsonRequest): JsonNode {
  const walk: Walk = {
    ...request,
    onTruncated: () => request.onTruncated(),
    checkInterrupt: () => request.checkInterrupt(),
    nodes: 0,
    truncated: false,
  };
  return nodeOf(value, 0, walk);
}

const NULL: JsonNode = raw('null');

function raw(text: string): JsonNode {
  return { kind: 'raw', text };
}

function string(text: string): JsonNode {
  return { kind: 'string', text };
}

function nodeOf(value: Value, level: number, walk: Walk): JsonNode {
  if ((++walk.nodes & 0xfff) === 0) walk.checkInterrupt();
  const decorated = decoratedNode(value, level, walk);
  if (decorated) return decorated;
  return scalarNode(value, walk.enumsAsStrings) ?? compositeNode(value, level, walk);
}

/** A guid or an address that a script gave properties: its text as `value`, and those. */
function decoratedNode(value: Value, level: number, walk: Walk): JsonNode | undefined {
  if (!(value instanceof NetObject) || value.added === undefined) return undefined;
  if (!TEXT_TYPES.has(value.type.fullName)) return undefined;
  const own = scalarNode(value, walk.enumsAsStrings);
  return own && { kind: 'object', entries: [['value', own], ...addedEntries(value, level, walk)] };
}

/** Types that JSON writes as their text. */
const TEXT_TYPES: ReadonlySet<string> = new Set([
  'System.Guid',
  'System.Uri',
  'System.Type',
  'System.RuntimeType',
]);

function scalarNode(value: Value, enumsAsStrings: boolean): JsonNode | undefined {
  switch (typeof value) {
    case 'string':
      return string(value);
    case 'number':
      return raw(isInt32(value) ? String(value) : doubleNode(value));
    case 'boolean':
      return raw(String(value));
    case 'bigint':
      return raw(value.toString());
    default:
      return objectScalar(value, enumsAsStrings);
  }
}

function objectScalar(value: null | Value[] | NetObject, enumsAsStrings: boolean): JsonNode | undefined {
  if (value === null || value instanceof NullLike) return NULL;
  if (Array.isArray(value)) return undefined;
  if (value instanceof Numeric) return numericNode(value);
  if (value instanceof Decimal) return raw(withPoint(decimalText(value)));
  if (value instanceof Char) return string(value.value);
  if (value instanceof EnumValue) {
    // vSphere's enumerations go by name, as in the projections of its objects.
    const byName = enumsAsStrings || value.enumType.namespace.startsWith('VMware');
    return byName ? string(toText(value)) : raw(String(value.number));
  }
  if (value instanceof DateTime) return string(isoDate(value));
  if (value instanceof DateTimeOffset) return string(isoTime(value.clock) + isoOffset(value.offsetMinutes));
  return TEXT_TYPES.has(value.type.fullName) ? string(toText(value)) : undefined;
}

function numericNode({ kind, value }: Numeric): JsonNode {
  if (typeof value === 'bigint') return raw(value.toString());
  if (kind === 'double') return raw(doubleNode(value));
  return kind === 'single' ? raw(withPoint(singleText(value))) : raw(String(value));
}

function doubleNode(value: number): string {
  if (Number.isNaN(value)) return '"NaN"';
  if (!Number.isFinite(value)) return value > 0 ? '"Infinity"' : '"-Infinity"';
  return withPoint(doubleText(value));
}

/** A number that is not an integer type keeps a decimal point. */
function withPoint(text: string): string {
  return /[.E]/.test(text) ? text : `${text}.0`;
}

/** ISO 8601, with as many decimals as the time has; the offset as the date's kind says. */
function isoDate(date: DateTime): string {
  const text = isoTime(date);
  if (date.kind === 'Utc') return `${text}Z`;
  return date.kind === 'Unspecified' ? text : text + isoOffset(-localOffsetMinutes(date));
}

function isoTime(date: DateTime): string {
  const seconds = formatValue(date, 'yyyy-MM-ddTHH:mm:ss');
  const fraction = (date.ticks % 10_000_000n).toString().padStart(7, '0').replace(/0+$/, '');
  return fraction === '' ? seconds : `${seconds}.${fraction}`;
}

function isoOffset(minutes: number): string {
  const sign = minutes < 0 ? '-' : '+';
  const size = Math.abs(minutes);
  const pad = (number: number): string => String(number).padStart(2, '0');
  return `${sign}${pad(Math.trunc(size / 60))}:${pad(size % 60)}`;
}

function compositeNode(value: Value, level: number, walk: Walk): JsonNode {
  if (level > walk.depth) {
    if (value instanceof TypedObject) return referenceNode(value as TypedObject<unknown>);
    if (!walk.truncated) walk.onTruncated();
    walk.truncated = true;
    return string(toText(value));
  }
  if (isEnumerable(value)) {
    return { kind: 'array', items: Array.from(enumerate(value), (item) => nodeOf(item, level + 1, walk)) };
  }
  const entries = entriesOf(value, level, walk);
  return { kind: 'object', entries };
}

type Entries = (readonly [string, JsonNode])[];

function entriesOf(value: Value, level: number, walk: Walk): Entries {
  if (value instanceof TypedObject) return projectionOf(value as TypedObject<unknown>, level, walk);
  if (value instanceof Dictionary) {
    refuseOtherKeys(value);
    const entries: Entries = Array.from(value.entries.values(), ({ key, value: item }) => [
      toText(key),
      nodeOf(item, level + 1, walk),
    ]);
    return [...entries, ...addedEntries(value, level, walk)];
  }
  return propertyNames(value).map((name) => [
    name,
    nodeOf(propertyValue(value, name) ?? null, level + 1, walk),
  ]);
}

function refuseOtherKeys(table: Dictionary): void {
  for (const { key } of table.entries.values()) {
    if (typeof key !== 'object' || key instanceof Numeric || key instanceof Char || key instanceof EnumValue)
      continue;
    throw terminatingError({
      message: `The type '${table.type.fullName}' is not supported for serialization or deserialization of a dictionary. Keys must be strings.`,
      id: 'NonStringKeyInDictionary',
      category: 'InvalidOperation',
      target: table,
      exceptionType: 'System.InvalidOperationException',
    });
  }
}

/** Properties that Add-Member gave to the one object. */
function addedEntries(value: NetObject, level: number, walk: Walk): Entries {
  const added = [...(value.added?.values() ?? [])].filter(
    (member) => member.get !== undefined && member.hidden !== true,
  );
  return added.map((member) => [member.name, nodeOf(member.get?.(value) ?? null, level + 1, walk)]);
}

/** An object of the inventory by its type's rules: enumerations by name, other objects as name and id. */
function projectionOf(object: TypedObject<unknown>, level: number, walk: Walk): Entries {
  const named: Walk = { ...walk, enumsAsStrings: true };
  const entries: Entries = [];
  for (const [name, property] of object.objectType.allProperties()) {
    const node = projectedNode(object, property, level, named);
    if (node) entries.push([name, node]);
  }
  return [...entries, ...addedEntries(object, level, named)];
}

function projectedNode(
  object: TypedObject<unknown>,
  property: PropertyDefinition<unknown>,
  level: number,
  walk: Walk,
): JsonNode | undefined {
  const rule = property.json;
  if (rule === 'omit') return undefined;
  if (property.jsonValue) return nodeOf(property.jsonValue(object.data), level + 1, walk);
  const value = property.get(object.data);
  return rule === 'value'
    ? nodeOf(value, level + 1, walk)
    : relatedNode(value, level, walk, rule === 'reference');
}

function relatedNode(value: Value, level: number, walk: Walk, always: boolean): JsonNode {
  if (Array.isArray(value) && value.some((item) => item instanceof TypedObject)) {
    return { kind: 'array', items: value.map((item) => relatedNode(item, level + 1, walk, always)) };
  }
  const isRelated = value instanceof TypedObject;
  const isWritten = walk.widens && !always && level + 1 < walk.depth;
  return isRelated && !isWritten
    ? referenceNode(value as TypedObject<unknown>)
    : nodeOf(value, level + 1, walk);
}

/** Name and Id of an object, or its text when it has no name. */
function referenceNode(object: TypedObject<unknown>): JsonNode {
  const entries: Entries = [];
  for (const name of ['Name', 'Id']) {
    const property = object.objectType.allProperties().get(name);
    const node = property && scalarNode(property.get(object.data), true);
    if (node) entries.push([name, node]);
  }
  return entries.length > 0 ? { kind: 'object', entries } : string(toText(object));
}
