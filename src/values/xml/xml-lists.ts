import { Sequence } from '../enumerate.ts';
import { method, property, textArgument } from '../net/define.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import { toText } from '../to-text.ts';
import { defineType } from '../type-registry.ts';
import { isNull, NetObject, type Value } from '../value.ts';
import { nodeArgument } from './xml-arguments.ts';
import { detach, findAttribute, putAttribute } from './xml-edit.ts';
import type { XmlNode } from './xml-node.ts';

/** What ChildNodes and SelectNodes give. The children of a node are looked at anew each time. */
export class XmlNodeList extends Sequence {
  readonly nodes: () => readonly XmlNode[];
  constructor(nodes: () => readonly XmlNode[]) {
    super();
    this.nodes = nodes;
  }

  get type() {
    return nodeListType;
  }

  iterate(): Iterable<Value> {
    return [...this.nodes()];
  }

  override asText(): string {
    return [...this.nodes()].map((node) => toText(node)).join(' ');
  }
}

const nodeListType = defineType({
  fullName: 'System.Xml.XmlNodeList',
  base: () => objectTypeInfo,
  interfaces: ['System.Collections.IEnumerable', 'System.IDisposable'],
  members: () => [
    property('Count', 'int', (self: XmlNodeList) => self.nodes().length),
    method('System.Xml.XmlNode Item(int index)', (self: XmlNodeList, [at = null]) => item(self.nodes(), at)),
    method('System.Xml.XmlNode get_Item(int index)', (self: XmlNodeList, [at = null]) =>
      item(self.nodes(), at),
    ),
  ],
});

function item(nodes: readonly XmlNode[], index: Value): Value {
  return nodes[Number(toText(index))] ?? null;
}

/** `Attributes` of an element. */
export class XmlAttributeCollection extends Sequence {
  readonly element: XmlNode;
  constructor(element: XmlNode) {
    super();
    this.element = element;
  }

  get type() {
    return attributeCollectionType;
  }

  iterate(): Iterable<Value> {
    return [...this.element.attributes];
  }
}

const attributeCollectionType = defineType({
  fullName: 'System.Xml.XmlAttributeCollection',
  base: () => objectTypeInfo,
  interfaces: ['System.Collections.ICollection', 'System.Collections.IEnumerable'],
  members: () => [
    property('Count', 'int', ({ element }: XmlAttributeCollection) => element.attributes.length),
    method('System.Xml.XmlNode Item(int index)', ({ element }: XmlAttributeCollection, [at = null]) =>
      item(element.attributes, at),
    ),
    method(
      ['System.Xml.XmlAttribute get_ItemOf(int i)', 'System.Xml.XmlAttribute get_ItemOf(string name)'],
      itemOf,
    ),
    method(
      ['System.Xml.XmlAttribute get_Item(int i)', 'System.Xml.XmlAttribute get_Item(string name)'],
      itemOf,
    ),
    method('System.Xml.XmlNode GetNamedItem(string name)', itemOf),
    method(
      'System.Xml.XmlAttribute Append(System.Xml.XmlAttribute node)',
      ({ element }: XmlAttributeCollection, args) => {
        const attribute = nodeArgument(args, 0);
        putAttribute(element, attribute);
        return attribute;
      },
    ),
    method(
      'System.Xml.XmlNode SetNamedItem(System.Xml.XmlNode node)',
      ({ element }: XmlAttributeCollection, args) => putAttribute(element, nodeArgument(args, 0)),
    ),
    method(
      'System.Xml.XmlAttribute Remove(System.Xml.XmlAttribute node)',
      ({ element }: XmlAttributeCollection, args) => {
        const attribute = nodeArgument(args, 0);
        if (attribute.parent !== element) return null;
        detach(attribute);
        return attribute;
      },
    ),
    method('System.Xml.XmlNode RemoveNamedItem(string name)', ({ element }: XmlAttributeCollection, args) => {
      const found = findAttribute(element, textArgument(args, 0));
      if (found !== undefined) detach(found);
      return found ?? null;
    }),
    method('void RemoveAll()', ({ element }: XmlAttributeCollection) => {
      for (const attribute of element.attributes.splice(0)) attribute.parent = null;
      return undefined;
    }),
  ],
});

function itemOf({ element }: XmlAttributeCollection, [which = null]: readonly Value[]): Value {
  if (typeof which === 'string') return findAttribute(element, which) ?? null;
  return isNull(which) ? null : item(element.attributes, which);
}

/** `[System.Xml.XmlNamespaceManager]`: what the prefixes of an XPath expression mean. */
export class NamespaceManager extends NetObject {
  readonly prefixes = new Map<string, string>();

  get type() {
    return namespaceManagerType;
  }
}

export const namespaceManagerType = defineType({
  fullName: 'System.Xml.XmlNamespaceManager',
  base: () => objectTypeInfo,
  construct: () => new NamespaceManager(),
  members: () => [
    property('DefaultNamespace', 'string', ({ prefixes }: NamespaceManager) => prefixes.get('') ?? ''),
    method('void AddNamespace(string prefix, string uri)', ({ prefixes }: NamespaceManager, args) => {
      prefixes.set(textArgument(args, 0), textArgument(args, 1));
      return undefined;
    }),
    method('void RemoveNamespace(string prefix, string uri)', ({ prefixes }: NamespaceManager, args) => {
      if (prefixes.get(textArgument(args, 0)) === textArgument(args, 1))
        prefixes.delete(textArgument(args, 0));
      return undefined;
    }),
    method(
      'string LookupNamespace(string prefix)',
      ({ prefixes }: NamespaceManager, args) => prefixes.get(textArgument(args, 0)) ?? null,
    ),
    method('bool HasNamespace(string prefix)', ({ prefixes }: NamespaceManager, args) =>
      prefixes.has(textArgument(args, 0)),
    ),
  ],
});

/** `NameTable`, which a namespace manager is made with. */
export class NameTable extends NetObject {
  get type() {
    return nameTableType;
  }
}

const nameTableType = defineType({
  fullName: 'System.Xml.NameTable',
  base: () => objectTypeInfo,
  construct: () => new NameTable(),
});
