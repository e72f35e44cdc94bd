import { bytesValue } from '../../src/values/net/bytes.ts';
import { objectOf, objectType, type TypedObject } from '../../src/values/object-type.ts';

export interface ByteLine {
  /** Of the first byte, from the start of the data. */
  readonly offset: number;
  /** At most sixteen. */
  readonly bytes: Uint8Array;
  /** What the bytes are of: a file's path, or a type's name. */
  readonly label: string;
  /** The file; empty for values. */
  readonly path: string;
}

const BYTES_PER_LINE = 16;

function offsetText({ offset }: ByteLine): string {
  return offset.toString(16).toUpperCase().padStart(16, '0');
}

function hexText({ bytes }: ByteLine): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
}

/** The characters of Latin-1; zero is a blank, and what cannot be printed a replacement character. */
function latinText({ bytes }: ByteLine): string {
  return Array.from(bytes, (byte) => {
    if (byte === 0) return ' ';
    return byte < 0x20 || (byte >= 0x7f && byte < 0xa0) ? '\ufffd' : String.fromCharCode(byte);
  }).join('');
}

/** What Format-Hex returns: one line of the dump. */
export const byteCollectionType = objectType<ByteLine>()({
  name: 'ByteCollection',
  fullName: 'Microsoft.PowerShell.Commands.ByteCollection',
  properties: {
    Label: { type: 'string', get: ({ label }) => label },
    Path: { type: 'string', get: ({ path }) => path },
    Offset64: { type: 'ulong', get: ({ offset }) => BigInt(offset) },
    HexOffset: { type: 'string', get: offsetText },
    HexBytes: { type: 'string', get: hexText },
    Bytes: { type: 'byte[]', get: ({ bytes }) => bytesValue(bytes) },
    Ascii: { type: 'string', get: latinText },
  },
  view: {
    table: [
      { label: 'Offset', width: 16, align: 'right', get: offsetText },
      { label: 'Bytes', width: 47, get: hexText },
      { property: 'Ascii' },
    ],
    groupBy: { label: 'Label', get: ({ label }) => label },
  },
  toString: (line) =>
    `${offsetText(line)}   ${hexText(line).padEnd(BYTES_PER_LINE * 3)} ${latinText(line).padEnd(BYTES_PER_LINE)}`,
});

/** Data as lines of sixteen bytes. */
export function byteLines(
  data: Uint8Array,
  start: number,
  label: string,
  path: string,
): TypedObject<ByteLine>[] {
  const lines: TypedObject<ByteLine>[] = [];
  for (let at = 0; at < data.length; at += BYTES_PER_LINE) {
    const bytes = data.subarray(at, at + BYTES_PER_LINE);
    lines.push(objectOf(byteCollectionType, { offset: start + at, bytes, label, path }));
  }
  return lines;
}
