import { ambient } from '../ambient.ts';
import { NetException } from '../net-exception.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import { toText } from '../to-text.ts';
import type { TypeInfo } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { NetObject, type Value } from '../value.ts';
import { constant, method, property, staticMethod, textArgument } from './define.ts';
import { tryParse } from './number-members.ts';

/** `[guid]`, held as its 32 digits in lower case. */
export class Guid extends NetObject {
  readonly digits: string;
  constructor(digits: string) {
    super();
    this.digits = digits;
  }

  get type(): TypeInfo {
    return guidType;
  }

  override asText(): string {
    return this.formatted('D');
  }

  /** Formats N, D, B and P. */
  formatted(format: string): string {
    const { digits } = this;
    const dashed = [
      digits.slice(0, 8),
      digits.slice(8, 12),
      digits.slice(12, 16),
      digits.slice(16, 20),
      digits.slice(20),
    ].join('-');
    switch (format.toUpperCase()) {
      case 'N':
        return digits;
      case 'B':
        return `{${dashed}}`;
      case 'P':
        return `(${dashed})`;
      default:
        return dashed;
    }
  }

  compareTo(other: Value): number | undefined {
    if (!(other instanceof Guid)) return undefined;
    return this.digits < other.digits ? -1 : this.digits > other.digits ? 1 : 0;
  }
}

/** A random guid (RFC 9562 version 4). */
export function newGuid(): Guid {
  const bytes = ambient().randomBytes(16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return new Guid(Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''));
}

function parseGuid(text: string): Guid {
  const match =
    /^[{(]?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})[)}]?$/i.exec(
      text.trim(),
    );
  if (match === null) {
    throw new NetException(
      'FormatException',
      'Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).',
    );
  }
  return new Guid(match.slice(1).join('').toLowerCase());
}

const guidType: TypeInfo = defineType({
  fullName: 'System.Guid',
  aliases: ['guid'],
  accelerator: 'guid',
  kind: 'struct',
  base: () => objectTypeInfo,
  interfaces: ['System.IComparable', 'System.IFormattable'],
  initial: new Guid('0'.repeat(32)),
  construct: ([text]) => (text === undefined ? new Guid('0'.repeat(32)) : parseGuid(toText(text))),
  members: () => [
    property('Guid', 'string', (self: Guid) => self.asText()),
    method(['string ToString()', 'string ToString(string format)'], (self: Guid, [format]) =>
      self.formatted(format === undefined ? 'D' : toText(format)),
    ),
    method(
      'bool Equals(object value)',
      (self: Guid, [other]) => other instanceof Guid && other.digits === self.digits,
    ),
    method('int CompareTo(object value)', (self: Guid, [other = null]) => self.compareTo(other) ?? 1),
    method('byte[] ToByteArray()', (self: Guid) =>
      Array.from({ length: 16 }, (_, at) => Number.parseInt(self.digits.slice(at * 2, at * 2 + 2), 16)),
    ),
  ],
  statics: () => [
    constant('Empty', 'guid', () => new Guid('0'.repeat(32))),
    staticMethod('guid NewGuid()', () => newGuid()),
    staticMethod('guid Parse(string text)', (args) => parseGuid(textArgument(args, 0))),
    staticMethod('bool TryParse(string text, ref result)', (args) =>
      tryParse(() => parseGuid(textArgument(args, 0)), args[1]),
    ),
  ],
});
