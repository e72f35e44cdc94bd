import { terminatingError } from '../../src/cmdlet/error.ts';
import { Encoding } from '../../src/values/net/text-encoding.ts';
import { toText } from '../../src/values/to-text.ts';
import type { Value } from '../../src/values/value.ts';

/** How text is stored. */
export interface TextEncoding {
  readonly name: string;
  /** Bytes at the start of a new file. */
  readonly preamble: Uint8Array;
  encode(text: string): Uint8Array;
  decode(bytes: Uint8Array): string;
}

const NO_PREAMBLE = new Uint8Array(0);
const UTF8_PREAMBLE = Uint8Array.of(0xef, 0xbb, 0xbf);

function buffered(name: string, encoding: BufferEncoding, preamble: Uint8Array): TextEncoding {
  return {
    name,
    preamble,
    encode: (text) => Buffer.from(text, encoding),
    decode: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(encoding),
  };
}

const utf8 = buffered('utf8', 'utf8', NO_PREAMBLE);
const utf16 = buffered('unicode', 'utf16le', Uint8Array.of(0xff, 0xfe));

const ascii: TextEncoding = {
  ...buffered('ascii', 'latin1', NO_PREAMBLE),
  encode: (text) => Buffer.from(text.replace(/[^\x00-\x7f]/gu, '?'), 'latin1'),
  decode: (bytes) => Buffer.from(bytes.map((byte) => (byte > 0x7f ? 0x3f : byte))).toString('latin1'),
};

const utf16BigEndian: TextEncoding = {
  name: 'bigendianunicode',
  preamble: Uint8Array.of(0xfe, 0xff),
  encode: (text) => Buffer.from(text, 'utf16le').swap16(),
  decode: (bytes) =>
    Buffer.from(bytes.subarray(0, bytes.length & ~1))
      .swap16()
      .toString('utf16le'),
};

function utf32(name: string, littleEndian: boolean): TextEncoding {
  return {
    name,
    preamble: littleEndian ? Uint8Array.of(0xff, 0xfe, 0, 0) : Uint8Array.of(0, 0, 0xfe, 0xff),
    encode(text) {
      const points = Array.from(text, (character) => character.codePointAt(0) ?? 0);
      const bytes = new Uint8Array(points.length * 4);
      const view = new DataView(bytes.buffer);
      for (const [index, point] of points.entries()) view.setUint32(index * 4, point, littleEndian);
      return bytes;
    },
    decode(bytes) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      let text = '';
      for (let at = 0; at + 4 <= bytes.length; at += 4) {
        const point = view.getUint32(at, littleEndian);
        text += point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
      }
      return text;
    },
  };
}

/** RFC 2152: what is not plain ASCII text stands as base64 of UTF-16 between `+` and `-`. */
const utf7: TextEncoding = {
  name: 'utf7',
  preamble: NO_PREAMBLE,
  encode(text) {
    const encoded = text.replace(/[^A-Za-z0-9'(),\-./:? \t\r\n]+/g, (run) => {
      if (run === '+') return '+-';
      return `+${Buffer.from(run, 'utf16le').swap16().toString('base64').replace(/=+$/, '')}-`;
    });
    return Buffer.from(encoded, 'latin1');
  },
  decode(bytes) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    return text.replace(/\+([A-Za-z0-9/+]*)-?/g, (_whole, run: string) => {
      if (run === '') return '+';
      const units = Buffer.from(run, 'base64');
      return Buffer.from(units.subarray(0, units.length & ~1))
        .swap16()
        .toString('utf16le');
    });
  },
};

const ENCODINGS: ReadonlyMap<string, TextEncoding> = new Map([
  ['utf8', utf8],
  ['utf8nobom', utf8],
  ['default', utf8],
  ['utf8bom', { ...utf8, name: 'utf8BOM', preamble: UTF8_PREAMBLE }],
  ['unicode', utf16],
  ['utf-16', utf16],
  ['utf-8', utf8],
  ['string', utf16],
  ['unknown', utf16],
  ['bigendianunicode', utf16BigEndian],
  ['utf32', utf32('utf32', true)],
  ['bigendianutf32', utf32('bigendianutf32', false)],
  ['ascii', ascii],
  ['us-ascii', ascii],
  ['utf7', utf7],
  ['utf-7', utf7],
  ['latin1', buffered('latin1', 'latin1', NO_PREAMBLE)],
  ['ansi', buffered('ansi', 'latin1', NO_PREAMBLE)],
  ['oem', utf8],
]);

/** What -Encoding accepts: for completion and help. */
export const ENCODING_NAMES: readonly string[] = [
  'ascii',
  'ansi',
  'bigendianunicode',
  'bigendianutf32',
  'latin1',
  'oem',
  'unicode',
  'utf8',
  'utf8BOM',
  'utf8NoBOM',
  'utf7',
  'utf32',
];

export const ENCODING_PARAMETER = {
  type: 'object',
  completer: () => ENCODING_NAMES,
  help: 'How text is stored: utf8NoBOM when not given.',
} as const;

/** The encoding of a -Encoding argument: a name, a code page, or an encoding object. */
export function textEncoding(given: Value | undefined): TextEncoding {
  if (given === undefined || given === null) return utf8;
  const text = given instanceof Encoding ? nameOf(given) : toText(given);
  const name =
    CODE_PAGES.get(text) ??
    text
      .replace(/^System\.Text\./, '')
      .replace(/Encoding(\+.*)?$/, '')
      .toLowerCase();
  const found = ENCODINGS.get(name);
  if (found) return found;
  throw terminatingError({
    message: `'${text}' is not a supported encoding name.`,
    id: 'ParameterArgumentTransformationError',
    category: 'InvalidData',
    target: text,
    why: `Encodings are ${ENCODING_NAMES.join(', ')}.`,
    exceptionType: 'System.Management.Automation.ParameterBindingArgumentTransformationException',
  });
}

function nameOf({ name, preamble }: Encoding): string {
  if (name === 'utf-8') return preamble.length > 0 ? 'utf8bom' : 'utf8';
  return { 'utf-16': 'unicode', 'utf-16BE': 'bigendianunicode', 'us-ascii': 'ascii', 'iso-8859-1': 'latin1' }[
    name
  ];
}

const CODE_PAGES: ReadonlyMap<string, string> = new Map([
  ['1200', 'unicode'],
  ['1201', 'bigendianunicode'],
  ['12000', 'utf32'],
  ['12001', 'bigendianutf32'],
  ['20127', 'ascii'],
  ['28591', 'latin1'],
  ['1252', 'latin1'],
  ['65000', 'utf7'],
  ['65001', 'utf8'],
]);

/** Text of a file: the mark at its start decides, else the encoding asked for. */
export function decodeFile(bytes: Uint8Array, asked: TextEncoding): string {
  const marked = markedEncoding(bytes);
  return marked ? marked.encoding.decode(bytes.subarray(marked.skip)) : asked.decode(bytes);
}

function markedEncoding(bytes: Uint8Array): { encoding: TextEncoding; skip: number } | undefined {
  for (const name of ['utf32', 'bigendianutf32', 'utf8bom', 'unicode', 'bigendianunicode']) {
    const encoding = ENCODINGS.get(name);
    if (encoding?.preamble.every((byte, index) => bytes[index] === byte)) {
      return { encoding, skip: encoding.preamble.length };
    }
  }
  return undefined;
}
