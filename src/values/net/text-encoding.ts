import { NetException } from '../net-exception.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import { toText } from '../to-text.ts';
import { isTrue } from '../truth.ts';
import type { TypeInfo, TypeMember } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { NetObject, type Value } from '../value.ts';
import { bytesArgument, bytesValue } from './bytes.ts';
import { constant, intArgument, method, property, staticMethod, textArgument } from './define.ts';

const MARKS: Partial<Record<Encoding['name'], readonly number[]>> = {
  'utf-8': [0xef, 0xbb, 0xbf],
  'utf-16': [0xff, 0xfe],
  'utf-16BE': [0xfe, 0xff],
};

/** An encoding, by the name that Node's Buffer knows it by. */
export class Encoding extends NetObject {
  readonly name: 'utf-8' | 'us-ascii' | 'utf-16' | 'iso-8859-1' | 'utf-16BE';
  /** What a file in this encoding begins with. */
  readonly preamble: Uint8Array;
  constructor(name: Encoding['name'], marked = true) {
    super();
    this.name = name;
    this.preamble = Uint8Array.from((marked && MARKS[name]) || []);
  }

  get type(): TypeInfo {
    return TYPES[this.name] ?? encodingType;
  }

  bytes(text: string): Uint8Array {
    switch (this.name) {
      case 'utf-8':
        return Buffer.from(text, 'utf8');
      case 'utf-16':
        return Buffer.from(text, 'utf16le');
      case 'utf-16BE':
        return Buffer.from(text, 'utf16le').swap16();
      case 'iso-8859-1':
        return Buffer.from(text, 'latin1');
      case 'us-ascii':
        return Buffer.from(text.replace(/[^\0-\x7f]/g, '?'), 'latin1');
    }
  }

  text(bytes: Uint8Array): string {
    if (this.name === 'us-ascii' || this.name === 'iso-8859-1') return Buffer.from(bytes).toString('latin1');
    return new TextDecoder(this.name === 'utf-16' ? 'utf-16le' : this.name, { ignoreBOM: true }).decode(
      bytes,
    );
  }
}

function encoding(property: string, name: Encoding['name']): TypeMember {
  return constant(property, 'System.Text.Encoding', () => new Encoding(name));
}

const encodingType: TypeInfo = defineType({
  fullName: 'System.Text.Encoding',
  base: () => objectTypeInfo,
  statics: () => [
    encoding('UTF8', 'utf-8'),
    encoding('ASCII', 'us-ascii'),
    encoding('Unicode', 'utf-16'),
    encoding('BigEndianUnicode', 'utf-16BE'),
    encoding('Latin1', 'iso-8859-1'),
    encoding('Default', 'utf-8'),
    staticMethod(
      'System.Text.Encoding GetEncoding(object name)',
      (args) => new Encoding(byName(textArgument(args, 0))),
    ),
  ],
  members: () => [
    property('EncodingName', 'string', (self: Encoding) => self.name),
    property('WebName', 'string', (self: Encoding) => self.name),
    property('BodyName', 'string', (self: Encoding) => self.name),
    method(['byte[] GetBytes(string text)'], (self: Encoding, args) =>
      bytesValue(self.bytes(encodedText(args[0]))),
    ),
    method(
      ['string GetString(byte[] bytes)', 'string GetString(byte[] bytes, int index, int count)'],
      (self: Encoding, args) => {
        const bytes = bytesArgument(args[0]);
        return self.text(
          args.length > 1
            ? bytes.subarray(intArgument(args, 1), intArgument(args, 1) + intArgument(args, 2))
            : bytes,
        );
      },
    ),
    method(
      'int GetByteCount(string text)',
      (self: Encoding, args) => self.bytes(textArgument(args, 0)).length,
    ),
    method('byte[] GetPreamble()', (self: Encoding) => bytesValue(self.preamble)),
  ],
});

/** `GetBytes` takes characters, too. */
function encodedText(given: Value = null): string {
  return Array.isArray(given) ? given.map((char) => toText(char)).join('') : toText(given);
}

const TYPES: Partial<Record<Encoding['name'], TypeInfo>> = {
  'utf-8': defineType({
    fullName: 'System.Text.UTF8Encoding',
    base: () => encodingType,
    construct: ([marked = false]) => new Encoding('utf-8', isTrue(marked)),
  }),
  'us-ascii': defineType({
    fullName: 'System.Text.ASCIIEncoding',
    base: () => encodingType,
    construct: () => new Encoding('us-ascii'),
  }),
  'utf-16': defineType({
    fullName: 'System.Text.UnicodeEncoding',
    base: () => encodingType,
    construct: ([bigEndian = false, marked = true]) =>
      new Encoding(isTrue(bigEndian) ? 'utf-16BE' : 'utf-16', isTrue(marked)),
  }),
};

/** The encoding of an argument; without one, UTF-8 without a mark. */
export function encodingArgument(value: Value | undefined): Encoding {
  if (value instanceof Encoding) return value;
  return new Encoding('utf-8', false);
}

/** Text of a file: a mark at its beginning says how it is stored, else the encoding that was asked for. */
export function decodedText(bytes: Uint8Array, asked: Encoding): string {
  for (const name of ['utf-8', 'utf-16', 'utf-16BE'] as const) {
    const marked = new Encoding(name);
    const { preamble } = marked;
    if (preamble.every((byte, index) => bytes[index] === byte))
      return marked.text(bytes.subarray(preamble.length));
  }
  return asked.text(bytes);
}

function byName(name: string): Encoding['name'] {
  switch (name.toLowerCase()) {
    case 'utf-16':
    case 'unicode':
    case '1200':
      return 'utf-16';
    case 'ascii':
    case 'us-ascii':
      return 'us-ascii';
    case 'latin1':
    case 'iso-8859-1':
    case '28591':
      return 'iso-8859-1';
    case 'utf-16be':
    case 'bigendianunicode':
    case '1201':
      return 'utf-16BE';
    case 'utf-8':
    case 'utf8':
    case '65001':
    case '0':
      return 'utf-8';
    default:
      throw new NetException(
        'ArgumentException',
        `'${name}' is not a supported encoding name. Use utf-8, utf-16, utf-16BE, us-ascii or iso-8859-1. (Parameter 'name')`,
      );
  }
}
