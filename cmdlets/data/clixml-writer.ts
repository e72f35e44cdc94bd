import { terminatingError } from '../../src/cmdlet/error.ts';
import { propertyValue } from '../../src/format/object-properties.ts';
import { Collection } from '../../src/values/collection.ts';
import { SecureString } from '../../src/values/credential.ts';
import { DateTime, TimeSpan } from '../../src/values/date-time.ts';
import { EnumValue } from '../../src/values/enum-type.ts';
import { enumerate, isEnumerable } from '../../src/values/enumerate.ts';
import { TerminatingError } from '../../src/values/error-record.ts';
import { formatDate } from '../../src/values/format-date.ts';
import { Dictionary } from '../../src/values/hashtable.ts';
import { typeNamesOf } from '../../src/values/intrinsic-member.ts';
import { propertyNames } from '../../src/values/member-list.ts';
import { bytesArgument } from '../../src/values/net/bytes.ts';
import { Char } from '../../src/values/numeric.ts';
import { PSCustomObject } from '../../src/values/ps-custom-object.ts';
import { displayText, toText } from '../../src/values/to-text.ts';
import { typeNameOf } from '../../src/values/type-of.ts';
import { isNull, type Value } from '../../src/values/value.ts';
import { XmlNode } from '../../src/values/xml/xml-node.ts';
import { escapeAttribute, escapeText, outerXml } from '../../src/values/xml/xml-writer.ts';

const BEGIN = '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">\n';

/** Elements of values that are their text, by type ([MS-PSRP] §2.2.5.1). */
const TAGS: Readonly<Record<string, string>> = {
  'System.String': 'S',
  'System.Byte': 'By',
  'System.SByte': 'SB',
  'System.Int16': 'I16',
  'System.UInt16': 'U16',
  'System.Int32': 'I32',
  'System.UInt32': 'U32',
  'System.Int64': 'I64',
  'System.UInt64': 'U64',
  'System.Single': 'Sg',
  'System.Double': 'Db',
  'System.Decimal': 'D',
  'System.Guid': 'G',
  'System.Uri': 'URI',
  'System.Version': 'Version',
  'System.Management.Automation.SemanticVersion': 'SemVer',
  'System.Management.Automation.ScriptBlock': 'SBK',
};

const FLOATS: Readonly<Record<string, string>> = {
  '∞': 'INF',
  '-∞': '-INF',
  Infinity: 'INF',
  '-Infinity': '-INF',
};

/** The most elements of a file: depth alone does not bound what refers to itself. */
const MAX_ELEMENTS = 1_000_000;

interface Walk {
  readonly references: Map<object, number>;
  readonly typeNames: Map<string, number>;
  readonly checkInterrupt: () => void;
  elements: number;
}

/** Objects as Export-Clixml writes them. A SecureString is refused: here nothing would protect it. */
export function clixmlText(values: readonly Value[], depth: number, checkInterrupt: () => void): string {
  const walk: Walk = { references: new Map(), typeNames: new Map(), checkInterrupt, elements: 0 };
  const lines = values.map((value) => element(value, undefined, depth, walk, '  '));
  return `${BEGIN}${lines.join('')}</Objs>`;
}

function element(value: Value, name: string | undefined, depth: number, walk: Walk, indent: string): string {
  if ((++walk.elements & 0xfff) === 0) walk.checkInterrupt();
  if (walk.elements > MAX_ELEMENTS) throw tooLarge();
  const key = name === undefined ? '' : ` N="${escapeAttribute(encoded(name))}"`;
  if (isNull(value)) return `${indent}<Nil${key} />\n`;
  const scalar = scalarElement(value);
  if (scalar !== undefined) return `${indent}<${scalar[0]}${key}>${scalar[1]}</${scalar[0]}>\n`;
  return objectElement(
    value as Exclude<Value, null | string | number | bigint | boolean>,
    key,
    depth,
    walk,
    indent,
  );
}

/** The element's name and its text. */
function scalarElement(value: Value): readonly [string, string] | undefined {
  if (value instanceof SecureString) throw secret();
  if (typeof value === 'boolean') return ['B', String(value)];
  if (value instanceof Char) return ['C', String(value.code)];
  if (value instanceof DateTime) return ['DT', formatDate(value, 'o')];
  if (value instanceof TimeSpan) return ['TS', duration(value.ticks)];
  if (value instanceof XmlNode) return ['XD', escapeText(encoded(outerXml(value)))];
  const typeName = typeNameOf(value);
  if (typeName === 'System.Byte[]') return ['BA', Buffer.from(bytesArgument(value)).toString('base64')];
  const tag = TAGS[typeName];
  if (tag === undefined) return undefined;
  const text = displayText(value);
  return [tag, escapeText(encoded(tag === 'Db' || tag === 'Sg' ? (FLOATS[text] ?? text) : text))];
}

