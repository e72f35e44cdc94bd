import { defineEnum } from '../enum-type.ts';
import { runtimeError } from '../error-record.ts';
import { NetException } from '../net-exception.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import { toText } from '../to-text.ts';
import type { TypeInfo } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { type AdaptedProperties, NetObject, type Value } from '../value.ts';

export const XMLNS = 'http://www.w3.org/2000/xmlns/';
export const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';

export const xmlNodeTypeType = defineEnum({
  fullName: 'System.Xml.XmlNodeType',
  values: {
    None: 0,
    Element: 1,
    Attribute: 2,
    Text: 3,
    CDATA: 4,
    EntityReference: 5,
    Entity: 6,
    ProcessingInstruction: 7,
    Comment: 8,
    Document: 9,
    DocumentType: 10,
    DocumentFragment: 11,
    Notation: 12,
    Whitespace: 13,
    SignificantWhitespace: 14,
    EndElement: 15,
    EndEntity: 16,
    XmlDeclaration: 17,
  },
});

/** The kinds of nodes that a document can have here: there are no DTDs, hence no entities. */
export type XmlKind =
  | 'Document'
  | 'DocumentFragment'
  | 'Element'
  | 'Attribute'
  | 'Text'
  | 'CDATA'
  | 'Comment'
  | 'ProcessingInstruction'
  | 'XmlDeclaration'
  | 'Whitespace'
  | 'SignificantWhitespace';

export const xmlNodeType = defineType({
  fullName: 'System.Xml.XmlNode',
  base: () => objectTypeInfo,
  interfaces: ['System.Collections.IEnumerable', 'System.ICloneable', 'System.Xml.XPath.IXPathNavigable'],
});

function nodeType(name: string, base: TypeInfo): TypeInfo {
  return defineType({ fullName: `System.Xml.${name}`, base: () => base });
}

const linkedNodeType = nodeType('XmlLinkedNode', xmlNodeType);
export const characterDataType = nodeType('XmlCharacterData', linkedNodeType);
export const xmlDocumentType = defineType({
  fullName: 'System.Xml.XmlDocument',
  aliases: ['xml'],
  accelerator: 'xml',
  base: () => xmlNodeType,
});

/** The types of the nodes; their members are in xml-members.ts. */
export const nodeTypes: Readonly<Record<XmlKind, TypeInfo>> = {
  Document: xmlDocumentType,
  DocumentFragment: nodeType('XmlDocumentFragment', xmlNodeType),
  Element: nodeType('XmlElement', linkedNodeType),
  Attribute: nodeType('XmlAttribute', xmlNodeType),
  Text: nodeType('XmlText', characterDataType),
  CDATA: nodeType('XmlCDataSection', characterDataType),
  Comment: nodeType('XmlComment', characterDataType),
  ProcessingInstruction: nodeType('XmlProcessingInstruction', linkedNodeType),
  XmlDeclaration: nodeType('XmlDeclaration', linkedNodeType),
  Whitespace: nodeType('XmlWhitespace', characterDataType),
  SignificantWhitespace: nodeType('XmlSignificantWhitespace', characterDataType),
};

export interface XmlName {
  readonly prefix: string;
  readonly localName: string;
  readonly namespaceUri: string;
}

/** What nodes that have no name of their own are called. */
const FIXED_NAMES: Partial<Record<XmlKind, string>> = {
  Document: '#document',
  DocumentFragment: '#document-fragment',
  Text: '#text',
  CDATA: '#cdata-section',
  Comment: '#comment',
  XmlDeclaration: 'xml',
  Whitespace: '#whitespace',
  SignificantWhitespace: '#significant-whitespace',
};

/** A node of an XML document: `[xml]` and all that is in it. */
export class XmlNode extends NetObject {
  readonly kind: XmlKind;
  readonly prefix: string;
  readonly localName: string;
  readonly namespaceUri: string;
  /** The text of an attribute, a comment or the like. */
  value: string;
  readonly children: XmlNode[] = [];
  readonly attributes: XmlNode[] = [];
  /** Of an attribute, its element. */
  parent: XmlNode | null = null;
  /** The document that the node belongs to, wherever it is; a document's own is itself. */
  document: XmlNode;
  /** An element that is written `<a />` while it has no children. */
  isEmpty = true;
  /** Of a document: blanks between elements are kept when it is read. */
  preserveWhitespace = false;

