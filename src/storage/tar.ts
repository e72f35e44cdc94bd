import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { fail, ok, type Result } from '../base/result.ts';
import { KiB } from '../base/units.ts';
import { readFully } from './durable-file.ts';
import { attempt, StorageError, type StorageFault } from './storage-fault.ts';
import { isPlainFileName } from './vmdk-descriptor.ts';

/**
 * Archives in the ustar format (POSIX.1-1988) as an OVA is one: regular files without folders. A size beyond 8 GiB is
 * written in base 256, as GNU tar and ovftool do.
 */
export interface TarEntry {
  readonly name: string;
  readonly offset: number;
  readonly lengthBytes: number;
}

const BLOCK_BYTES = 512;
const LIMIT_ENTRIES = 1024;
const LIMIT_NAME_BYTES = 100;
const LIMIT_PAX_BYTES = 64 * KiB;
const LARGEST_OCTAL = 8 ** 11;
const TYPE_FILE = ['0', '\0', '7'];
/** Notes of pax about times and owners; what would rename or resize the next file is refused. */
const TYPE_PAX = ['x', 'g'];
const PAX_CHANGES = /(?:^|\n)\d+ (?:path|size|linkpath|GNU\.sparse[^=]*)=/;

/** What a header takes for the name of a file. */
export function fitsTarName(name: string): boolean {
  return isPlainFileName(name) && Buffer.byteLength(name) <= LIMIT_NAME_BYTES;
}

/** The header of a regular file. */
export function tarHeader(name: string, lengthBytes: number, modifiedMs: number): Uint8Array {
  const header = Buffer.alloc(BLOCK_BYTES);
  const octal = (value: number, at: number, digits: number): void => {
    header.write(value.toString(8).padStart(digits, '0'), at, 'latin1');
  };
  header.write(name, 0, LIMIT_NAME_BYTES, 'utf8');
  octal(0o644, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  if (lengthBytes < LARGEST_OCTAL) octal(lengthBytes, 124, 11);
  else {
    header[124] = 0x80;
    header.writeBigUInt64BE(BigInt(lengthBytes), 128);
  }
  octal(Math.max(0, Math.floor(modifiedMs / 1000)), 136, 11);
  header.write('0', 156, 'latin1');
  header.write('ustar\u000000', 257, 'latin1');
  header.write(`${checksumOf(header).toString(8).padStart(6, '0')}\u0000 `, 148, 'latin1');
  return header;
}

/** The zeros behind a file, up to the next block. */
export function tarPadding(lengthBytes: number): Uint8Array {
  return new Uint8Array((BLOCK_BYTES - (lengthBytes % BLOCK_BYTES)) % BLOCK_BYTES);
}

/** Two empty blocks end an archive. */
export function tarEnd(): Uint8Array {
  return new Uint8Array(2 * BLOCK_BYTES);
}

/** The files of an archive, in its order. Untrusted: a name with a folder in it, a link, or a size that lies is refused. */
export function readTar(path: string): Result<readonly TarEntry[], StorageFault> {
  return attempt(path, 'read', () => {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      return entriesOf(fd, path);
    } finally {
      closeSync(fd);
    }
  });
}

function entriesOf(fd: number, path: string): readonly TarEntry[] {
  const malformed = (reason: string) => new StorageError({ kind: 'InvalidFileFormat', path, reason });
  const stat = fstatSync(fd);
  if (!stat.isFile()) throw malformed('it is no regular file');
  const entries = new Map<string, TarEntry>();
  const block = Buffer.alloc(BLOCK_BYTES);
  for (let at = 0, headers = 0; at + BLOCK_BYTES <= stat.size; headers++) {
    if (headers === LIMIT_ENTRIES) throw malformed(`an archive has at most ${LIMIT_ENTRIES} files`);
    readFully(fd, block, at);
    if (block.every((byte) => byte === 0)) break;
    const header = parseHeader(block);
    if (!header.ok) throw malformed(`${header.fault}, at byte ${at}`);
    const { name, type, lengthBytes } = header.value;
    const offset = at + BLOCK_BYTES;
    if (offset + lengthBytes > stat.size) throw malformed(`${name} is cut off`);
    at = offset + lengthBytes + tarPadding(lengthBytes).length;
    if (TYPE_PAX.includes(type)) refusePaxChanges(fd, offset, lengthBytes, malformed);
    else {
      const wrong = wrongFile(name, type) ?? (entries.has(name) ? `${name} is in it twice` : undefined);
      if (wrong !== undefined) throw malformed(wrong);
      entries.set(name, { name, offset, lengthBytes });
    }
  }
  if (entries.size === 0) throw malformed('no file is in it');
  return [...entries.values()];
}

function wrongFile(name: string, type: string): string | undefined {
  if (!isPlainFileName(name)) return `the name "${name.slice(0, 80)}" is none of a file beside the others`;
  return TYPE_FILE.includes(type) ? undefined : `${name} is a link or a special file`;
}

function refusePaxChanges(
  fd: number,
  offset: number,
  lengthBytes: number,
  malformed: (reason: string) => StorageError,
): void {
  if (lengthBytes > LIMIT_PAX_BYTES) throw malformed('an extended header is too long');
  const notes = Buffer.alloc(lengthBytes);
  readFully(fd, notes, offset);
  if (PAX_CHANGES.test(notes.toString('utf8')))
    throw malformed('an extended header gives a file another name or size');
}

function parseHeader(
  block: Buffer,
): Result<{ readonly name: string; readonly type: string; readonly lengthBytes: number }, string> {
  const stored = Number.parseInt(textIn(block, 148, 8).trim(), 8);
  if (stored !== checksumOf(block)) return fail('the checksum of a header is wrong: it is no tar archive');
  const prefix = textIn(block, 257, 5) === 'ustar' ? textIn(block, 345, 155) : '';
  const name = `${prefix === '' ? '' : `${prefix}/`}${textIn(block, 0, LIMIT_NAME_BYTES)}`.replace(
    /^\.\//,
    '',
  );
  const lengthBytes = sizeIn(block);
  if (lengthBytes === undefined) return fail('the size of a file is malformed');
  return ok({ name, type: String.fromCharCode(block[156] ?? 0), lengthBytes });
}

function sizeIn(block: Buffer): number | undefined {
  if (block[124] === 0x80) {
    const size = Number(block.readBigUInt64BE(128));
    return Number.isSafeInteger(size) ? size : undefined;
  }
  const text = textIn(block, 124, 12).trim();
  return /^[0-7]{1,12}$/.test(text) ? Number.parseInt(text, 8) : undefined;
}

function textIn(block: Buffer, at: number, lengthBytes: number): string {
  const end = block.indexOf(0, at);
  return block.toString('utf8', at, end < 0 ? at + lengthBytes : Math.min(end, at + lengthBytes));
}

/** The sum of a header's bytes, its own place taken as spaces. */
function checksumOf(block: Uint8Array): number {
  return block.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0);
}
