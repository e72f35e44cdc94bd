import { method, property, textArgument } from '../net/define.ts';
import { isTrue } from '../truth.ts';
import type { TypeMember } from '../type-info.ts';
import { isNull, type Value } from '../value.ts';
import { attributeName, nodeArgument, optionalNode } from './xml-arguments.ts';
import { documentOf, loadFile, loadText, newDocument, saveDocument } from './xml-document.ts';
import {
  copyNode,
  detach,
  findAttribute,
  insertNode,
  nameOf,
  namespaceOfPrefix,
  putAttribute,
  removeNode,
} from './xml-edit.ts';
import { NamespaceManager, NameTable, XmlAttributeCollection, XmlNodeList } from './xml-lists.ts';
import {
  characterDataType,
  hasContent,
  innerText,
  nodeTypes,
  setInnerText,
  type XmlKind,
  XmlNode,
  xmlDocumentType,
  xmlNodeType,
  xmlNodeTypeType,
} from './xml-node.ts';
import { BASE_SCOPE, parseContent, xmlException } from './xml-parser.ts';
import { innerXml, outerXml } from './xml-writer.ts';
import { descendants, selectNodes } from './xpath.ts';

const NODE = 'System.Xml.XmlNode';

function select(self: XmlNode, args: readonly Value[]): readonly XmlNode[] {
  const manager = args[1];
  const prefixes = manager instanceof NamespaceManager ? manager.prefixes : undefined;
  return selectNodes(self, textArgument(args, 0), (prefix) => prefixes?.get(prefix));
}

function sibling(node: XmlNode, step: 1 | -1): XmlNode | null {
  if (node.kind === 'Attribute') return null;
  const list = node.parent?.children ?? [];
  return list[list.indexOf(node) + step] ?? null;
}

function setInnerXml(self: XmlNode, text: string): void {
  if (!hasContent(self)) {
    self.value = innerText(parseContent(text, self.document, BASE_SCOPE));
    return;
  }
  if (self.kind === 'Document') {
    loadText(self, text);
    return;
  }
  const scope = new Map(BASE_SCOPE);
  for (let at: XmlNode | null = self; at !== null; at = at.parent)
    for (const { localName, prefix } of at.attributes) {
      const declared =
        prefix === 'xmlns' ? localName : localName === 'xmlns' && prefix === '' ? '' : undefined;
      if (declared !== undefined) scope.set(declared, namespaceOfPrefix(self, declared) ?? '');
    }
  const content = parseContent(text, self.document, scope);
  for (const child of self.children.splice(0)) child.parent = null;
  insertNode(self, content, null);
}

const nodeProperties = (): TypeMember[] => [
  property('Name', 'string', (self: XmlNode) => self.name),
  property('LocalName', 'string', (self: XmlNode) => self.localName),
  property('Prefix', 'string', (self: XmlNode) => self.prefix),
  property('NamespaceURI', 'string', (self: XmlNode) => self.namespaceUri),
  property('BaseURI', 'string', () => ''),
  property('IsReadOnly', 'bool', () => false),
  property('NodeType', 'System.Xml.XmlNodeType', (self: XmlNode) => xmlNodeTypeType.value(self.kind)),
  property(
    'Value',
    'string',
    (self: XmlNode) => (hasContent(self) ? null : self.value),
    (self, value) => setNodeValue(self, textArgument([value], 0)),
  ),
  property('InnerText', 'string', innerText, (self: XmlNode, value) =>
    setInnerText(self, textArgument([value], 0)),
  ),
  property('InnerXml', 'string', innerXml, (self: XmlNode, value) =>
    setInnerXml(self, textArgument([value], 0)),
  ),
  property('OuterXml', 'string', outerXml),
  property('ParentNode', NODE, (self: XmlNode) => (self.kind === 'Attribute' ? null : self.parent)),
  property('OwnerDocument', 'xml', (self: XmlNode) => (self.kind === 'Document' ? null : self.document)),
  property('ChildNodes', 'System.Xml.XmlNodeList', (self: XmlNode) => new XmlNodeList(() => self.children)),
  property('HasChildNodes', 'bool', (self: XmlNode) => self.children.length > 0),
  property('FirstChild', NODE, (self: XmlNode) => self.children[0] ?? null),
  property('LastChild', NODE, (self: XmlNode) => self.children.at(-1) ?? null),
  property('NextSibling', NODE, (self: XmlNode) => sibling(self, 1)),
  property('PreviousSibling', NODE, (self: XmlNode) => sibling(self, -1)),
  property('Attributes', 'System.Xml.XmlAttributeCollection', (self: XmlNode) =>
    self.kind === 'Element' ? new XmlAttributeCollection(self) : null,
  ),
];

