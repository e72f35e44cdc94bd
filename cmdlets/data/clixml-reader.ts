import { arrayListType } from '../../src/values/array-list.ts';
import { Collection } from '../../src/values/collection.ts';
import { convertTo } from '../../src/values/convert.ts';
import { secureString } from '../../src/values/credential.ts';
import { DateTime, dateTimeType, TimeSpan, toUtc } from '../../src/values/date-time.ts';
import { hashtable, OrderedDictionary } from '../../src/values/hashtable.ts';
import { bytesValue } from '../../src/values/net/bytes.ts';
import { NetException } from '../../src/values/net-exception.ts';
import { Char } from '../../src/values/numeric.ts';
import { PSCustomObject } from '../../src/values/ps-custom-object.ts';
import { resolveTypeName } from '../../src/values/type-name.ts';
import type { Value } from '../../src/values/value.ts';
import { loadText, newDocument } from '../../src/values/xml/xml-document.ts';
import { innerText, type XmlNode } from '../../src/values/xml/xml-node.ts';

/** Types of elements that are converted from their text. */
const TYPES: Readonly<Record<string, string>> = {
  By: 'System.Byte',
  SB: 'System.SByte',
  I16: 'System.Int16',
  U16: 'System.UInt16',
  I32: 'System.Int32',
  U32: 'System.UInt32',
  I64: 'System.Int64',
  U64: 'System.UInt64',
  Sg: 'System.Single',
  Db: 'System.Double',
  D: 'System.Decimal',
  G: 'System.Guid',
  URI: 'System.Uri',
  Version: 'System.Version',
  SemVer: 'System.Management.Automation.SemanticVersion',
  XD: 'System.Xml.XmlDocument',
};

interface Reading {
  readonly objects: Map<string, Value>;
  readonly typeNames: Map<string, readonly string[]>;
}

/** The objects of a file of Export-Clixml. Throws a NetException for what is none. */
export function clixmlObjects(text: string): Value[] {
  const document = newDocument();
  loadText(document, text);
  const root = document.children.find((node) => node.kind === 'Element');
  if (root?.localName !== 'Objs') throw notClixml(`the element ${root?.localName ?? 'Objs'}`);
  const reading: Reading = { objects: new Map(), typeNames: new Map() };
  return elements(root).map((node) => readValue(node, reading));
}

function elements(node: XmlNode): XmlNode[] {
  return node.children.filter((child) => child.kind === 'Element');
}

function attribute(node: XmlNode, name: string): string {
  return decoded(node.attributes.find((each) => each.localName === name)?.value ?? '');
}

