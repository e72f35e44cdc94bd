import { NetException } from '../net-exception.ts';
import { XML_NAMESPACE, XMLNS, type XmlName, XmlNode } from './xml-node.ts';

const MAX_DEPTH = 256;
const MAX_CHARACTERS = 64 << 20;
/** Nodes and attributes of one document. */
const MAX_NODES = 4_000_000;

const NAME_START =
  ':A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}';
const NAME = new RegExp(`[${NAME_START}][${NAME_START}\\-.0-9\\u00B7\\u0300-\\u036F\\u203F\\u2040]*`, 'uy');
const BLANKS = /[ \t\n]*/y;
const FORBIDDEN = /[\0-\u0008\v\f\u000E-\u001F\uFFFE\uFFFF]|\p{Cs}/u;

/** The only entities that mean something: there are no DTDs to declare others. */
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['apos', "'"],
  ['quot', '"'],
]);

type Scope = ReadonlyMap<string, string>;

/** The namespaces that every document knows. */
export const BASE_SCOPE: Scope = new Map([
  ['', ''],
  ['xml', XML_NAMESPACE],
  ['xmlns', XMLNS],
]);

interface Open {
  readonly node: XmlNode;
  readonly scope: Scope;
  readonly keepsBlanks: boolean;
  /** Where its start tag began. */
  readonly start: number;
}

/**
 * Reads a whole document into `document` (XML 1.0 with namespaces). What is not well-formed throws XmlException with
 * line and position; so do a DTD, and documents over the limits. Nothing but the text is read.
 */
export function parseDocument(text: string, document: XmlNode): void {
  new Parser(text, document.document, BASE_SCOPE).read(document);
}

/** Reads what may stand inside an element: `InnerXml`. `scope`: the namespaces there. */
export function parseContent(text: string, document: XmlNode, scope: Scope): XmlNode {
  const fragment = new XmlNode('DocumentFragment', document);
  new Parser(text, document, scope).read(fragment);
  return fragment;
}

class Parser {
  readonly #text: string;
  readonly #document: XmlNode;
  readonly #scope: Scope;
  #at = 0;
  #nodes = 0;

  constructor(text: string, document: XmlNode, scope: Scope) {
    if (text.length > MAX_CHARACTERS)
      throw xmlException(`The XML text is longer than ${MAX_CHARACTERS} characters, the most that is read.`);
    this.#text = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
    this.#document = document;
    this.#scope = scope;
    const bad = this.#text.search(FORBIDDEN);
    if (bad >= 0) throw this.#fail(`${describe(this.#text, bad)}, is an invalid character.`, bad);
  }

