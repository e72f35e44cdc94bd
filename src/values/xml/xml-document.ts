import { Buffer } from 'node:buffer';
import { ambient } from '../ambient.ts';
import { castError } from '../cast-error.ts';
import { invokeMethod } from '../member.ts';
import { fullPath } from '../net/io-path.ts';
import { NetException } from '../net-exception.ts';
import { toText } from '../to-text.ts';
import type { TypeInfo } from '../type-info.ts';
import { isNull, type Value } from '../value.ts';
import { XmlNode } from './xml-node.ts';
import { parseDocument, xmlException } from './xml-parser.ts';
import { indentedXml, outerXml } from './xml-writer.ts';

export function newDocument(): XmlNode {
  return new XmlNode('Document', null);
}

/** `[xml]$text`; the lines of a file are one text. */
export function documentOf(value: Value, type: TypeInfo): Value {
  if (isNull(value)) return null;
  const document = newDocument();
  try {
    parseDocument(toText(value, '\n'), document);
    return document;
  } catch (error) {
    if (!(error instanceof NetException)) throw error;
    const shown = Array.isArray(value) ? 'System.Object[]' : value;
    throw castError(shown, type, error.message, 'InvalidCastToXmlDocument');
  }
}

/** `LoadXml`: what the document held before is gone. */
export function loadText(document: XmlNode, text: string): void {
  clear(document);
  try {
    parseDocument(text, document);
  } catch (error) {
    clear(document);
    throw error;
  }
}

function clear(document: XmlNode): void {
  for (const child of document.children.splice(0)) child.parent = null;
}

/** `Load`. */
export function loadFile(document: XmlNode, path: string): void {
  loadText(document, decodeXml(ambient().readFile(fullPath(path))));
}

/** Text of a file's bytes: by its byte order mark, else by the encoding that it declares, else UTF-8. */
export function decodeXml(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const marked = /^\xFF\xFE/.test(head) ? 'utf-16le' : /^\xFE\xFF/.test(head) ? 'utf-16be' : undefined;
  const declared = /^(?:\xEF\xBB\xBF)?<\?xml[^>]*?\sencoding\s*=\s*["']([\w.-]+)["']/.exec(head)?.[1];
  const label = marked ?? (declared === undefined || /^utf-?16/i.test(declared) ? 'utf-8' : declared);
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof RangeError) && !(error instanceof TypeError)) throw error;
    throw xmlException(
      error instanceof RangeError
        ? `System does not support '${label}' encoding. Line 1, position 1.`
        : 'Invalid character in the given encoding. Line 1, position 1.',
    );
  }
}

/** `Save`: into a file, or into a writer. */
export function saveDocument(document: XmlNode, target: Value): void {
  const text = document.preserveWhitespace ? outerXml(document) : indentedXml(document);
  if (typeof target === 'string') ambient().writeFile(fullPath(target), encodeXml(text), false);
  else invokeMethod(target, 'Write', [text]);
}

/** A declared UTF-8 gets a byte order mark, as .NET writes it; one that is not declared does not. */
function encodeXml(text: string): Uint8Array {
  const declared = /^<\?xml[^>]*?\sencoding="([\w.-]+)"/.exec(text)?.[1];
  if (declared === undefined) return Buffer.from(text);
  if (/^utf-?8$/i.test(declared)) return Buffer.from(`\uFEFF${text}`);
  if (/^(?:utf-16|utf-16le|unicode)$/i.test(declared)) return Buffer.from(`\uFEFF${text}`, 'utf16le');
  if (!/^(?:us-ascii|iso-8859-1)$/i.test(declared))
    throw new NetException(
      'NotSupportedException',
      `XML is not written in the encoding '${declared}': change the declaration to utf-8.`,
    );
  const last = /^us-ascii$/i.test(declared) ? 0x7f : 0xff;
  const characters = Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > last ? `&#x${code.toString(16).toUpperCase()};` : character;
  });
  return Buffer.from(characters.join(''), 'latin1');
}