function decoded(text: string): string {
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_all, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function readValue(node: XmlNode, reading: Reading): Value {
  const text = innerText(node);
  switch (node.localName) {
    case 'Nil':
      return null;
    case 'S':
    case 'SBK':
      return decoded(text);
    case 'B':
      return text === 'true';
    case 'C':
      return new Char(String.fromCharCode(Number(text)));
    case 'DT': {
      const date = convertTo(text, dateTimeType);
      return date instanceof DateTime && text.endsWith('Z') ? toUtc(date) : date;
    }
    case 'TS':
      return new TimeSpan(ticksOf(text));
    case 'BA':
      return bytesValue(Buffer.from(text, 'base64'));
    case 'SS':
      return secretOf(text);
    case 'Ref': {
      const found = reading.objects.get(attribute(node, 'RefId'));
      if (found === undefined) throw notClixml('a Ref to an object that is not there');
      return found;
    }
    case 'Obj':
      return objectOf(node, reading);
    default:
      return numberOf(node.localName, decoded(text));
  }
}

function numberOf(tag: string, text: string): Value {
  const type = resolveTypeName(TYPES[tag] ?? '');
  if (type === undefined) throw notClixml(`the element ${tag}`);
  return convertTo({ INF: 'Infinity', '-INF': '-Infinity' }[text] ?? text, type);
}

/** How PowerShell writes a SecureString where there is no data protection; where there is, only that machine reads it. */
function secretOf(text: string): Value {
  if (/^(?:[0-9a-fA-F]{4})*$/.test(text) && !/^01000000d08c9ddf/i.test(text))
    return secureString(Buffer.from(text, 'hex').toString('utf16le'));
  throw new NetException(
    'System.Security.Cryptography.CryptographicException',
    'A SecureString of this file is protected by Windows, for one user of one machine, and cannot be read here.',
  );
}

function objectOf(node: XmlNode, reading: Reading): Value {
  const parts = elements(node);
  const names = typeNamesOf(parts, reading);
  const part = (...tags: string[]): XmlNode | undefined =>
    parts.find(({ localName }) => tags.includes(localName));
  const keep = <T extends Value>(value: T): T => {
    reading.objects.set(attribute(node, 'RefId'), value);
    return value;
  };
  const table = part('DCT');
  if (table !== undefined) {
    const made = keep(
      names[0]?.endsWith('OrderedDictionary') === true ? new OrderedDictionary() : hashtable(),
    );
    for (const entry of elements(table)) {
      const [key, value] = elements(entry);
      if (key !== undefined && value !== undefined)
        made.set(readValue(key, reading), readValue(value, reading));
    }
    return made;
  }
  const list = part('LST', 'IE', 'QUE', 'STK');
  if (list !== undefined) {
    const items: Value[] = [];
    // Arrays and lists come back as ArrayList, as PowerShell has it.
    keep(new Collection(arrayListType, 'list', items));
    for (const item of elements(list)) items.push(readValue(item, reading));
    return reading.objects.get(attribute(node, 'RefId')) ?? null;
  }
  return bagOf(node, parts, names, reading);
}

/** An enumeration's value, or an object with properties and no methods. */
function bagOf(node: XmlNode, parts: readonly XmlNode[], names: readonly string[], reading: Reading): Value {
  const text = parts.find(({ localName }) => localName === 'ToString');
  const bags = parts.filter(({ localName }) => localName === 'Props' || localName === 'MS');
  const own = parts.find(({ localName }) => !['TN', 'TNRef', 'ToString', 'Props', 'MS'].includes(localName));
  if (own !== undefined) {
    const value = names.includes('System.Enum')
      ? enumerationOf(own, text, names, reading)
      : readValue(own, reading);
    reading.objects.set(attribute(node, 'RefId'), value);
    return value;
  }
  const made = new PSCustomObject();
  reading.objects.set(attribute(node, 'RefId'), made);
  for (const bag of bags)
    for (const member of elements(bag)) made.set(attribute(member, 'N'), readValue(member, reading));
  const isCustom = names.includes('System.Management.Automation.PSCustomObject');
  if (isCustom || names.length > 0) made.typeNames = names.map((name) => `Deserialized.${name}`);
  if (text === undefined) return made;
  const shown = decoded(innerText(text));
  made.added = new Map([
    [
      'tostring',
      { name: 'ToString', kind: 'ScriptMethod', typeName: 'string', hidden: true, invoke: () => shown },
    ],
  ]);
  return made;
}

/** A value of the enumeration; the name alone where the session does not know the type. */
function enumerationOf(
  own: XmlNode,
  text: XmlNode | undefined,
  [typeName = '']: readonly string[],
  reading: Reading,
): Value {
  const type = resolveTypeName(typeName);
  if (type !== undefined) return convertTo(readValue(own, reading), type);
  return text === undefined ? readValue(own, reading) : decoded(innerText(text));
}

function typeNamesOf(parts: readonly XmlNode[], { typeNames }: Reading): readonly string[] {
  const given = parts.find(({ localName }) => localName === 'TN');
  if (given !== undefined) {
    const names = elements(given).map((name) => decoded(innerText(name)));
    typeNames.set(attribute(given, 'RefId'), names);
    return names;
  }
  const reference = parts.find(({ localName }) => localName === 'TNRef');
  return (reference && typeNames.get(attribute(reference, 'RefId'))) ?? [];
}

const DURATION = /^(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,7}))?S)?)?$/;

function ticksOf(text: string): bigint {
  const match = DURATION.exec(text);
  if (match === null) throw notClixml(`the duration ${text}`);
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0', fraction = ''] = match;
  const whole = ((BigInt(days) * 24n + BigInt(hours)) * 60n + BigInt(minutes)) * 60n + BigInt(seconds);
  const ticks = whole * 10_000_000n + BigInt(fraction.padEnd(7, '0'));
  return sign === '-' ? -ticks : ticks;
}

function notClixml(what: string): NetException {
  return new NetException(
    'System.Xml.XmlException',
    `The file is not one of Export-Clixml: ${what} is not expected.`,
  );
}
