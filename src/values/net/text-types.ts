import { formatComposite } from '../format.ts';
import { NetException } from '../net-exception.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import { MAX_STRING_LENGTH } from '../operators.ts';
import { toText } from '../to-text.ts';
import type { TypeInfo } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { NetObject } from '../value.ts';
import { constant, intArgument, method, property, textArgument } from './define.ts';

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
