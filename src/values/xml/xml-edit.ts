import { NetException } from '../net-exception.ts';
import { hasContent, isText, XMLNS, type XmlName, XmlNode } from './xml-node.ts';

const MAX_DEPTH = 256;

/** Puts a node, or all that is in a fragment, before another or at the end. Throws what XmlNode.InsertBefore does. */
export function insertNode(parent: XmlNode, node: XmlNode, before: XmlNode | null): XmlNode {
  refuse(parent, node);
  if (before !== null && before.parent !== parent)
    throw new NetException('ArgumentException', 'The reference node is not a child of this node.');
  if (before === node) return node;
  const nodes = node.kind === 'DocumentFragment' ? node.children.splice(0) : [node];
  for (const each of nodes) {
    refuse(parent, each);
    if (each.parent !== node) detach(each);
    const at = before === null ? parent.children.length : parent.children.indexOf(before);
    parent.children.splice(at, 0, each);
    each.parent = parent;
  }
  parent.isEmpty = false;
  return node;
}

function refuse(parent: XmlNode, node: XmlNode): void {
  if (!hasContent(parent))
    throw new NetException('InvalidOperationException', 'The current node cannot contain other nodes.');
  if (parent.document !== node.document)
    throw new NetException(
      'ArgumentException',
      'The node to be inserted is from a different document context.',
    );
  for (let at: XmlNode | null = parent; at !== null; at = at.parent)
    if (at === node)
      throw new NetException(
        'ArgumentException',
        'Cannot insert a node or any ancestor of that node as a child of itself.',
      );
  const isWrongKind = node.kind === 'Attribute' || node.kind === 'Document';
  if (isWrongKind || (parent.kind === 'Document' && isText(node) && node.kind !== 'Whitespace'))
    throw wrongKind();
  const root = parent.kind === 'Document' && node.kind === 'Element';
  if (root && parent.children.some((child) => child.kind === 'Element' && child !== node))
    throw new NetException(
      'InvalidOperationException',
      "This document already has a 'DocumentElement' node.",
    );
  if (depthAbove(parent) + depthBelow(node) > MAX_DEPTH)
    throw new NetException(
      'ArgumentException',
      `Nodes are nested deeper than ${MAX_DEPTH}, the most there can be.`,
    );
}

function wrongKind(): NetException {
  return new NetException(
    'InvalidOperationException',
    'The specified node cannot be inserted as the valid child of this node, because the specified node is the wrong type.',
  );
}

function depthAbove(node: XmlNode): number {
  let depth = 0;
  for (let at: XmlNode | null = node; at !== null && at.kind === 'Element'; at = at.parent) depth++;
  return depth;
}

function depthBelow(node: XmlNode): number {
  if (node.kind !== 'Element') return 0;
  return 1 + node.children.reduce((most, child) => Math.max(most, depthBelow(child)), 0);
}

export function removeNode(parent: XmlNode, node: XmlNode): XmlNode {
  if (node.parent !== parent || node.kind === 'Attribute')
    throw new NetException('ArgumentException', 'The node to be removed is not a child of this node.');
  detach(node);
  return node;
}

export function detach(node: XmlNode): void {
  const { parent } = node;
  if (parent === null) return;
  const list = node.kind === 'Attribute' ? parent.attributes : parent.children;
  list.splice(list.indexOf(node), 1);
  node.parent = null;
}

/** A copy without a place; of another document where `document` is given. */
export function copyNode(node: XmlNode, deep: boolean, document?: XmlNode): XmlNode {
  const { kind, prefix, localName, namespaceUri, value } = node;
  const owner = document ?? (kind === 'Document' ? null : node.document);
  const copy = new XmlNode(kind, owner, { name: { prefix, localName, namespaceUri }, value });
  copy.isEmpty = node.isEmpty || !deep;
  copy.preserveWhitespace = node.preserveWhitespace;
  for (const attribute of node.attributes)
    adopt(copy, copy.attributes, copyNode(attribute, true, copy.document));
  if (deep)
    for (const child of node.children) adopt(copy, copy.children, copyNode(child, true, copy.document));
  return copy;
}

function adopt(parent: XmlNode, list: XmlNode[], node: XmlNode): void {
  node.parent = parent;
  list.push(node);
}

/** An attribute by its written name, or by local name and namespace. */
export function findAttribute(element: XmlNode, name: string, namespaceUri?: string): XmlNode | undefined {
  return element.attributes.find((one) =>
    namespaceUri === undefined
      ? one.name === name
      : one.localName === name && one.namespaceUri === namespaceUri,
  );
}

/** Gives an element an attribute, which takes the place of one with the same name. Returns the one it replaced. */
export function putAttribute(element: XmlNode, attribute: XmlNode): XmlNode | null {
  if (attribute.parent === element) return attribute;
  if (attribute.kind !== 'Attribute') throw wrongKind();
  if (attribute.parent !== null)
    throw new NetException('InvalidOperationException', 'The attribute belongs to another element already.');
  if (attribute.document !== element.document)
    throw new NetException('ArgumentException', 'The named node is from a different document context.');
  const old = findAttribute(element, attribute.localName, attribute.namespaceUri);
  const at = old === undefined ? element.attributes.length : element.attributes.indexOf(old);
  element.attributes.splice(at, old === undefined ? 0 : 1, attribute);
  attribute.parent = element;
  if (old !== undefined) old.parent = null;
  return old ?? null;
}

/** The namespace that a prefix has at a node, from its own declarations and those around it. */
export function namespaceOfPrefix(node: XmlNode, prefix: string): string | undefined {
  for (let at: XmlNode | null = node; at !== null; at = at.parent) {
    const declared = at.attributes.find(
      (one) => one.namespaceUri === XMLNS && (one.localName === 'xmlns' ? '' : one.localName) === prefix,
    );
    if (declared !== undefined) return declared.value;
    if (at.kind === 'Element' && at.prefix === prefix) return at.namespaceUri;
  }
  return undefined;
}

/** A name that a script gave, in its parts; what is no name throws XmlException. */
export function nameOf(written: string, namespaceUri: string, prefix = ''): XmlName {
  const colon = written.indexOf(':');
  const parts = {
    prefix: colon < 0 ? prefix : written.slice(0, colon),
    localName: written.slice(colon + 1),
    namespaceUri,
  };
  if (written === '')
    throw new NetException(
      'ArgumentException',
      'The local name for elements or attributes cannot be null or an empty string.',
    );
  if (!NC_NAME.test(parts.localName) || (parts.prefix !== '' && !NC_NAME.test(parts.prefix)))
    throw new NetException('System.Xml.XmlException', `The name '${written}' is none that XML allows.`);
  return parts;
}

const NC_NAME = /^[\p{L}_][\p{L}\p{N}\p{M}_.\u00B7-]*$/u;