  read(root: XmlNode): void {
    const isDocument = root.kind === 'Document';
    const open: Open[] = [
      { node: root, scope: this.#scope, keepsBlanks: this.#document.preserveWhitespace, start: 0 },
    ];
    while (this.#at < this.#text.length) {
      const top = open.at(-1) as Open;
      if (this.#text.charAt(this.#at) !== '<') this.#readText(top, isDocument && open.length === 1);
      else this.#readMarkup(open, isDocument);
    }
    if (open.length > 1) {
      const names = open.slice(1).map(({ node }) => node.name);
      throw this.#fail(
        `Unexpected end of file has occurred. The following elements are not closed: ${names.reverse().join(', ')}.`,
      );
    }
    if (isDocument && !root.children.some(({ kind }) => kind === 'Element'))
      throw xmlException('Root element is missing.');
  }

  #readMarkup(open: Open[], isDocument: boolean): void {
    const top = open.at(-1) as Open;
    if (this.#takes('</')) this.#endElement(open);
    else if (this.#takes('<!--')) this.#readComment(top.node);
    else if (this.#takes('<![CDATA[')) {
      if (isDocument && open.length === 1)
        throw this.#fail('Data at the root level is invalid.', this.#at - 9);
      this.#add(top.node, new XmlNode('CDATA', this.#document, { value: this.#until(']]>', 'CDATA') }));
    } else if (this.#takes('<?')) this.#readInstruction(top.node, isDocument && open.length === 1);
    else if (this.#text.startsWith('<!', this.#at))
      throw this.#fail(
        this.#text.startsWith('<!DOCTYPE', this.#at)
          ? 'For security reasons DTD is prohibited in this XML document.'
          : "'<!' begins no markup that is known here.",
      );
    else this.#startElement(open, isDocument);
  }

  #readText(top: Open, atRoot: boolean): void {
    const start = this.#at;
    const next = this.#text.indexOf('<', start);
    this.#at = next < 0 ? this.#text.length : next;
    const raw = this.#text.slice(start, this.#at);
    const isBlank = /^[ \t\n]*$/.test(raw);
    if (atRoot) {
      if (!isBlank) throw this.#fail('Data at the root level is invalid.', start + raw.search(/[^ \t\n]/));
      if (top.keepsBlanks) this.#add(top.node, new XmlNode('Whitespace', this.#document, { value: raw }));
      return;
    }
    if (isBlank && !top.keepsBlanks) return;
    const cut = raw.indexOf(']]>');
    if (cut >= 0) throw this.#fail("']]>' is not allowed in character data.", start + cut);
    const preserved = top.keepsBlanks && !this.#document.preserveWhitespace;
    const kind = !isBlank ? 'Text' : preserved ? 'SignificantWhitespace' : 'Whitespace';
    this.#add(top.node, new XmlNode(kind, this.#document, { value: this.#expand(raw, start) }));
  }

  #readComment(parent: XmlNode): void {
    const start = this.#at;
    const value = this.#until('-->', 'Comment');
    const dashes = value.indexOf('--');
    if (dashes >= 0 || value.endsWith('-'))
      throw this.#fail(
        "An XML comment cannot contain '--', and '-' cannot be the last character.",
        start + Math.max(0, dashes),
      );
    this.#add(parent, new XmlNode('Comment', this.#document, { value }));
  }

