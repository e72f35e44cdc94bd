import { assert } from '../base/assert.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { MiB } from '../base/units.ts';
import { createSha256 } from '../crypto/digest.ts';
import { corrupt, type StateFault } from './fault.ts';
import { type FileStat, type FileSystem, readUpTo } from './file-system.ts';
import { isPlainObject, JsonError, parseJson, parseRow, type Row } from './row.ts';
import { openRowSource, type RowSource, WHOLE_FILE_BYTES } from './row-source.ts';
import { newTable, setRow, type Table, type Tables } from './table.ts';

/**
 * The snapshot is one JSON document with a row a line:
 *
 *     {"format":"vseal","version":1,"seq":42,"chain":"…","hash":"…",
 *     "tables":{
 *     "vm":[
 *     {"id":"vm-1","name":"app-01"},
 *     {"id":"vm-2","name":"app-02"}
 *     ]
 *     }}
 *
 * `seq` and `chain` are the number and the hash of the last commit in it, `hash` the SHA-256 of the
 * document without that member. Other members of the header, and tables unknown here, are kept.
 */
export interface SnapshotHeader {
  readonly format: 'vseal';
  readonly version: 1;
  readonly seq: number;
  readonly chain: string;
  readonly [more: string]: unknown;
}

export interface Snapshot {
  readonly header: SnapshotHeader;
  readonly tables: Tables;
  /** Where the rows' ranges point into; undefined when all rows are in memory. */
  readonly source: RowSource | undefined;
  /** The file is not as this program wrote it. */
  readonly edited: boolean;
}

export const SNAPSHOT_VERSION = 1;
export const HASH_DIGITS = 64;
export const TABLES_LINE = '"tables":{';
export const END_LINE = '}}';

const CHUNK_BYTES = 16 * MiB;
/** V8 holds no longer string; a document that is not in our layout is parsed whole. */
const MAX_WHOLE_BYTES = 512 * MiB - 1024;
const NEWLINE = 10;
const COMMA = 44;
const QUOTE = 34;
const OPEN_BRACE = 123;
const ID_START = Buffer.from('{"id":"');
const PLAIN_ID = /^[ !#-[\]-~]*$/;

/** Reads the file open at `fd`: its rows' places, not yet its rows. */
export function readSnapshot(
  files: FileSystem,
  path: string,
  fd: number,
  stat: FileStat,
): Result<Snapshot, StateFault> {
  const indexed = indexRows(files, path, fd, stat.sizeBytes);
  if (indexed !== undefined) return headerFault(path, indexed.header) ?? ok(indexed);
  return readEdited(files, path, fd, stat.sizeBytes);
}

/** The first line of a snapshot; the hash covers it without the member `hash`. */
export function headerLine(header: SnapshotHeader, hash?: string): string {
  return `${JSON.stringify(hash === undefined ? header : { ...header, hash }).slice(0, -1)},`;
}

/** The index when the file is in our layout and its hash holds, else undefined. */
function indexRows(files: FileSystem, path: string, fd: number, sizeBytes: number): Snapshot | undefined {
  const indexer = createIndexer();
  let chunkBytes = sizeBytes <= WHOLE_FILE_BYTES ? sizeBytes : CHUNK_BYTES;
  let whole: Buffer | undefined;
  for (let at = 0; at < sizeBytes; ) {
    const chunk = readUpTo(files, fd, at, Math.min(chunkBytes, sizeBytes - at));
    const used = indexer.take(chunk, at);
    if (used === undefined) return undefined;
    // A line longer than the chunk.
    if (used === 0) {
      if (chunk.length < chunkBytes) return undefined;
      chunkBytes *= 2;
    }
    if (chunk.length === sizeBytes) whole = chunk;
    at += used;
  }
  const found = indexer.finish();
  if (found === undefined) return undefined;
  return { ...found, source: openRowSource(files, path, fd, sizeBytes, whole), edited: false };
}

interface Indexer {
  /** Takes the complete lines of a chunk that begins at `offset`; gives their bytes, undefined for another layout. */
  take(chunk: Buffer, offset: number): number | undefined;
  finish(): { header: SnapshotHeader; tables: Tables } | undefined;
}

function createIndexer(): Indexer {
  const sha = createSha256();
  const tables: Tables = new Map();
  let header: SnapshotHeader | undefined;
  let hash: unknown;
  let expecting: 'header' | 'tables' | 'table' | 'row' | 'nothing' = 'header';
  let table: Table = newTable();

  const takeLine = (chunk: Buffer, start: number, end: number, offset: number): boolean => {
    switch (expecting) {
      case 'row': {
        if (chunk[start] === OPEN_BRACE) {
          const rowEnd = chunk[end - 1] === COMMA ? end - 1 : end;
          const id = rowId(chunk, start, rowEnd);
          if (id === undefined || table.entries.has(id)) return false;
          const range = { offset: offset + start, lengthBytes: rowEnd - start };
          table.entries.set(id, { range, row: undefined });
          return true;
        }
        expecting = 'table';
        const close = chunk.toString('latin1', start, end);
        return close === ']' || close === '],';
      }
      case 'table': {
        const line = chunk.toString('utf8', start, end);
        if (line === END_LINE) expecting = 'nothing';
        else {
          const name = tableName(line);
          if (name === undefined || tables.has(name)) return false;
          table = newTable();
          tables.set(name, table);
          expecting = 'row';
        }
        return true;
      }
      case 'tables':
        expecting = 'table';
        return chunk.toString('latin1', start, end) === TABLES_LINE;
      case 'header': {
        const members = headerMembers(chunk.toString('utf8', start, end));
        if (members === undefined) return false;
        ({ hash, ...header } = members as unknown as SnapshotHeader);
        sha.update(`${headerLine(header as SnapshotHeader)}\n`);
        expecting = 'tables';
        return true;
      }
      case 'nothing':
        return false;
    }
  };

  return {
    take(chunk, offset) {
      let at = 0;
      let hashedFrom = 0;
      for (;;) {
        const end = chunk.indexOf(NEWLINE, at);
        if (end < 0) break;
        if (expecting === 'header') hashedFrom = end + 1;
        if (!takeLine(chunk, at, end, offset)) return undefined;
        at = end + 1;
      }
      sha.update(chunk.subarray(hashedFrom, at));
      return at;
    },
    finish() {
      if (header === undefined || expecting !== 'nothing') return undefined;
      return sha.digest().toString('hex') === hash ? { header, tables } : undefined;
    },
  };
}

/** The id of a row's line: cheaply where the row begins with a plain one, as ours do. */
function rowId(chunk: Buffer, start: number, end: number): string | undefined {
  const idStart = start + ID_START.length;
  if (chunk.compare(ID_START, 0, ID_START.length, start, idStart) === 0) {
    const id = chunk.toString('latin1', idStart, chunk.indexOf(QUOTE, idStart));
    if (PLAIN_ID.test(id)) return id;
  }
  return attempt(() => parseRow(chunk.toString('utf8', start, end)).id);
}

function tableName(line: string): string | undefined {
  if (!line.endsWith(':[')) return undefined;
  const name = attempt(() => parseJson(line.slice(0, -2)));
  return typeof name === 'string' ? name : undefined;
}

function headerMembers(line: string): Record<string, unknown> | undefined {
  if (!line.endsWith(',')) return undefined;
  const members = attempt(() => parseJson(`${line.slice(0, -1)}}`));
  return isPlainObject(members) ? members : undefined;
}

function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}

