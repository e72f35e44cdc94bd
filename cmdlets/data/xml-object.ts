import { terminatingError } from '../../src/cmdlet/error.ts';
import { propertyValue } from '../../src/format/object-properties.ts';
import { isScalar } from '../../src/format/view.ts';
import { enumerate, isEnumerable } from '../../src/values/enumerate.ts';
import { TerminatingError } from '../../src/values/error-record.ts';
import { Dictionary } from '../../src/values/hashtable.ts';
import { propertyNames } from '../../src/values/member-list.ts';
import { toText } from '../../src/values/to-text.ts';
import { typeNameOf } from '../../src/values/type-of.ts';
import { isNull, type Value } from '../../src/values/value.ts';
import { XmlNode } from '../../src/values/xml/xml-node.ts';

export interface XmlRequest {
  /** How many levels of properties are written out; what lies deeper is its text. */
  readonly depth: number;
  readonly typeNames: boolean;
  /** Called every so often in long work. */
  checkInterrupt(): void;
}

/** The most elements of one object: depth alone does not bound what refers to itself. */
const MAX_ELEMENTS = 1_000_000;

/** Types that are their text. */
const TEXT_TYPES: ReadonlySet<string> = new Set([
  'System.DateTime',
  'System.DateTimeOffset',
  'System.TimeSpan',
  'System.Guid',
  'System.Uri',
  'System.Version',
  'System.RuntimeType',
  'System.Security.SecureString',
  'System.Management.Automation.ScriptBlock',
]);

interface Walk {
  readonly document: XmlNode;
  readonly request: XmlRequest;
  nodes: number;
}

/** An object as ConvertTo-Xml writes it: `<Object Type="…"><Property Name="…" Type="…">…`. */
export function objectElement(document: XmlNode, value: Value, request: XmlRequest): XmlNode {
  const walk = { document, request, nodes: 0 };
  return elementOf('Object', undefined, value, request.depth, walk);
}

function elementOf(tag: string, name: string | undefined, value: Value, depth: number, walk: Walk): XmlNode {
  if ((++walk.nodes & 0xfff) === 0) walk.request.checkInterrupt();
  if (walk.nodes > MAX_ELEMENTS) throw tooLarge();
  const made = element(walk.document, tag);
  if (name !== undefined) attribute(made, 'Name', name);
  if (walk.request.typeNames) attribute(made, 'Type', isNull(value) ? 'System.Object' : typeNameOf(value));
  if (!isNull(value)) fill(made, value, depth, walk);
  return made;
}

function fill(made: XmlNode, value: Value, depth: number, walk: Walk): void {
  const add = (name: string | undefined, item: Value): void =>
    append(made, elementOf('Property', name, item, depth - 1, walk));
  const isContainer = value instanceof Dictionary || isEnumerable(value);
  if (isText(value) || depth < (isContainer ? 0 : 1)) text(made, toText(value));
  else if (value instanceof Dictionary)
    for (const entry of value.entries.values()) {
      add('Key', entry.key);
      add('Value', entry.value);
    }
  else if (isEnumerable(value)) for (const item of enumerate(value)) add(undefined, item);
  else {
    const names = propertyNames(value);
    for (const name of names) addProperty(add, value, name);
    if (names.length === 0) text(made, toText(value));
  }
}

function isText(value: Value): boolean {
  return isScalar(value) || value instanceof XmlNode || TEXT_TYPES.has(typeNameOf(value));
}

function tooLarge(): Error {
  return terminatingError({
    message: `An object is written with ${MAX_ELEMENTS} elements at most.`,
    id: 'XmlTooLarge',
    category: 'LimitsExceeded',
    why: 'At this depth it has more.',
    advice: 'a smaller -Depth',
  });
}

/** A property that cannot be read is left out. */
function addProperty(add: (name: string, item: Value) => void, object: Value, name: string): void {
  let item: Value;
  try {
    item = propertyValue(object, name) ?? null;
  } catch (error) {
    if (error instanceof TerminatingError) return;
    throw error;
  }
  add(name, item);
}

export function element(document: XmlNode, localName: string): XmlNode {
  return new XmlNode('Element', document, { name: { prefix: '', localName, namespaceUri: '' } });
}

export function append(parent: XmlNode, child: XmlNode): void {
  child.parent = parent;
  parent.children.push(child);
  parent.isEmpty = false;
}

function attribute(parent: XmlNode, localName: string, value: string): void {
  const name = { prefix: '', localName, namespaceUri: '' };
  const made = new XmlNode('Attribute', parent.document, { name, value: xmlCharacters(value) });
  made.parent = parent;
  parent.attributes.push(made);
}

function text(parent: XmlNode, value: string): void {
  if (value !== '') append(parent, new XmlNode('Text', parent.document, { value: xmlCharacters(value) }));
}

/** What XML cannot hold is replaced. */
function xmlCharacters(value: string): string {
  return value.replace(/[\0-\u0008\v\f\u000E-\u001F\uFFFE\uFFFF]|\p{Cs}/gu, '\uFFFD');
}
