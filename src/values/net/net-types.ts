import { NetException } from '../net-exception.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import { toText } from '../to-text.ts';
import { Tuple } from '../tuple.ts';
import type { TypeInfo } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { NetObject, type Value } from '../value.ts';
import { hasWildcard, matchesWildcard, wildcardPattern } from '../wildcard.ts';
import { bytesValue } from './bytes.ts';
import { constant, method, property, staticMethod, textArgument } from './define.ts';
import { tryParse } from './number-members.ts';

/** Addresses, wildcard patterns and tuples. */
export function defineNetTypes(): void {
  defineType({
    fullName: 'System.Tuple',
    aliases: ['tuple'],
    statics: () => [staticMethod('Tuple Create(Params object[] items)', (args) => new Tuple(args))],
  });
}

/** `[ipaddress]`, held as its four or sixteen bytes. */
class IPAddress extends NetObject {
  readonly bytes: readonly number[];
  readonly #text: string;
  constructor(text: string, bytes: readonly number[]) {
    super();
    this.#text = text;
    this.bytes = bytes;
  }

  get type(): TypeInfo {
    return ipAddressType;
  }

  override asText(): string {
    return this.#text;
  }
}

function parseAddress(text: string): IPAddress {
  const bytes = text.includes(':') ? bytesOfV6(text) : bytesOfV4(text);
  if (bytes === undefined) throw new NetException('FormatException', 'An invalid IP address was specified.');
  return new IPAddress(bytes.length === 4 ? bytes.join('.') : v6Text(bytes), bytes);
}

function bytesOfV4(text: string): number[] | undefined {
  if (!/^\d{1,10}(?:\.\d{1,10}){0,3}$/.test(text)) return undefined;
  const parts = text.split('.').map(Number);
  const last = parts.pop() ?? 0;
  const room = 4 - parts.length;
  if (parts.some((part) => part > 255) || last >= 256 ** room) return undefined;
  const rest = Array.from({ length: room }, (_, at) => Math.floor(last / 256 ** (room - 1 - at)) % 256);
  return [...parts, ...rest];
}

/** Without leading zeros, the longest run of zero groups as `::`. */
function v6Text(bytes: readonly number[]): string {
  const groups = Array.from({ length: 8 }, (_, at) => (bytes[at * 2] ?? 0) * 256 + (bytes[at * 2 + 1] ?? 0));
  let run = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > run.length) run = { start, length };
  }
  const texts = groups.map((group) => group.toString(16));
  if (run.length < 2) return texts.join(':');
  return `${texts.slice(0, run.start).join(':')}::${texts.slice(run.start + run.length).join(':')}`;
}

function bytesOfV6(given: string): number[] | undefined {
  // The last four bytes may be written as an IPv4 address.
  const text = given.replace(/\d+\.\d+\.\d+\.\d+$/, (v4) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytesOfV4(v4) ?? [];
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const [left, right] = [groups(head), tail === undefined ? [] : groups(tail)];
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const all = [...left, ...Array.from({ length: tail === undefined ? 0 : missing }, () => '0'), ...right];
  if (all.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return all.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]);
}

const ipAddressType: TypeInfo = defineType({
  fullName: 'System.Net.IPAddress',
  aliases: ['ipaddress'],
  accelerator: 'ipaddress',
  base: () => objectTypeInfo,
  construct: ([text = null]) => parseAddress(toText(text)),
  members: () => [
    property('IPAddressToString', 'string', (self: IPAddress) => self.asText()),
    property('AddressFamily', 'string', (self: IPAddress) =>
      self.bytes.length === 4 ? 'InterNetwork' : 'InterNetworkV6',
    ),
    method('byte[] GetAddressBytes()', (self: IPAddress) => bytesValue(Uint8Array.from(self.bytes))),
    method('string ToString()', (self: IPAddress) => self.asText()),
    method(
      'bool Equals(object other)',
      (self: IPAddress, [other]) => other instanceof IPAddress && other.bytes.join() === self.bytes.join(),
    ),
  ],
  statics: () => [
    constant('Any', 'ipaddress', () => parseAddress('0.0.0.0')),
    constant('Loopback', 'ipaddress', () => parseAddress('127.0.0.1')),
    constant('Broadcast', 'ipaddress', () => parseAddress('255.255.255.255')),
    constant('IPv6Loopback', 'ipaddress', () => parseAddress('::1')),
    staticMethod('ipaddress Parse(string text)', (args) => parseAddress(textArgument(args, 0))),
    staticMethod('bool TryParse(string text, ref address)', (args) =>
      tryParse(() => parseAddress(textArgument(args, 0)), args[1]),
    ),
    staticMethod('bool IsLoopback(ipaddress address)', ([address]) =>
      /^(?:127\.|::1$)/.test(toText(address ?? null)),
    ),
  ],
});