const nodeMethods = (): TypeMember[] => [
  method(
    [
      'System.Xml.XmlNodeList SelectNodes(string xpath)',
      'System.Xml.XmlNodeList SelectNodes(string xpath, System.Xml.XmlNamespaceManager nsmgr)',
    ],
    (self: XmlNode, args) => {
      const found = select(self, args);
      return new XmlNodeList(() => found);
    },
  ),
  method(
    [
      'System.Xml.XmlNode SelectSingleNode(string xpath)',
      'System.Xml.XmlNode SelectSingleNode(string xpath, System.Xml.XmlNamespaceManager nsmgr)',
    ],
    (self: XmlNode, args) => select(self, args)[0] ?? null,
  ),
  method('System.Xml.XmlElement get_Item(string name)', (self: XmlNode, args) => {
    const name = textArgument(args, 0);
    return self.children.find((child) => child.kind === 'Element' && child.name === name) ?? null;
  }),
  method('System.Xml.XmlNode AppendChild(System.Xml.XmlNode newChild)', (self: XmlNode, args) =>
    insertNode(self, nodeArgument(args, 0), null),
  ),
  method('System.Xml.XmlNode PrependChild(System.Xml.XmlNode newChild)', (self: XmlNode, args) =>
    insertNode(self, nodeArgument(args, 0), self.children[0] ?? null),
  ),
  method(
    'System.Xml.XmlNode InsertBefore(System.Xml.XmlNode newChild, System.Xml.XmlNode refChild)',
    (self: XmlNode, args) => insertNode(self, nodeArgument(args, 0), optionalNode(args, 1)),
  ),
  method(
    'System.Xml.XmlNode InsertAfter(System.Xml.XmlNode newChild, System.Xml.XmlNode refChild)',
    (self: XmlNode, args) => {
      const after = optionalNode(args, 1);
      const next = after === null ? (self.children[0] ?? null) : sibling(after, 1);
      return insertNode(self, nodeArgument(args, 0), next);
    },
  ),
  method('System.Xml.XmlNode RemoveChild(System.Xml.XmlNode oldChild)', (self: XmlNode, args) =>
    removeNode(self, nodeArgument(args, 0)),
  ),
  method(
    'System.Xml.XmlNode ReplaceChild(System.Xml.XmlNode newChild, System.Xml.XmlNode oldChild)',
    (self: XmlNode, args) => {
      const [added, old] = [nodeArgument(args, 0), nodeArgument(args, 1)];
      const next = sibling(old, 1);
      removeNode(self, old);
      insertNode(self, added, next === added ? sibling(next, 1) : next);
      return old;
    },
  ),
  method('void RemoveAll()', (self: XmlNode) => {
    for (const child of self.children.splice(0)) child.parent = null;
    for (const attribute of self.attributes.splice(0)) attribute.parent = null;
    return undefined;
  }),
  method('System.Xml.XmlNode CloneNode(bool deep)', (self: XmlNode, [deep = false]) =>
    copyNode(self, isTrue(deep)),
  ),
  method('System.Xml.XmlNode Clone()', (self: XmlNode) => copyNode(self, true)),
  method(
    'string GetNamespaceOfPrefix(string prefix)',
    (self: XmlNode, args) => namespaceOfPrefix(self, textArgument(args, 0)) ?? '',
  ),
];

function setNodeValue(self: XmlNode, text: string): void {
  if (hasContent(self)) throw xmlException(`Cannot set a value on node type '${self.kind}'.`);
  self.value = text;
}

/** Elements below a node by name, `*` for all; looked for anew each time. */
function elementsByTagName(self: XmlNode, args: readonly Value[]): XmlNodeList {
  const name = textArgument(args, 0);
  const uri = args.length > 1 ? textArgument(args, 1) : undefined;
  const matches = (node: XmlNode): boolean =>
    node.kind === 'Element' &&
    (uri === undefined
      ? name === '*' || node.name === name
      : (name === '*' || node.localName === name) && (uri === '*' || node.namespaceUri === uri));
  return new XmlNodeList(() => [...descendants(self)].filter(matches));
}

