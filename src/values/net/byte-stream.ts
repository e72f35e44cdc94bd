import { ambient } from '../ambient.ts';
import { defineEnum } from '../enum-type.ts';
import { NetException } from '../net-exception.ts';
import type { Numeric } from '../numeric.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import type { TypeInfo, TypeMember } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { NetObject, type Value } from '../value.ts';
import { bytesArgument, bytesValue } from './bytes.ts';
import { intArgument, longArgument, method, outOfRange, property, textArgument } from './define.ts';
import { fullPath } from './io-path.ts';

const MAX_STREAM_BYTES = 256 * 1024 * 1024;

/** `[System.IO.MemoryStream]`, and a file that is held in memory until it is closed. */
export class ByteStream extends NetObject {
  #bytes: Uint8Array;
  #length: number;
  #closed = false;
  #changed = false;
  position = 0;
  readonly #path: string | undefined;
  constructor(bytes: Uint8Array = new Uint8Array(0), path?: string) {
    super();
    this.#bytes = bytes;
    this.#length = bytes.length;
    this.#path = path;
  }

  get type(): TypeInfo {
    return this.#path === undefined ? memoryStreamType : fileStreamType;
  }

  get isOpen(): boolean {
    return !this.#closed;
  }

  get name(): string {
    return this.#path ?? '';
  }

  get length(): number {
    this.check();
    return this.#length;
  }