/** A document in any other layout, or changed by hand: parsed and checked whole. */
function readEdited(
  files: FileSystem,
  path: string,
  fd: number,
  sizeBytes: number,
): Result<Snapshot, StateFault> {
  if (sizeBytes > MAX_WHOLE_BYTES) {
    return fail(corrupt(path, undefined, 'its hash does not fit, and it is too large to check row by row'));
  }
  const text = readUpTo(files, fd, 0, sizeBytes).toString();
  let document: unknown;
  try {
    document = parseJson(text);
  } catch (error) {
    assert(error instanceof JsonError, 'parseJson throws JsonError');
    return fail(corrupt(path, undefined, `${error.message}${placeOf(error, text)}`));
  }
  if (!isPlainObject(document)) return fail(corrupt(path, undefined, 'it is not a JSON object'));
  const members = Object.entries(document).filter(([name]) => name !== 'tables' && name !== 'hash');
  const header = Object.fromEntries(members);
  const wrong = headerFault(path, header);
  if (wrong !== undefined) return wrong;
  const tables = tablesFrom(document['tables']);
  if (typeof tables === 'string') return fail(corrupt(path, undefined, tables));
  return ok({ header: header as SnapshotHeader, tables, source: undefined, edited: true });
}

/** The tables of a parsed document, or what is wrong with them. */
function tablesFrom(named: unknown): Tables | string {
  if (!isPlainObject(named)) return 'it has no tables';
  const tables: Tables = new Map();
  for (const [name, rows] of Object.entries(named)) {
    if (!Array.isArray(rows)) return `its table ${name} is no list of rows`;
    tables.set(name, newTable());
    for (const row of rows as unknown[]) {
      if (!isPlainObject(row) || typeof row['id'] !== 'string' || row['id'] === '') {
        return `a row of its table ${name} has no id`;
      }
      if (tables.get(name)?.entries.has(row['id']) === true) {
        return `its table ${name} has two rows ${row['id']}`;
      }
      setRow(tables, name, row['id'], row as unknown as Row);
    }
  }
  return tables;
}

function headerFault(
  path: string,
  header: Record<string, unknown>,
): { readonly ok: false; readonly fault: StateFault } | undefined {
  const { format, version, seq, chain } = header;
  if (format !== 'vseal') return fail(corrupt(path, undefined, 'it is no vSeal state', NOT_OURS));
  if (typeof version === 'number' && version > SNAPSHOT_VERSION) {
    return fail({
      kind: 'StateVersion',
      file: path,
      version,
      message: `${path} is of version ${version}; this program knows version ${SNAPSHOT_VERSION}.`,
      hint: 'Use the newer program that wrote it.',
    });
  }
  const counts = Number.isSafeInteger(seq) && (seq as number) >= 0;
  if (version !== SNAPSHOT_VERSION || !counts || typeof chain !== 'string') {
    return fail(corrupt(path, undefined, 'its header (version, seq, chain) is not complete'));
  }
  return undefined;
}

const NOT_OURS = 'Name the datacenter.json of a vSeal state, or a file that does not exist yet.';

/** ` (line 12)`: from the position that the engine tells, or the first row that is no JSON. */
function placeOf(error: JsonError, text: string): string {
  const { position } = error;
  if (position !== undefined) return ` (line ${text.slice(0, position).split('\n').length})`;
  const bad = text.split('\n').findIndex((line) => {
    if (!line.startsWith('{"id"')) return false;
    return attempt(() => parseJson(line.replace(/,\s*$/, ''))) === undefined;
  });
  return bad < 0 ? '' : ` (line ${bad + 1})`;
}