  #readInstruction(parent: XmlNode, atRoot: boolean): void {
    const start = this.#at - 2;
    const target = this.#name();
    const value = this.#until('?>', 'PI').replace(/^[ \t\n]+/, '');
    if (target.toLowerCase() !== 'xml') {
      const name = { prefix: '', localName: target, namespaceUri: '' };
      this.#add(parent, new XmlNode('ProcessingInstruction', this.#document, { name, value }));
      return;
    }
    if (target !== 'xml' || start !== 0 || !atRoot)
      throw this.#fail(
        'Unexpected XML declaration. The XML declaration must be the first node in the document, and no white space characters are allowed to appear before it.',
        start + 2,
      );
    if (!DECLARATION.test(value)) throw this.#fail('Syntax for an XML declaration is invalid.', start + 2);
    const plain = value
      .trim()
      .replaceAll("'", '"')
      .replace(/[ \t\n]+/g, ' ')
      .replace(/ ?= ?/g, '=');
    this.#add(parent, new XmlNode('XmlDeclaration', this.#document, { value: plain }));
  }

  #startElement(open: Open[], isDocument: boolean): void {
    const start = this.#at++;
    const top = open.at(-1) as Open;
    const written = this.#name();
    if (isDocument && open.length === 1 && top.node.children.some(({ kind }) => kind === 'Element'))
      throw this.#fail('There are multiple root elements.', start + 1);
    if (open.length > MAX_DEPTH)
      throw this.#fail(`Elements are nested deeper than ${MAX_DEPTH}, the most that is read.`, start + 1);
    const attributes = this.#readAttributes();
    for (const attribute of attributes) this.#checkDeclaration(attribute);
    const scope = scopeOf(attributes, top.scope);
    const node = new XmlNode('Element', this.#document, {
      name: this.#qualified(written, scope, start + 1, ''),
    });
    for (const { name, value, at } of attributes) this.#addAttribute(node, scope, { name, value, at });
    this.#add(top.node, node);
    if (this.#takes('/>')) return;
    if (!this.#takes('>')) throw this.#unexpected("'>'");
    node.isEmpty = false;
    const space = attributes.find(({ name }) => name === 'xml:space')?.value;
    const keepsBlanks = space === undefined ? top.keepsBlanks : space === 'preserve';
    open.push({ node, scope, keepsBlanks, start });
  }

  /** `xml` and `xmlns` mean what they mean, and a prefix is not undeclared. */
  #checkDeclaration({ name, value, at }: WrittenAttribute): void {
    if (!name.startsWith('xmlns:')) return;
    const allowed = name === 'xmlns:xml' ? value === XML_NAMESPACE : name !== 'xmlns:xmlns' && value !== '';
    if (!allowed) throw this.#fail(`'${name}' cannot be declared as '${value}'.`, at);
  }

  #addAttribute(node: XmlNode, scope: Scope, { name, value, at }: WrittenAttribute): void {
    const qualified =
      name === 'xmlns'
        ? { prefix: '', localName: 'xmlns', namespaceUri: XMLNS }
        : this.#qualified(name, scope, at, undefined);
    const { localName, namespaceUri } = qualified;
    if (node.attributes.some((one) => one.localName === localName && one.namespaceUri === namespaceUri))
      throw this.#fail(`'${name}' is a duplicate attribute name.`, at);
    const made = new XmlNode('Attribute', this.#document, { name: qualified, value });
    this.#count();
    made.parent = node;
    node.attributes.push(made);
  }

  #readAttributes(): WrittenAttribute[] {
    const attributes: WrittenAttribute[] = [];
    for (;;) {
      const before = this.#at;
      this.#skipBlanks();
      const next = this.#text.charAt(this.#at);
      if (next === '>' || next === '/') return attributes;
      if (next === '') throw this.#fail('Unexpected end of file has occurred.');
      if (before === this.#at) throw this.#unexpected("white space, '>' or '/>'");
      const at = this.#at;
      const name = this.#name();
      this.#skipBlanks();
      if (!this.#takes('=')) throw this.#unexpected("'='");
      this.#skipBlanks();
      attributes.push({ name, at, value: this.#attributeValue() });
    }
  }

  #attributeValue(): string {
    const quote = this.#text.charAt(this.#at);
    if (quote !== '"' && quote !== "'") throw this.#unexpected("'\"' or '''");
    const start = ++this.#at;
    const end = this.#text.indexOf(quote, start);
    if (end < 0) throw this.#fail('There is an unclosed literal string.', start - 1);
    const raw = this.#text.slice(start, end);
    const less = raw.indexOf('<');
    if (less >= 0)
      throw this.#fail("'<', hexadecimal value 0x3C, is an invalid attribute character.", start + less);
    this.#at = end + 1;
    return this.#expand(raw.replace(/[\t\n]/g, ' '), start);
  }

  #endElement(open: Open[]): void {
    const at = this.#at;
    const name = this.#name();
    const { node, start } = open.at(-1) as Open;
    if (open.length === 1) throw this.#fail(`Unexpected end tag '${name}'.`, at);
    if (node.name !== name) {
      const from = this.#place(start + 1);
      throw this.#fail(
        `The '${node.name}' start tag on line ${from.line} position ${from.position} does not match the end tag of '${name}'.`,
        at,
      );
    }
    this.#skipBlanks();
    if (!this.#takes('>')) throw this.#unexpected("'>'");
    open.pop();
  }

  #add(parent: XmlNode, node: XmlNode): void {
    this.#count();
    node.parent = parent;
    parent.children.push(node);
  }

  #count(): void {
    if (++this.#nodes > MAX_NODES)
      throw this.#fail(`The XML has more than ${MAX_NODES} nodes, the most that is read.`);
  }

  /** The references in a text, one after the other: what one gives is not looked at again. */
  #expand(raw: string, start: number): string {
    if (!raw.includes('&')) return raw;
    return raw.replace(/&([^;&\s]*)(;?)/g, (_all, name: string, end: string, offset: number) => {
      const code = /^#(?:x([\da-fA-F]{1,6})|(\d{1,7}))$/.exec(name);
      const number = code === null ? undefined : Number.parseInt(code[1] ?? code[2] ?? '', code[1] ? 16 : 10);
      const text = number === undefined ? ENTITIES.get(name) : characterOf(number);
      if (text !== undefined && end === ';') return text;
      const wrong =
        end === '' || name === ''
          ? 'An error occurred while parsing EntityName.'
          : name.startsWith('#')
            ? `The character reference '&${name};' names no character that XML has.`
            : `Reference to undeclared entity '${name}'.`;
      throw this.#fail(wrong, start + offset + 1);
    });
  }

  #qualified(written: string, scope: Scope, at: number, unprefixed: '' | undefined): XmlName {
    const [prefix = '', localName, more] = written.includes(':') ? written.split(':') : ['', written];
    if (
      localName === undefined ||
      more !== undefined ||
      (prefix === '' && written.includes(':')) ||
      localName === ''
    )
      throw this.#fail(
        `The ':' character, hexadecimal value 0x3A, cannot be included in the name '${written}'.`,
        at,
      );
    if (prefix === '' && unprefixed === undefined) return { prefix, localName, namespaceUri: '' };
    const namespaceUri = scope.get(prefix);
    if (namespaceUri === undefined) throw this.#fail(`'${prefix}' is an undeclared prefix.`, at);
    return { prefix, localName, namespaceUri };
  }

  #name(): string {
    NAME.lastIndex = this.#at;
    const name = NAME.exec(this.#text)?.[0];
    if (name === undefined) {
      if (this.#at >= this.#text.length) throw this.#fail('Unexpected end of file has occurred.');
      throw this.#fail(`Name cannot begin with the ${describe(this.#text, this.#at)}.`);
    }
    this.#at += name.length;
    return name;
  }

  #until(end: string, what: string): string {
    const start = this.#at;
    const found = this.#text.indexOf(end, start);
    if (found < 0)
      throw this.#fail(`Unexpected end of file while parsing ${what} has occurred.`, this.#text.length);
    this.#at = found + end.length;
    return this.#text.slice(start, found);
  }

  #takes(token: string): boolean {
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  #skipBlanks(): void {
    BLANKS.lastIndex = this.#at;
    this.#at += BLANKS.exec(this.#text)?.[0].length ?? 0;
  }

  #unexpected(expected: string): Error {
    const token = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    return this.#at >= this.#text.length
      ? this.#fail('Unexpected end of file has occurred.')
      : this.#fail(`'${token}' is an unexpected token. The expected token is ${expected}.`);
  }

  #fail(message: string, at = this.#at): Error {
    const { line, position } = this.#place(at);
    return xmlException(`${message} Line ${line}, position ${position}.`);
  }

  #place(at: number): { line: number; position: number } {
    const before = this.#text.slice(0, at).split('\n');
    return { line: before.length, position: (before.at(-1)?.length ?? 0) + 1 };
  }
}