  constructor(kind: XmlKind, document: XmlNode | null, { name, value = '' }: NodeParts = {}) {
    super();
    this.kind = kind;
    this.prefix = name?.prefix ?? '';
    this.localName = name?.localName ?? FIXED_NAMES[kind] ?? '';
    this.namespaceUri = name?.namespaceUri ?? '';
    this.value = value;
    this.document = document ?? this;
  }

  get type(): TypeInfo {
    return nodeTypes[this.kind];
  }

  /** The name as it is written: `prefix:local`. */
  get name(): string {
    return this.prefix === '' ? this.localName : `${this.prefix}:${this.localName}`;
  }

  override get adapted(): AdaptedProperties {
    return new NodeProperties(this);
  }

  /** PowerShell's text of a node. */
  override asText(): string {
    return this.localName;
  }
}

interface NodeParts {
  readonly name?: XmlName;
  readonly value?: string;
}

export const isText = ({ kind }: XmlNode): boolean =>
  kind === 'Text' || kind === 'CDATA' || kind === 'Whitespace' || kind === 'SignificantWhitespace';

/** Nodes below which there can be others. */
export const hasContent = ({ kind }: XmlNode): boolean =>
  kind === 'Element' || kind === 'Document' || kind === 'DocumentFragment';

/** `InnerText`: all text below a node. */
export function innerText(node: XmlNode): string {
  if (!hasContent(node)) return node.value;
  let text = '';
  const pending = node.children.toReversed();
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (isText(at)) text += at.value;
    else for (let i = at.children.length - 1; i >= 0; i--) pending.push(at.children[i] as XmlNode);
  }
  return text;
}

/** Makes a text all that is below an element, or the value of another node. */
export function setInnerText(node: XmlNode, text: string): void {
  if (node.kind === 'Document')
    throw new NetException('InvalidOperationException', "The 'InnerText' of a 'Document' node is read-only.");
  if (!hasContent(node)) {
    node.value = text;
    return;
  }
  for (const child of node.children.splice(0)) child.parent = null;
  const made = new XmlNode('Text', node.document, { value: text });
  made.parent = node;
  node.children.push(made);
  node.isEmpty = false;
}

/** An element's attributes and children as properties, by local name whatever the case: PowerShell's view of XML. */
class NodeProperties implements AdaptedProperties {
  readonly #node: XmlNode;
  constructor(node: XmlNode) {
    this.#node = node;
  }

  names(): string[] {
    const names = new Map<string, string>();
    for (const { localName } of this.#nodes())
      if (!names.has(localName.toLowerCase())) names.set(localName.toLowerCase(), localName);
    return [...names.values()];
  }

  get(key: string): Value | undefined {
    const found = this.#named(key).map(propertyValueOf);
    return found.length < 2 ? found[0] : found;
  }

  set(name: string, value: Value): boolean {
    const [node, ...further] = this.#named(name.toLowerCase());
    if (node === undefined) return false;
    if (further.length > 0) throw onlyStrings(name, 'XmlNodeSetRestrictionsMoreThanOneNode');
    if (node.attributes.length > 0) throw onlyStrings(name, 'XmlNodeSetRestrictionsNodeWithAttributes');
    const simple = node.children.length === 0 || hasOneText(node);
    if (!simple) throw onlyStrings(name, 'XmlNodeSetRestrictionsUnknownNodeType');
    setInnerText(node, toText(value));
    return true;
  }

  *#nodes(): Iterable<XmlNode> {
    yield* this.#node.attributes;
    for (const child of this.#node.children) if (child.kind !== 'Whitespace') yield child;
  }

  #named(key: string): XmlNode[] {
    return [...this.#nodes()].filter(({ localName }) => localName.toLowerCase() === key);
  }
}

function hasOneText({ children }: XmlNode): boolean {
  return children.length === 1 && children[0]?.kind === 'Text';
}

/** A node that holds nothing but text is that text. */
function propertyValueOf(node: XmlNode): Value {
  if (node.kind !== 'Element') return innerText(node);
  if (node.attributes.length > 0) return node;
  return node.children.length === 0 || hasOneText(node) ? innerText(node) : node;
}

function onlyStrings(name: string, id: string): Error {
  return runtimeError({
    message: `Cannot set "${name}" because only strings can be used as values to set XmlNode properties.`,
    id,
    category: 'NotSpecified',
    exceptionType: 'System.Management.Automation.SetValueException',
  });
}
