import { NetException } from '../net-exception.ts';
import { typeNameOf } from '../type-of.ts';
import { isNull, type Value } from '../value.ts';
import { nameOf } from './xml-edit.ts';
import { XML_NAMESPACE, XMLNS, type XmlName, XmlNode } from './xml-node.ts';

/** A node that a method was given. */
export function nodeArgument(args: readonly Value[], index: number): XmlNode {
  const value = args[index] ?? null;
  if (value instanceof XmlNode) return value;
  throw new NetException(
    'ArgumentException',
    isNull(value)
      ? 'A node is needed here, not $null.'
      : `Cannot convert the value of type "${typeNameOf(value)}" to type "System.Xml.XmlNode".`,
  );
}

export function optionalNode(args: readonly Value[], index: number): XmlNode | null {
  return isNull(args[index] ?? null) ? null : nodeArgument(args, index);
}

/** The name of a new attribute: declarations of namespaces are in a namespace of their own. */
export function attributeName(written: string, namespaceUri: string, prefix = ''): XmlName {
  const name = nameOf(written, namespaceUri, prefix);
  if (name.prefix === 'xmlns' || (name.prefix === '' && name.localName === 'xmlns'))
    return { ...name, namespaceUri: XMLNS };
  return name.prefix === 'xml' ? { ...name, namespaceUri: XML_NAMESPACE } : name;
}
