import { hasContent, isText, XML_NAMESPACE, XMLNS, type XmlNode } from './xml-node.ts';
import { BASE_SCOPE } from './xml-parser.ts';

/** `OuterXml`: the node as text, with the declarations of the namespaces it uses. */
export function outerXml(node: XmlNode): string {
  return written(node, false);
}

/** `InnerXml`: what is in the node. */
export function innerXml(node: XmlNode): string {
  if (!hasContent(node)) return escapeText(node.value);
  return node.children.map((child) => written(child, false)).join('');
}

/** The node with each element on its own line, as Save writes it; text in an element keeps it on one. */
export function indentedXml(node: XmlNode): string {
  return written(node, true);
}

interface Writer {
  out: string[];
  readonly indents: boolean;
}

type Scope = ReadonlyMap<string, string>;

function written(node: XmlNode, indents: boolean): string {
  const writer = { out: [], indents };
  write(writer, node, { scope: BASE_SCOPE, level: 0, mixed: false });
  return writer.out.join('');
}

interface Place {
  readonly scope: Scope;
  readonly level: number;
  /** There was text beside it: a line break would be part of it. */
  readonly mixed: boolean;
}

function write(writer: Writer, node: XmlNode, place: Place): void {
  const { out } = writer;
  switch (node.kind) {
    case 'Document':
    case 'DocumentFragment':
      writeChildren(writer, node, place);
      break;
    case 'Element':
      writeElement(writer, node, place);
      break;
    case 'Attribute':
      out.push(attributeXml(node));
      break;
    case 'CDATA':
      out.push(`<![CDATA[${node.value.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`);
      break;
    case 'Comment':
      out.push(`<!--${node.value}-->`);
      break;
    case 'ProcessingInstruction':
      out.push(node.value === '' ? `<?${node.localName}?>` : `<?${node.localName} ${node.value}?>`);
      break;
    case 'XmlDeclaration':
      out.push(`<?xml ${node.value}?>`);
      break;
    default:
      out.push(escapeText(node.value));
  }
}

/** Returns whether the last child stands on a line of its own. */
function writeChildren(writer: Writer, node: XmlNode, place: Place): boolean {
  let mixed = place.mixed;
  for (const child of node.children) {
    if (isText(child)) mixed = true;
    else if (writer.indents && !mixed && writer.out.length > 0) writer.out.push(newLine(place.level));
    write(writer, child, { ...place, mixed });
  }
  return writer.indents && !mixed;
}

function newLine(level: number): string {
  return `\n${'  '.repeat(level)}`;
}

function writeElement(writer: Writer, node: XmlNode, place: Place): void {
  const { out } = writer;
  const declared = declarations(node, place.scope);
  out.push(`<${node.name}`, ...node.attributes.map((attribute) => ` ${attributeXml(attribute)}`));
  for (const [prefix, uri] of declared.added)
    out.push(` xmlns${prefix === '' ? '' : `:${prefix}`}="${escapeAttribute(uri)}"`);
  if (node.children.length === 0) {
    out.push(node.isEmpty ? ' />' : `></${node.name}>`);
    return;
  }
  out.push('>');
  const inside = { scope: declared.scope, level: place.level + 1, mixed: place.mixed };
  if (writeChildren(writer, node, inside)) out.push(newLine(place.level));
  out.push(`</${node.name}>`);
}

/** The namespaces inside an element, and those of its names that nothing around it or in it declares. */
function declarations(node: XmlNode, around: Scope): { scope: Scope; added: Map<string, string> } {
  const own = new Map<string, string>();
  for (const { localName, namespaceUri, value } of node.attributes)
    if (namespaceUri === XMLNS) own.set(localName === 'xmlns' ? '' : localName, value);
  const added = new Map<string, string>();
  const need = (prefix: string, uri: string): void => {
    if (prefix !== '' && uri === '') return;
    if ((added.get(prefix) ?? own.get(prefix) ?? around.get(prefix)) !== uri && !own.has(prefix))
      added.set(prefix, uri);
  };
  need(node.prefix, node.namespaceUri);
  for (const { prefix, namespaceUri } of node.attributes)
    if (prefix !== '' && namespaceUri !== XMLNS && namespaceUri !== XML_NAMESPACE) need(prefix, namespaceUri);
  if (own.size === 0 && added.size === 0) return { scope: around, added };
  return { scope: new Map([...around, ...own, ...added]), added };
}

function attributeXml(attribute: XmlNode): string {
  return `${attribute.name}="${escapeAttribute(attribute.value)}"`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
  '\n': '&#xA;',
  '\t': '&#x9;',
};

export function escapeText(text: string): string {
  return text.replace(/[&<>\r]/g, (character) => ESCAPES[character] ?? character);
}

export function escapeAttribute(text: string): string {
  return text.replace(/[&<>"\r\n\t]/g, (character) => ESCAPES[character] ?? character);
}