const BY_TAG_NAME = [
  'System.Xml.XmlNodeList GetElementsByTagName(string name)',
  'System.Xml.XmlNodeList GetElementsByTagName(string localName, string namespaceURI)',
];

/** An attribute by the arguments (name) or (localName, namespaceURI). */
function attributeOf(self: XmlNode, args: readonly Value[]): XmlNode | undefined {
  return findAttribute(self, textArgument(args, 0), args.length > 1 ? textArgument(args, 1) : undefined);
}

const elementMembers = (): TypeMember[] => [
  property('HasAttributes', 'bool', (self: XmlNode) => self.attributes.length > 0),
  property(
    'IsEmpty',
    'bool',
    (self: XmlNode) => self.isEmpty && self.children.length === 0,
    (self, value) => {
      self.isEmpty = isTrue(value);
      if (self.isEmpty) for (const child of self.children.splice(0)) child.parent = null;
    },
  ),
  method(
    ['string GetAttribute(string name)', 'string GetAttribute(string localName, string namespaceURI)'],
    (self: XmlNode, args) => attributeOf(self, args)?.value ?? '',
  ),
  method(
    ['bool HasAttribute(string name)', 'bool HasAttribute(string localName, string namespaceURI)'],
    (self: XmlNode, args) => attributeOf(self, args) !== undefined,
  ),
  method(
    [
      'void SetAttribute(string name, string value)',
      'string SetAttribute(string localName, string namespaceURI, string value)',
    ],
    (self: XmlNode, args) => {
      const [written, value] = [textArgument(args, 0), textArgument(args, args.length - 1)];
      const uri = args.length > 2 ? textArgument(args, 1) : undefined;
      const found = findAttribute(self, written, uri);
      if (found !== undefined) found.value = value;
      else {
        const prefix = written.includes(':') ? written.slice(0, written.indexOf(':')) : '';
        const known = uri ?? (prefix === '' ? '' : (namespaceOfPrefix(self, prefix) ?? ''));
        putAttribute(
          self,
          new XmlNode('Attribute', self.document, { name: attributeName(written, known), value }),
        );
      }
      return uri === undefined ? undefined : value;
    },
  ),
  method(
    ['void RemoveAttribute(string name)', 'void RemoveAttribute(string localName, string namespaceURI)'],
    (self: XmlNode, args) => {
      const found = attributeOf(self, args);
      if (found !== undefined) detach(found);
      return undefined;
    },
  ),
  method('void RemoveAllAttributes()', (self: XmlNode) => {
    for (const attribute of self.attributes.splice(0)) attribute.parent = null;
    return undefined;
  }),
  method(
    'System.Xml.XmlAttribute GetAttributeNode(string name)',
    (self: XmlNode, args) => attributeOf(self, args) ?? null,
  ),
  method('System.Xml.XmlAttribute SetAttributeNode(System.Xml.XmlAttribute newAttr)', (self: XmlNode, args) =>
    putAttribute(self, nodeArgument(args, 0)),
  ),
  method(BY_TAG_NAME, elementsByTagName),
];

/** A new node under a name given as (name), (qualifiedName, namespaceURI) or (prefix, localName, namespaceURI). */
function named(kind: 'Element' | 'Attribute', self: XmlNode, args: readonly Value[]): XmlNode {
  const make = kind === 'Element' ? nameOf : attributeName;
  const text = (index: number): string => textArgument(args, index);
  const name =
    args.length > 2 ? make(text(1), text(2), text(0)) : make(text(0), args.length > 1 ? text(1) : '');
  return new XmlNode(kind, self, { name });
}

function creator(name: string, kind: XmlKind): TypeMember {
  return method(
    `${nodeTypes[kind].fullName} ${name}(string text)`,
    (self: XmlNode, args) => new XmlNode(kind, self, { value: textArgument(args, 0) }),
  );
}

function namedCreator(kind: 'Element' | 'Attribute'): TypeMember {
  const result = nodeTypes[kind].fullName;
  return method(
    [
      `${result} Create${kind}(string name)`,
      `${result} Create${kind}(string qualifiedName, string namespaceURI)`,
      `${result} Create${kind}(string prefix, string localName, string namespaceURI)`,
    ],
    (self: XmlNode, args) => named(kind, self, args),
  );
}

