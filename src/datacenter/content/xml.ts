import { fail, ok, type Result } from '../../base/result.ts';

/**
 * As much of XML as small files of settings need: elements, attributes, text, CDATA, comments, the five named entities
 * and character references. No document types: with them come entities that expand without end or read other files.
 */
export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  /** By their names without prefixes. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own text, entities resolved. */
  readonly text: string;
}

const LIMIT_DEPTH = 64;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
/** What comes next: a comment or processing instruction, CDATA, a tag, or text. */
const PIECE =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[(?<data>[\s\S]*?)\]\]>|<(\/?)([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/gy;

const ATTRIBUTE = /\s([\w:.-]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g;

interface Open {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

/** The root element, or why it is none. */
export function parseXml(source: string): Result<XmlElement, string> {
  const document: Open = { name: '', attributes: new Map(), children: [], text: '' };
  const open: Open[] = [document];
  const body = source.replace(/^\uFEFF/, '');
  PIECE.lastIndex = 0;
  while (PIECE.lastIndex < body.length) {
    const at = PIECE.lastIndex;
    const piece = PIECE.exec(body);
    if (piece === null) return fail(`it is no well-formed XML at character ${at + 1}`);
    const [, data, closes = '', tag, given = '', isEmpty = '', text] = piece;
    const current = open.at(-1) ?? document;
    if (data !== undefined) current.text += data;
    else if (text !== undefined) {
      const plain = resolveEntities(text);
      if (plain === undefined) return fail(`it has an unknown entity after character ${at + 1}`);
      current.text += plain;
    } else if (tag !== undefined && closes === '/') {
      if (current.name !== tag || open.length === 1) return fail(`</${tag}> closes nothing that is open`);
      open.pop();
      (open.at(-1) ?? document).children.push(elementOf(current));
    } else if (tag !== undefined) {
      const attributes = attributesIn(given);
      if (attributes === undefined) return fail(`it has an unknown entity after character ${at + 1}`);
      const element: Open = { name: tag, attributes, children: [], text: '' };
      if (isEmpty === '/') current.children.push(elementOf(element));
      else if (open.length > LIMIT_DEPTH) return fail(`it is nested deeper than ${LIMIT_DEPTH}`);
      else open.push(element);
    }
  }
  const [root, ...others] = document.children;
  if (open.length > 1) return fail(`<${open.at(-1)?.name ?? ''}> is not closed`);
  if (root === undefined || others.length > 0 || document.text.trim() !== '')
    return fail('it has not exactly one root element');
  return ok(root);
}

function elementOf({ name, attributes, children, text }: Open): XmlElement {
  return { name: withoutPrefix(name), attributes, children, text };
}

/** Undefined when one has an unknown entity. Of two that differ by their prefix only, the first counts. */
function attributesIn(text: string): ReadonlyMap<string, string> | undefined {
  const attributes = new Map<string, string>();
  for (const [, name = '', double, single = ''] of text.matchAll(ATTRIBUTE)) {
    const value = resolveEntities(double ?? single);
    if (value === undefined) return undefined;
    const key = withoutPrefix(name);
    if (!attributes.has(key)) attributes.set(key, value);
  }
  return attributes;
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

const REFERENCE = /&([^;&]*)(;?)/g;

function resolveEntities(text: string): string | undefined {
  const isUnknown = [...text.matchAll(REFERENCE)].some(([whole]) => entityText(whole) === undefined);
  return isUnknown ? undefined : text.replace(REFERENCE, (whole) => entityText(whole) ?? '');
}

/** What `&name;` or `&#number;` stands for. */
function entityText(reference: string): string | undefined {
  const [, hex, decimal, name] = /^&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));$/i.exec(reference) ?? [];
  if (name !== undefined) return ENTITIES[name];
  const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
}

export function childrenNamed({ children }: XmlElement, name: string): XmlElement[] {
  return children.filter((child) => child.name === name);
}

/** The text of the first child of that name; empty without one. */
export function childText(element: XmlElement, name: string): string {
  return childrenNamed(element, name)[0]?.text ?? '';
}

/** Text as it stands between tags and in attributes; what XML 1.0 (§2.2) does not have is left out. */
export function xmlText(text: string): string {
  const possible = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
  return possible.replace(/[&<>"\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