interface WrittenAttribute {
  readonly name: string;
  readonly value: string;
  readonly at: number;
}

const DECLARATION =
  /^version\s*=\s*(["'])1\.\d\1(?:\s+encoding\s*=\s*(["'])[A-Za-z][\w.-]*\2)?(?:\s+standalone\s*=\s*(["'])(?:yes|no)\3)?\s*$/;

/** The namespaces inside an element: those around it and its own declarations. */
function scopeOf(attributes: readonly WrittenAttribute[], around: Scope): Scope {
  const own = attributes.filter(({ name }) => name === 'xmlns' || name.startsWith('xmlns:'));
  if (own.length === 0) return around;
  return new Map([...around, ...own.map(({ name, value }) => [name.slice(6), value] as const)]);
}

function characterOf(code: number): string | undefined {
  if (code > 0x10ffff) return undefined;
  const text = String.fromCodePoint(code);
  return FORBIDDEN.test(text) ? undefined : text;
}

function describe(text: string, at: number): string {
  const code = text.codePointAt(at) ?? 0;
  const hex = code.toString(16).toUpperCase().padStart(2, '0');
  return `'${code < 32 ? '.' : String.fromCodePoint(code)}' character, hexadecimal value 0x${hex}`;
}

export function xmlException(message: string): NetException {
  return new NetException('System.Xml.XmlException', message);
}