const documentMembers = (): TypeMember[] => [
  property(
    'DocumentElement',
    'System.Xml.XmlElement',
    (self: XmlNode) => self.children.find(({ kind }) => kind === 'Element') ?? null,
  ),
  property('NameTable', 'System.Xml.XmlNameTable', () => new NameTable()),
  property('DocumentType', NODE, () => null),
  property(
    'PreserveWhitespace',
    'bool',
    (self: XmlNode) => self.preserveWhitespace,
    (self, value) => {
      self.preserveWhitespace = isTrue(value);
    },
  ),
  // Nothing outside of a document is ever read, whatever a script sets.
  property(
    'XmlResolver',
    'System.Xml.XmlResolver',
    () => null,
    () => undefined,
  ),
  method('void LoadXml(string xml)', (self: XmlNode, args) => {
    loadText(self, textArgument(args, 0));
    return undefined;
  }),
  method('void Load(string filename)', (self: XmlNode, args) => {
    loadFile(self, textArgument(args, 0));
    return undefined;
  }),
  method(
    ['void Save(string filename)', 'void Save(System.IO.TextWriter writer)'],
    (self: XmlNode, [target = null]) => {
      saveDocument(self, target);
      return undefined;
    },
  ),
  namedCreator('Element'),
  namedCreator('Attribute'),
  creator('CreateTextNode', 'Text'),
  creator('CreateComment', 'Comment'),
  creator('CreateCDataSection', 'CDATA'),
  creator('CreateWhitespace', 'Whitespace'),
  method(
    'System.Xml.XmlDocumentFragment CreateDocumentFragment()',
    (self: XmlNode) => new XmlNode('DocumentFragment', self),
  ),
  method(
    'System.Xml.XmlProcessingInstruction CreateProcessingInstruction(string target, string data)',
    (self: XmlNode, args) =>
      new XmlNode('ProcessingInstruction', self, {
        name: nameOf(textArgument(args, 0), ''),
        value: textArgument(args, 1),
      }),
  ),
  method(
    'System.Xml.XmlDeclaration CreateXmlDeclaration(string version, string encoding, string standalone)',
    (self: XmlNode, args) => {
      const parts = ['version', 'encoding', 'standalone'].flatMap((part, index) =>
        isNull(args[index] ?? null) || args[index] === '' ? [] : [`${part}="${textArgument(args, index)}"`],
      );
      return new XmlNode('XmlDeclaration', self, { value: parts.join(' ') });
    },
  ),
  method('System.Xml.XmlNode ImportNode(System.Xml.XmlNode node, bool deep)', (self: XmlNode, args) =>
    copyNode(nodeArgument(args, 0), isTrue(args[1] ?? false), self),
  ),
  method(BY_TAG_NAME, elementsByTagName),
];

function declared(name: string): TypeMember {
  const pattern = new RegExp(`\\b${name.toLowerCase()}="([^"]*)"`);
  return property(name, 'string', (self: XmlNode) => pattern.exec(self.value)?.[1] ?? '');
}

xmlNodeType.complete({ members: () => [...nodeProperties(), ...nodeMethods()] });
xmlDocumentType.complete({ members: documentMembers, construct: newDocument, convert: documentOf });
nodeTypes.Element.complete({ members: elementMembers });
nodeTypes.Attribute.complete({
  members: () => [
    property('OwnerElement', 'System.Xml.XmlElement', (self: XmlNode) => self.parent),
    property('Specified', 'bool', () => true),
  ],
});
nodeTypes.XmlDeclaration.complete({
  members: () => [declared('Version'), declared('Encoding'), declared('Standalone')],
});
nodeTypes.ProcessingInstruction.complete({
  members: () => [
    property('Target', 'string', (self: XmlNode) => self.localName),
    property(
      'Data',
      'string',
      (self: XmlNode) => self.value,
      (self, value) => setNodeValue(self, textArgument([value], 0)),
    ),
  ],
});
characterDataType.complete({
  members: () => [
    property(
      'Data',
      'string',
      (self: XmlNode) => self.value,
      (self, value) => setNodeValue(self, textArgument([value], 0)),
    ),
    property('Length', 'int', (self: XmlNode) => self.value.length),
  ],
});