function objectElement(
  value: object & Value,
  key: string,
  depth: number,
  walk: Walk,
  indent: string,
): string {
  const known = walk.references.get(value);
  if (known !== undefined) return `${indent}<Ref${key} RefId="${known}" />\n`;
  const isContainer = value instanceof Dictionary || isEnumerable(value);
  if (depth < 1 && !isContainer && !(value instanceof EnumValue))
    return `${indent}<S${key}>${escapeText(encoded(toText(value)))}</S>\n`;
  const reference = walk.references.size;
  walk.references.set(value, reference);
  const inner = `${indent}  `;
  const body = [typeNames(value, walk, inner)];
  if (value instanceof Dictionary) body.push(dictionary(value, depth, walk, inner));
  else if (isEnumerable(value)) body.push(list(value, depth, walk, inner));
  else if (value instanceof EnumValue)
    body.push(`${inner}<ToString>${toText(value)}</ToString>\n${inner}<I32>${value.number}</I32>\n`);
  else body.push(members(value, depth - 1, walk, inner));
  return `${indent}<Obj${key} RefId="${reference}">\n${body.join('')}${indent}</Obj>\n`;
}

function typeNames(value: Value, walk: Walk, indent: string): string {
  const names = Array.isArray(value)
    ? [typeNameOf(value), 'System.Array', 'System.Object']
    : typeNamesOf(value);
  const id = names.join('\n');
  const known = walk.typeNames.get(id);
  if (known !== undefined) return `${indent}<TNRef RefId="${known}" />\n`;
  walk.typeNames.set(id, walk.typeNames.size);
  const lines = names.map((name) => `${indent}  <T>${escapeText(encoded(name))}</T>\n`);
  return `${indent}<TN RefId="${walk.typeNames.size - 1}">\n${lines.join('')}${indent}</TN>\n`;
}

function dictionary(value: Dictionary, depth: number, walk: Walk, indent: string): string {
  const entries = Array.from(
    value.entries.values(),
    (entry) =>
      `${indent}  <En>\n${element(entry.key, 'Key', depth, walk, `${indent}    `)}${element(entry.value, 'Value', depth, walk, `${indent}    `)}${indent}  </En>\n`,
  );
  return `${indent}<DCT>\n${entries.join('')}${indent}</DCT>\n`;
}

function list(value: Value, depth: number, walk: Walk, indent: string): string {
  const shape = value instanceof Collection ? value.shape : 'list';
  const tag = { list: 'LST', set: 'IE', queue: 'QUE', stack: 'STK' }[shape];
  const items = Array.from(enumerate(value), (item) => element(item, undefined, depth, walk, `${indent}  `));
  return `${indent}<${tag}>\n${items.join('')}${indent}</${tag}>\n`;
}

function members(value: Value, depth: number, walk: Walk, indent: string): string {
  const isCustom = value instanceof PSCustomObject;
  const properties = propertyNames(value).map((name) =>
    element(readable(value, name), name, depth, walk, `${indent}  `),
  );
  const text = isCustom ? '' : `${indent}<ToString>${escapeText(encoded(toText(value)))}</ToString>\n`;
  const tag = isCustom ? 'MS' : 'Props';
  return `${text}${indent}<${tag}>\n${properties.join('')}${indent}</${tag}>\n`;
}

/** A property that cannot be read is written as nothing. */
function readable(value: Value, name: string): Value {
  try {
    return propertyValue(value, name) ?? null;
  } catch (error) {
    if (error instanceof TerminatingError) return null;
    throw error;
  }
}

/** What XML cannot hold, as `_xHHHH_`. */
function encoded(text: string): string {
  const plain = text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');
  return plain.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, (character) =>
    character.length > 1
      ? character
      : `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
  );
}

const TICKS_PER_SECOND = 10_000_000n;

/** XML Schema's duration. */
function duration(ticks: bigint): string {
  const size = ticks < 0n ? -ticks : ticks;
  const seconds = size / TICKS_PER_SECOND;
  const fraction = size % TICKS_PER_SECOND;
  const decimals = fraction === 0n ? '' : `.${fraction.toString().padStart(7, '0').replace(/0+$/, '')}`;
  const [days, hours, minutes] = [seconds / 86_400n, (seconds / 3600n) % 24n, (seconds / 60n) % 60n];
  const date = days === 0n ? '' : `${days}D`;
  const time = [
    hours === 0n ? '' : `${hours}H`,
    minutes === 0n ? '' : `${minutes}M`,
    seconds % 60n === 0n && decimals === '' ? '' : `${seconds % 60n}${decimals}S`,
  ].join('');
  const body = date + (time === '' ? '' : `T${time}`);
  return `${ticks < 0n ? '-' : ''}P${body === '' ? 'T0S' : body}`;
}

function secret(): Error {
  return terminatingError({
    message: 'A SecureString is not written to a file.',
    id: 'SecureStringNotExported',
    category: 'SecurityError',
    why: 'Without Windows data protection it would stand there in clear.',
    advice:
      'Take the secret from the environment of the job, or export the objects without it: Select-Object -ExcludeProperty',
    exceptionType: 'System.Security.SecurityException',
  });
}

function tooLarge(): Error {
  return terminatingError({
    message: `The objects have more than ${MAX_ELEMENTS} values.`,
    id: 'ClixmlTooLarge',
    category: 'LimitsExceeded',
    advice: 'a smaller -Depth',
    exceptionType: 'System.InvalidOperationException',
  });
}
