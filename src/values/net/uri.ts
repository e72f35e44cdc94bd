import { NetException } from '../net-exception.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import { toText } from '../to-text.ts';
import type { TypeInfo } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { NetObject } from '../value.ts';
import { property, staticMethod, textArgument } from './define.ts';

/** `[uri]`. */
export class Uri extends NetObject {
  readonly original: string;
  readonly url: URL | undefined;
  constructor(original: string) {
    super();
    this.original = original;
    this.url = URL.canParse(original) ? new URL(original) : undefined;
  }

  get type(): TypeInfo {
    return uriType;
  }

  override asText(): string {
    return this.original;
  }

  /** Throws for a relative one, which has no such part. */
  absolute(): URL {
    if (this.url === undefined)
      throw new NetException(
        'InvalidOperationException',
        'This operation is not supported for a relative URI.',
      );
    return this.url;
  }
}

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'ftp:': 21 };

const uriType: TypeInfo = defineType({
  fullName: 'System.Uri',
  aliases: ['uri'],
  accelerator: 'uri',
  base: () => objectTypeInfo,
  construct: ([text = '']) => new Uri(toText(text)),
  members: () => [
    property('AbsoluteUri', 'string', (self: Uri) => self.absolute().href),
    property('AbsolutePath', 'string', (self: Uri) => self.absolute().pathname),
    property('LocalPath', 'string', (self: Uri) => self.absolute().pathname),
    property('PathAndQuery', 'string', (self: Uri) => self.absolute().pathname + self.absolute().search),
    property('Host', 'string', (self: Uri) => self.absolute().hostname),
    property('Authority', 'string', (self: Uri) => self.absolute().host),
    property('Port', 'int', (self: Uri) =>
      self.absolute().port === '' ? (PORTS[self.absolute().protocol] ?? -1) : Number(self.absolute().port),
    ),
    property('Query', 'string', (self: Uri) => self.absolute().search),
    property('Fragment', 'string', (self: Uri) => self.absolute().hash),
    property('Scheme', 'string', (self: Uri) => self.absolute().protocol.replace(/:$/, '')),
    property('UserInfo', 'string', (self: Uri) => self.absolute().username),
    property('Segments', 'string[]', (self: Uri) => self.absolute().pathname.match(/[^/]*\/|[^/]+$/g) ?? []),
    property('OriginalString', 'string', (self: Uri) => self.original),
    property('IsAbsoluteUri', 'bool', (self: Uri) => self.url !== undefined),
  ],
  statics: () => [
    staticMethod('string EscapeDataString(string text)', (args) =>
      encodeURIComponent(textArgument(args, 0)).replace(
        /[!'()*]/g,
        (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
    ),
    staticMethod('string UnescapeDataString(string text)', (args) =>
      decodeURIComponent(textArgument(args, 0)),
    ),
    staticMethod('bool IsWellFormedUriString(string text, object kind)', (args) =>
      URL.canParse(textArgument(args, 0)),
    ),
  ],
});