  set length(length: number) {
    this.#room(length);
    if (length < this.#length) this.#bytes.fill(0, length, this.#length);
    this.#length = length;
    this.position = Math.min(this.position, length);
    this.#changed = true;
  }

  check(): void {
    if (this.#closed) throw new NetException('ObjectDisposedException', 'Cannot access a closed Stream.');
  }

  /** Up to so many bytes from the position on, which moves. */
  read(count: number): Uint8Array {
    this.check();
    const end = Math.min(this.#length, this.position + count);
    const read = this.#bytes.subarray(this.position, Math.max(end, this.position));
    this.position = Math.max(end, this.position);
    return read;
  }

  write(bytes: Uint8Array): void {
    this.check();
    const end = this.position + bytes.length;
    this.#room(end);
    this.#bytes.set(bytes, this.position);
    this.position = end;
    this.#length = Math.max(this.#length, end);
    this.#changed = true;
  }

  #room(length: number): void {
    if (length > MAX_STREAM_BYTES)
      throw new NetException('System.IO.IOException', `A stream may hold ${MAX_STREAM_BYTES} bytes.`);
    if (length <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(length, this.#bytes.length * 2, 256));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }

  contents(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** What was written goes to the file. */
  flush(): void {
    if (this.#path === undefined || !this.#changed) return;
    ambient().writeFile(this.#path, this.contents(), false);
    this.#changed = false;
  }

  close(): void {
    if (this.#closed) return;
    this.flush();
    this.#closed = true;
  }
}

/** A file as a stream; `mode` is a name of System.IO.FileMode. */
export function openFile(path: string, mode: string): ByteStream {
  const exists = ambient().fileExists(path);
  switch (mode.toLowerCase()) {
    case 'open':
      return new ByteStream(ambient().readFile(path), path);
    case 'createnew':
    case 'create':
    case 'truncate':
      if (exists && /new$/i.test(mode))
        throw new NetException('System.IO.IOException', `The file '${path}' already exists.`);
      ambient().writeFile(path, new Uint8Array(0), false);
      return new ByteStream(new Uint8Array(0), path);
    case 'append': {
      const stream = openFile(path, 'OpenOrCreate');
      stream.position = stream.length;
      return stream;
    }
    case 'openorcreate':
      return exists ? new ByteStream(ambient().readFile(path), path) : openFile(path, 'Create');
    default:
      throw new NetException('ArgumentException', `'${mode}' is no System.IO.FileMode. (Parameter 'mode')`);
  }
}

const long = (value: number): Numeric | bigint => BigInt(value);

const streamType: TypeInfo = defineType({
  fullName: 'System.IO.Stream',
  base: () => objectTypeInfo,
  interfaces: ['System.IDisposable'],
  members: () => [...streamProperties(), ...streamMethods()],
});

const memoryStreamType = defineType({
  fullName: 'System.IO.MemoryStream',
  base: () => streamType,
  construct: ([given]) =>
    new ByteStream(Array.isArray(given) ? Uint8Array.from(bytesArgument(given)) : undefined),
  members: () => [
    method('byte[] ToArray()', (self: ByteStream) => bytesValue(self.contents())),
    method('byte[] GetBuffer()', (self: ByteStream) => bytesValue(self.contents())),
    method('void WriteTo(System.IO.Stream stream)', (self: ByteStream, [to = null]) => {
      streamArgument(to).write(self.contents());
      return undefined;
    }),
  ],
});

const fileStreamType = defineType({
  fullName: 'System.IO.FileStream',
  base: () => streamType,
  construct: (args) =>
    openFile(fullPath(textArgument(args, 0)), args.length > 1 ? textArgument(args, 1) : 'Open'),
  members: () => [property('Name', 'string', (self: ByteStream) => self.name)],
});

defineEnum({
  fullName: 'System.IO.FileMode',
  values: { CreateNew: 1, Create: 2, Open: 3, OpenOrCreate: 4, Truncate: 5, Append: 6 },
});
defineEnum({ fullName: 'System.IO.FileAccess', values: { Read: 1, Write: 2, ReadWrite: 3 }, flags: true });
defineEnum({
  fullName: 'System.IO.FileShare',
  values: { None: 0, Read: 1, Write: 2, ReadWrite: 3, Delete: 4 },
  flags: true,
});
defineEnum({ fullName: 'System.IO.SeekOrigin', values: ['Begin', 'Current', 'End'] });

export function streamArgument(value: Value): ByteStream {
  if (value instanceof ByteStream) return value;
  throw new NetException('ArgumentException', "A stream is needed. (Parameter 'stream')");
}

const streamProperties = (): TypeMember[] => [
  property('Length', 'long', (self: ByteStream) => long(self.length)),
  property(
    'Position',
    'long',
    (self: ByteStream) => long(self.position),
    (self: ByteStream, value) => {
      self.position = offset(Number(longArgument([value], 0)));
    },
  ),
  ...['CanRead', 'CanWrite', 'CanSeek'].map((name) =>
    property(name, 'bool', (self: ByteStream) => self.isOpen),
  ),
];

function offset(position: number): number {
  if (position < 0) throw outOfRange('value', 'Non-negative number required.');
  return position;
}

const streamMethods = (): TypeMember[] => [
  method('int ReadByte()', (self: ByteStream) => self.read(1)[0] ?? -1),
  method('int Read(byte[] buffer, int offset, int count)', (self: ByteStream, args) => {
    const [buffer = null] = args;
    const at = intArgument(args, 1);
    const count = intArgument(args, 2);
    if (!Array.isArray(buffer) || at < 0 || count < 0 || at + count > buffer.length)
      throw outOfRange('count', 'Offset and length were out of bounds for the array.');
    const read = self.read(count);
    for (const [index, byte] of bytesValue(read).entries()) buffer[at + index] = byte;
    return read.length;
  }),
  method(
    ['void Write(byte[] buffer, int offset, int count)', 'void Write(byte[] buffer)'],
    (self: ByteStream, args) => {
      const bytes = bytesArgument(args[0]);
      const at = intArgument(args, 1);
      self.write(args.length > 1 ? bytes.subarray(at, at + intArgument(args, 2)) : bytes);
      return undefined;
    },
  ),
  method('void WriteByte(byte value)', (self: ByteStream, args) => {
    self.write(Uint8Array.of(intArgument(args, 0)));
    return undefined;
  }),
  method('long Seek(long offset, System.IO.SeekOrigin origin)', (self: ByteStream, args) => {
    const from =
      { begin: 0, current: self.position, end: self.length }[textArgument(args, 1).toLowerCase()] ?? 0;
    self.position = offset(from + Number(longArgument(args, 0)));
    return long(self.position);
  }),
  method('void SetLength(long value)', (self: ByteStream, args) => {
    self.length = offset(Number(longArgument(args, 0)));
    return undefined;
  }),
  method('void CopyTo(System.IO.Stream destination)', (self: ByteStream, [to = null]) => {
    streamArgument(to).write(self.read(Number.MAX_SAFE_INTEGER));
    return undefined;
  }),
  ...(['Flush', 'Close', 'Dispose'] as const).map((name) =>
    method(`void ${name}()`, (self: ByteStream) => {
      if (name === 'Flush') self.flush();
      else self.close();
      return undefined;
    }),
  ),
];
