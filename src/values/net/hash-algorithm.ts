import { ambient, type DigestName } from '../ambient.ts';
import { NetException } from '../net-exception.ts';
import { Char, Numeric } from '../numeric.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import { toText } from '../to-text.ts';
import type { TypeInfo } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { isInt32, isNull, NetObject, type Value } from '../value.ts';
import { ByteStream } from './byte-stream.ts';
import { bytesArgument, bytesValue } from './bytes.ts';
import { argumentNull, intArgument, method, property, staticMethod, textArgument } from './define.ts';

const SPACE = 'System.Security.Cryptography.';

/** `[System.Security.Cryptography.SHA256]` and its like: checksums of bytes and streams. */
class HashAlgorithm extends NetObject {
  readonly name: DigestName;
  hash: Uint8Array | undefined;
  constructor(name: DigestName) {
    super();
    this.name = name;
  }

  get type(): TypeInfo {
    return TYPES[this.name];
  }

  compute(bytes: Uint8Array): Value {
    this.hash = ambient().digest(this.name, bytes);
    return bytesValue(this.hash);
  }
}

/** What is hashed: bytes, a part of them, or the rest of a stream. */
function hashedBytes(args: readonly Value[]): Uint8Array {
  const [source = null] = args;
  if (isNull(source)) throw argumentNull('buffer');
  if (source instanceof ByteStream) return source.read(Number.MAX_SAFE_INTEGER);
  const bytes = bytesArgument(source);
  const at = intArgument(args, 1);
  return args.length > 1 ? bytes.subarray(at, at + intArgument(args, 2)) : bytes;
}

const hashAlgorithmType = defineType({
  fullName: `${SPACE}HashAlgorithm`,
  base: () => objectTypeInfo,
  interfaces: ['System.IDisposable'],
  statics: () => [
    staticMethod(`${SPACE}HashAlgorithm Create(string hashName)`, (args) => {
      const name = textArgument(args, 0);
      const found = NAMES.find((known) => known === name.replace('-', '').toUpperCase());
      return found === undefined ? null : new HashAlgorithm(found);
    }),
  ],
  members: () => [
    method(
      [
        'byte[] ComputeHash(byte[] buffer)',
        'byte[] ComputeHash(byte[] buffer, int offset, int count)',
        'byte[] ComputeHash(System.IO.Stream inputStream)',
      ],
      (self: HashAlgorithm, args) => self.compute(hashedBytes(args)),
    ),
    property('Hash', 'byte[]', (self: HashAlgorithm) =>
      self.hash === undefined ? null : bytesValue(self.hash),
    ),
    ...['Dispose', 'Clear', 'Initialize'].map((name) => method(`void ${name}()`, () => undefined)),
  ],
});

const NAMES = ['MD5', 'SHA1', 'SHA256', 'SHA384', 'SHA512'] as const;

const TYPES = Object.fromEntries(NAMES.map((name) => [name, hashType(name)])) as Record<DigestName, TypeInfo>;

function hashType(name: DigestName): TypeInfo {
  const type = defineType({
    fullName: `${SPACE}${name}`,
    base: () => hashAlgorithmType,
    statics: () => [
      staticMethod(`${SPACE}${name} Create()`, () => new HashAlgorithm(name)),
      staticMethod(['byte[] HashData(byte[] source)', 'byte[] HashData(System.IO.Stream source)'], (args) =>
        bytesValue(ambient().digest(name, hashedBytes(args))),
      ),
    ],
  });
  for (const suffix of ['CryptoServiceProvider', 'Managed'])
    defineType({
      fullName: `${SPACE}${name}${suffix}`,
      base: () => type,
      construct: () => new HashAlgorithm(name),
    });
  return type;
}

/** `[BitConverter]`: little-endian, as on every processor that this runs on. */
defineType({
  fullName: 'System.BitConverter',
  statics: () => [
    staticMethod(
      [
        'string ToString(byte[] value)',
        'string ToString(byte[] value, int start)',
        'string ToString(byte[] value, int start, int length)',
      ],
      (args) => {
        const bytes = bytesArgument(args[0]);
        const start = intArgument(args, 1);
        return Array.from(
          bytes.subarray(start, args.length > 2 ? start + intArgument(args, 2) : undefined),
          (byte) => byte.toString(16).toUpperCase().padStart(2, '0'),
        ).join('-');
      },
    ),
    staticMethod('int ToInt32(byte[] value, int start)', (args) => part(args, 4).getInt32(0, true)),
    staticMethod('long ToInt64(byte[] value, int start)', (args) => part(args, 8).getBigInt64(0, true)),
    staticMethod('int ToInt16(byte[] value, int start)', (args) => part(args, 2).getInt16(0, true)),
    staticMethod('double ToDouble(byte[] value, int start)', (args) => part(args, 8).getFloat64(0, true)),
    staticMethod('byte[] GetBytes(object value)', (args) => bytesValue(littleEndian(args[0] ?? null))),
  ],
});

function part(args: readonly Value[], length: number): DataView {
  const bytes = bytesArgument(args[0]);
  const start = intArgument(args, 1);
  if (start < 0 || start + length > bytes.length)
    throw new NetException(
      'ArgumentException',
      'Destination array is not long enough to copy all the items in the collection. Check array index and length.',
    );
  return new DataView(bytes.buffer, bytes.byteOffset + start, length);
}

function littleEndian(value: Value): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  const first = (count: number): Uint8Array => new Uint8Array(view.buffer, 0, count);
  if (typeof value === 'boolean') return Uint8Array.of(value ? 1 : 0);
  if (value instanceof Char) value = new Numeric('uint16', value.code);
  const bits = BITS[value instanceof Numeric ? value.kind : typeof value];
  if (bits !== undefined || typeof value === 'bigint') {
    view.setBigInt64(0, BigInt.asIntN(64, BigInt(toText(value))), true);
    return first((bits ?? 64) / 8);
  }
  if (value instanceof Numeric && value.kind === 'single') {
    view.setFloat32(0, Number(value.value), true);
    return first(4);
  }
  if (typeof value === 'number' && isInt32(value)) {
    view.setInt32(0, value, true);
    return first(4);
  }
  view.setFloat64(0, Number(toText(value)), true);
  return first(8);
}

const BITS: Readonly<Record<string, number>> = {
  byte: 16,
  sbyte: 16,
  int16: 16,
  uint16: 16,
  uint32: 32,
  uint64: 64,
};
