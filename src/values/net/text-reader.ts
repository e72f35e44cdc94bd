import { ambient } from '../ambient.ts';
import { NetException } from '../net-exception.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import { toText } from '../to-text.ts';
import type { TypeInfo, TypeMember } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { NetObject, type Value } from '../value.ts';
import { ByteStream } from './byte-stream.ts';
import { method, property } from './define.ts';
import { fullPath } from './io-path.ts';
import { decodedText, encodingArgument } from './text-encoding.ts';

/** `[System.IO.StreamReader]` and `[System.IO.StringReader]`: a text that is read from its beginning on. */
export class TextReader extends NetObject {
  readonly #text: string;
  readonly stream: ByteStream | undefined;
  readonly #isString: boolean;
  #at = 0;
  #closed = false;
  constructor(text: string, stream?: ByteStream, isString = false) {
    super();
    this.#text = text;
    this.stream = stream;
    this.#isString = isString;
  }

  get type(): TypeInfo {
    return this.#isString ? stringReaderType : streamReaderType;
  }

  get atEnd(): boolean {
    this.#check();
    return this.#at >= this.#text.length;
  }

  #check(): void {
    if (this.#closed)
      throw new NetException('ObjectDisposedException', 'Cannot read from a closed TextReader.');
  }

  line(): string | null {
    if (this.atEnd) return null;
    const end = /\r\n|\n|\r/g;
    end.lastIndex = this.#at;
    const found = end.exec(this.#text);
    const line = this.#text.slice(this.#at, found?.index);
    this.#at = found === null ? this.#text.length : end.lastIndex;
    return line;
  }

  rest(): string {
    this.#check();
    const rest = this.#text.slice(this.#at);
    this.#at = this.#text.length;
    return rest;
  }

  /** The code of the next character, or -1. */
  next(moves: boolean): number {
    if (this.atEnd) return -1;
    const code = this.#text.charCodeAt(this.#at);
    if (moves) this.#at++;
    return code;
  }

  close(): void {
    this.#closed = true;
    this.stream?.close();
  }
}

function streamReader([source = null, encoding]: readonly Value[]): TextReader {
  const asked = encodingArgument(encoding);
  if (source instanceof ByteStream)
    return new TextReader(decodedText(source.read(Number.MAX_SAFE_INTEGER), asked), source);
  return new TextReader(decodedText(ambient().readFile(fullPath(toText(source))), asked));
}

const textReaderType = defineType({
  fullName: 'System.IO.TextReader',
  base: () => objectTypeInfo,
  interfaces: ['System.IDisposable'],
  members: () => readerMembers,
});

const streamReaderType: TypeInfo = defineType({
  fullName: 'System.IO.StreamReader',
  base: () => textReaderType,
  construct: streamReader,
  members: () => [
    property('EndOfStream', 'bool', (self: TextReader) => self.atEnd),
    property('BaseStream', 'System.IO.Stream', (self: TextReader) => self.stream ?? null),
  ],
});

const stringReaderType: TypeInfo = defineType({
  fullName: 'System.IO.StringReader',
  base: () => textReaderType,
  construct: ([text = null]) => new TextReader(toText(text), undefined, true),
});

const readerMembers: readonly TypeMember[] = [
  method('string ReadLine()', (self: TextReader) => self.line()),
  method('string ReadToEnd()', (self: TextReader) => self.rest()),
  method('int Read()', (self: TextReader) => self.next(true)),
  method('int Peek()', (self: TextReader) => self.next(false)),
  ...['Close', 'Dispose'].map((name) =>
    method(`void ${name}()`, (self: TextReader) => {
      self.close();
      return undefined;
    }),
  ),
];