/** `[mailaddress]`. */
class MailAddress extends NetObject {
  readonly address: string;
  readonly displayName: string;
  constructor(address: string, displayName: string) {
    super();
    this.address = address;
    this.displayName = displayName;
  }

  get type(): TypeInfo {
    return mailAddressType;
  }

  override asText(): string {
    return this.displayName === '' ? this.address : `"${this.displayName}" <${this.address}>`;
  }
}

const mailAddressType: TypeInfo = defineType({
  fullName: 'System.Net.Mail.MailAddress',
  aliases: ['mailaddress'],
  accelerator: 'mailaddress',
  base: () => objectTypeInfo,
  construct: ([text = null]) => {
    const match = /^\s*(?:"?([^"<]*?)"?\s*<)?([^\s<>@]+@[^\s<>@]+)>?\s*$/.exec(toText(text));
    if (match?.[2] === undefined)
      throw new NetException(
        'FormatException',
        'The specified string is not in the form required for an e-mail address.',
      );
    return new MailAddress(match[2], match[1] ?? '');
  },
  members: () => [
    property('Address', 'string', (self: MailAddress) => self.address),
    property('DisplayName', 'string', (self: MailAddress) => self.displayName),
    property('User', 'string', (self: MailAddress) => self.address.slice(0, self.address.lastIndexOf('@'))),
    property('Host', 'string', (self: MailAddress) => self.address.slice(self.address.lastIndexOf('@') + 1)),
  ],
});

/** `[WildcardPattern]`. */
class WildcardPattern extends NetObject {
  readonly pattern: string;
  readonly caseSensitive: boolean;
  constructor(pattern: string, caseSensitive: boolean) {
    super();
    this.pattern = pattern;
    this.caseSensitive = caseSensitive;
  }

  get type(): TypeInfo {
    return wildcardPatternType;
  }
}

function newPattern([pattern = null, options = null]: readonly Value[]): WildcardPattern {
  return new WildcardPattern(toText(pattern), options === null || !/IgnoreCase/i.test(toText(options)));
}

const wildcardPatternType: TypeInfo = defineType({
  fullName: 'System.Management.Automation.WildcardPattern',
  base: () => objectTypeInfo,
  construct: newPattern,
  members: () => [
    method('bool IsMatch(string input)', (self: WildcardPattern, args) =>
      matchesWildcard(textArgument(args, 0), self.pattern, self.caseSensitive),
    ),
    method('string ToWql()', (self: WildcardPattern) =>
      self.pattern.replaceAll('*', '%').replaceAll('?', '_'),
    ),
    method('string ToRegex()', (self: WildcardPattern) => wildcardPattern(self.pattern).source),
  ],
  statics: () => [
    staticMethod(
      ['WildcardPattern Get(string pattern, object options)', 'WildcardPattern Get(string pattern)'],
      newPattern,
    ),
    staticMethod('string Escape(string pattern)', (args) =>
      textArgument(args, 0).replace(/[*?[\]`]/g, '`$&'),
    ),
    staticMethod('string Unescape(string pattern)', (args) =>
      textArgument(args, 0).replace(/`([*?[\]`])/g, '$1'),
    ),
    staticMethod('bool ContainsWildcardCharacters(string pattern)', (args) =>
      hasWildcard(textArgument(args, 0)),
    ),
  ],
});
