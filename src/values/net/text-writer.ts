import { ambient } from '../ambient.ts';
import { formatComposite } from '../format.ts';
import { NetException } from '../net-exception.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import { toText } from '../to-text.ts';
import { isTrue } from '../truth.ts';
import type { TypeInfo, TypeMember } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { NetObject, type Value } from '../value.ts';
import { ByteStream } from './byte-stream.ts';
import { method, property } from './define.ts';
import { fullPath } from './io-path.ts';
import { Encoding, encodingArgument } from './text-encoding.ts';
import { StringBuilder } from './text-types.ts';

/** What is kept back before it goes to the file. */
const BUFFERED_CHARACTERS = 1 << 20;

/** `[System.IO.StreamWriter]`: text that goes to a file or to a stream, and `[System.IO.StringWriter]`. */
export class TextWriter extends NetObject {
  readonly #sink: (text: string) => void;
  readonly #end: () => void;
  readonly builder: StringBuilder | undefined;
  readonly stream: ByteStream | undefined;
  #waiting = '';
  #closed = false;
  newLine = '\n';
  autoFlush = false;
  constructor(
    sink: (text: string) => void,
    more: { end?: () => void; builder?: StringBuilder; stream?: ByteStream } = {},
  ) {
    super();
    this.#sink = sink;
    this.#end = more.end ?? (() => undefined);
    this.builder = more.builder;
    this.stream = more.stream;
  }

  get type(): TypeInfo {
    return this.builder === undefined ? streamWriterType : stringWriterType;
  }

  override asText(): string {
    return this.builder?.text ?? super.asText();
  }

  write(text: string): void {
    if (this.#closed)
      throw new NetException('ObjectDisposedException', 'Cannot write to a closed TextWriter.');
    this.#waiting += text;
    if (this.autoFlush || this.builder !== undefined || this.#waiting.length > BUFFERED_CHARACTERS)
      this.flush();
  }

  flush(): void {
    const text = this.#waiting;
    this.#waiting = '';
    if (text !== '') this.#sink(text);
  }

  close(): void {
    if (this.#closed) return;
    this.flush();
    this.#closed = true;
    this.#end();
  }
}

/** A writer to a file, which is made or emptied at once. */
export function fileWriter(path: string, append: boolean, encoding: Encoding | undefined): TextWriter {
  const { preamble } = encoding ?? new Encoding('utf-8', false);
  const adds = append && ambient().fileExists(path);
  ambient().writeFile(path, adds ? new Uint8Array(0) : preamble, append);
  const stored = encoding ?? new Encoding('utf-8', false);
  return new TextWriter((text) => ambient().writeFile(path, stored.bytes(text), true));
}

function streamWriter([target = null, second, third]: readonly Value[]): TextWriter {
  const encoding = [second, third].find((arg) => arg instanceof Encoding);
  if (!(target instanceof ByteStream)) {
    const append = second !== undefined && !(second instanceof Encoding) && isTrue(second);
    return fileWriter(fullPath(toText(target)), append, encoding);
  }
  const stored = encodingArgument(encoding);
  if (target.length === 0) target.write(stored.preamble);
  return new TextWriter((text) => target.write(stored.bytes(text)), {
    stream: target,
    end: () => target.close(),
  });
}

const textWriterType = defineType({
  fullName: 'System.IO.TextWriter',
  base: () => objectTypeInfo,
  interfaces: ['System.IDisposable'],
  members: () => writerMembers,
});

const streamWriterType: TypeInfo = defineType({
  fullName: 'System.IO.StreamWriter',
  base: () => textWriterType,
  construct: streamWriter,
  members: () => [
    property(
      'AutoFlush',
      'bool',
      (self: TextWriter) => self.autoFlush,
      (self: TextWriter, value) => {
        self.autoFlush = isTrue(value);
        if (self.autoFlush) self.flush();
      },
    ),
    property('BaseStream', 'System.IO.Stream', (self: TextWriter) => self.stream ?? null),
  ],
});

const stringWriterType: TypeInfo = defineType({
  fullName: 'System.IO.StringWriter',
  base: () => textWriterType,
  construct: ([given]) => {
    const builder = given instanceof StringBuilder ? given : new StringBuilder();
    return new TextWriter((text) => void builder.append(text), { builder });
  },
  members: () => [
    method('System.Text.StringBuilder GetStringBuilder()', (self: TextWriter) => self.builder ?? null),
    method('string ToString()', (self: TextWriter) => self.asText()),
  ],
});

/** One argument as it is, several as a format and what goes into it. */
function writtenText(args: readonly Value[]): string {
  const [first = null, ...rest] = args;
  if (rest.length > 0) return formatComposite(toText(first), rest);
  return Array.isArray(first) ? first.map((char) => toText(char)).join('') : toText(first);
}

const writerMembers: readonly TypeMember[] = [
  property(
    'NewLine',
    'string',
    (self: TextWriter) => self.newLine,
    (self: TextWriter, value) => {
      self.newLine = toText(value);
    },
  ),
  method(
    ['void Write(object value)', 'void Write(string format, Params object[] args)'],
    (self: TextWriter, args) => {
      self.write(writtenText(args));
      return undefined;
    },
  ),
  method(
    [
      'void WriteLine()',
      'void WriteLine(object value)',
      'void WriteLine(string format, Params object[] args)',
    ],
    (self: TextWriter, args) => {
      self.write(writtenText(args) + self.newLine);
      return undefined;
    },
  ),
  method('void Flush()', (self: TextWriter) => {
    self.flush();
    self.stream?.flush();
    return undefined;
  }),
  ...['Close', 'Dispose'].map((name) =>
    method(`void ${name}()`, (self: TextWriter) => {
      self.close();
      return undefined;
    }),
  ),
];
