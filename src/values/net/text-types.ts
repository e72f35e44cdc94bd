import { formatComposite } from '../format.ts';
import { NetException } from '../net-exception.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import { MAX_STRING_LENGTH } from '../operators.ts';
import { toText } from '../to-text.ts';
import type { TypeInfo, TypeMember } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { NetObject } from '../value.ts';
import { bytesArgument, bytesValue } from './bytes.ts';
import { constant, intArgument, method, property, staticMethod, textArgument } from './define.ts';

/** `[System.Text.StringBuilder]`. */
export class StringBuilder extends NetObject {
  text = '';

  get type(): TypeInfo {
    return stringBuilderType;
  }

  override asText(): string {
    return this.text;
  }

  append(text: string): this {
    if (this.text.length + text.length > MAX_STRING_LENGTH)
      throw new NetException('OutOfMemoryException', `A text may hold ${MAX_STRING_LENGTH} characters.`);
    this.text += text;
    return this;
  }
}

const stringBuilderType: TypeInfo = defineType({
  fullName: 'System.Text.StringBuilder',
  base: () => objectTypeInfo,
  construct: ([initial]) => new StringBuilder().append(typeof initial === 'string' ? initial : ''),
  members: () => [
    property(
      'Length',
      'int',
      (self: StringBuilder) => self.text.length,
      (self: StringBuilder, value) => {
        self.text = self.text.slice(0, Number(toText(value)));
      },
    ),
    property('Capacity', 'int', (self: StringBuilder) => Math.max(16, self.text.length)),
    method(
      [
        'System.Text.StringBuilder Append(object value)',
        'System.Text.StringBuilder Append(char value, int count)',
      ],
      (self: StringBuilder, args) =>
        self.append(
          args.length > 1 ? textArgument(args, 0).repeat(intArgument(args, 1)) : textArgument(args, 0),
        ),
    ),
    method(
      ['System.Text.StringBuilder AppendLine()', 'System.Text.StringBuilder AppendLine(string value)'],
      (self: StringBuilder, args) => self.append(`${args.length === 0 ? '' : textArgument(args, 0)}\n`),
    ),
    method(
      'System.Text.StringBuilder AppendFormat(string format, Params object[] args)',
      (self: StringBuilder, [format = '', ...args]) => self.append(formatComposite(toText(format), args)),
    ),
    method(
      'System.Text.StringBuilder AppendJoin(string separator, Params object[] values)',
      (self: StringBuilder, [separator = '', ...values]) =>
        self.append(
          values
            .flat()
            .map((value) => toText(value))
            .join(toText(separator)),
        ),
    ),
    method('System.Text.StringBuilder Insert(int index, object value)', (self: StringBuilder, args) => {
      const at = intArgument(args, 0);
      self.text = self.text.slice(0, at) + textArgument(args, 1) + self.text.slice(at);
      return self;
    }),
    method('System.Text.StringBuilder Remove(int start, int length)', (self: StringBuilder, args) => {
      const start = intArgument(args, 0);
      self.text = self.text.slice(0, start) + self.text.slice(start + intArgument(args, 1));
      return self;
    }),
    method('System.Text.StringBuilder Replace(string old, string new)', (self: StringBuilder, args) => {
      self.text = self.text.replaceAll(textArgument(args, 0), () => textArgument(args, 1));
      return self;
    }),
    method('System.Text.StringBuilder Clear()', (self: StringBuilder) => {
      self.text = '';
      return self;
    }),
    method(['string ToString()', 'string ToString(int start, int length)'], (self: StringBuilder, args) =>
      args.length === 0
        ? self.text
        : self.text.slice(intArgument(args, 0), intArgument(args, 0) + intArgument(args, 1)),
    ),
  ],
});

/** An encoding, by the name that Node's Buffer knows it by. */
export class Encoding extends NetObject {
  readonly name: 'utf-8' | 'us-ascii' | 'utf-16' | 'iso-8859-1' | 'utf-16BE';
  constructor(name: Encoding['name']) {
    super();
    this.name = name;
  }

  get type(): TypeInfo {
    return encodingType;
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
  aliases: ['System.Text.UTF8Encoding', 'System.Text.ASCIIEncoding', 'System.Text.UnicodeEncoding'],
  base: () => objectTypeInfo,
  construct: () => new Encoding('utf-8'),
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
      bytesValue(self.bytes(textArgument(args, 0))),
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
    method('byte[] GetPreamble()', () => []),
  ],
});

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

/** `[StringComparer]::OrdinalIgnoreCase`: tables look at its name. */
class Comparer extends NetObject {
  readonly name: string;
  constructor(name: string) {
    super();
    this.name = name;
  }

  get type(): TypeInfo {
    return comparerType;
  }

  override asText(): string {
    return this.name;
  }
}

const COMPARERS = [
  'Ordinal',
  'OrdinalIgnoreCase',
  'CurrentCulture',
  'CurrentCultureIgnoreCase',
  'InvariantCulture',
  'InvariantCultureIgnoreCase',
];

const comparerType: TypeInfo = defineType({
  fullName: 'System.StringComparer',
  aliases: ['StringComparer'],
  base: () => objectTypeInfo,
  statics: () => COMPARERS.map((name) => constant(name, 'System.StringComparer', () => new Comparer(name))),
});
