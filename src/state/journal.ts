import { crc32 } from 'node:zlib';
import { ok, type Result } from '../base/result.ts';
import { sha256Hex } from '../crypto/digest.ts';
import { corrupt, type StateFault } from './fault.ts';
import { type Change, isPlainObject, JsonError, parseJson, rowText } from './row.ts';

/**
 * The journal is JSON lines. The first is a header, each further one a commit with whole rows. Every line
 * ends with a CRC-32 of itself as its last member; every commit names the SHA-256 of the one before, so
 * that neither a lost, a repeated nor a foreign commit goes unseen.
 */
export interface JournalHeader {
  /** The state that the first record builds on: its number and the hash of its last commit. */
  readonly base: number;
  readonly chain: string;
  /** Where the log stood: which of its files, and how long that was. */
  readonly log: LogPosition;
}

export interface LogPosition {
  readonly generation: number;
  readonly bytes: number;
}

export interface JournalRecord {
  readonly seq: number;
  readonly prev: string;
  /** The last commit that the writer knew to be on the disk: all up to it must be readable. */
  readonly durable: number;
  /** When, as ISO 8601 in UTC. For showing; the order is that of `seq`. */
  readonly at: string;
  /** Who: the user's name. */
  readonly by: string;
  readonly op: string;
  /** How long the log file is once it has this commit's entries. */
  readonly logBytes: number;
  readonly changes: readonly Change[];
  readonly log: readonly object[];
}

/** Where a reader stands in the journal: what it has read up to there. */
export interface JournalPoint {
  readonly seq: number;
  readonly chain: string;
  readonly durable: number;
}

export interface JournalScan {
  readonly records: readonly ChainedRecord[];
  /** Bytes of complete, valid records; what lies behind was torn by a crash, or is being written now. */
  readonly validBytes: number;
  readonly tornBytes: number;
}

export interface ChainedRecord {
  readonly record: JournalRecord;
  /** SHA-256 of the record's line: the next one's `prev`. */
  readonly hash: string;
}

const FORMAT = 'vseal-journal';
const VERSION = 1;
const NEWLINE = 10;
const CRC_START = ',"crc":"';
const CRC_MEMBER_BYTES = CRC_START.length + 8 + '"}'.length;
const RECORD_START = Buffer.from('{"seq":');

export function encodeHeader(header: JournalHeader): Buffer {
  return sealLine(JSON.stringify({ format: FORMAT, version: VERSION, ...header }));
}

export function encodeRecord(record: JournalRecord): Buffer {
  const { changes, log, ...head } = record;
  const rows = changes.map(({ table, id, row }) => {
    const text = row === null ? 'null' : rowText(row);
    return `{"table":${JSON.stringify(table)},"id":${JSON.stringify(id)},"row":${text}}`;
  });
  const logText = log.length === 0 ? '' : `,"log":${JSON.stringify(log)}`;
  return sealLine(`${JSON.stringify(head).slice(0, -1)},"changes":[${rows.join(',')}]${logText}}`);
}

/** The hash that the next record names, of a line as `encodeRecord` gives it. */
export function recordHash(line: Uint8Array): string {
  return sha256Hex(line.subarray(0, line.length - 1));
}

/** Reads the header; `seq` is the number of the first commit that would be lost with it. */
export function decodeHeader(
  file: string,
  bytes: Buffer,
  seq: number,
): Result<{ header: JournalHeader; lengthBytes: number }, StateFault> {
  const end = bytes.indexOf(NEWLINE);
  const text = end < 0 ? undefined : openLine(bytes.subarray(0, end));
  if (text === undefined) return { ok: false, fault: corrupt(file, seq, 'its first line is damaged') };
  const { format, version, base, chain, log } = parseObject(text);
  if (format === FORMAT && typeof version === 'number' && version > VERSION) {
    return {
      ok: false,
      fault: {
        kind: 'StateVersion',
        file,
        version,
        message: `${file} is of version ${version}; this program knows version ${VERSION}.`,
        hint: 'Use the newer program that wrote it.',
      },
    };
  }
  if (format !== FORMAT || !isCount(base) || typeof chain !== 'string' || !isLogPosition(log)) {
    return { ok: false, fault: corrupt(file, seq, 'its first line is not that of a journal') };
  }
  return ok({ header: { base, chain, log }, lengthBytes: end + 1 });
}

/**
 * Reads the records in `bytes`, which begin right after `from`. A damaged end that no later record proves
 * to have been on the disk is torn, as a crash leaves it; any other damage is corruption.
 */
export function scanRecords(
  file: string,
  bytes: Buffer,
  from: JournalPoint,
): Result<JournalScan, StateFault> {
  const records: ChainedRecord[] = [];
  let { seq, chain, durable } = from;
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf(NEWLINE, at);
    const line = end < 0 ? undefined : bytes.subarray(at, end);
    const text = line && openLine(line);
    if (line === undefined || text === undefined) {
      const why = tornTail(bytes.subarray(at), seq + 1);
      if (why !== undefined) return { ok: false, fault: corrupt(file, seq + 1, why) };
      break;
    }
    const record = parseRecord(text);
    if (typeof record === 'string') return { ok: false, fault: corrupt(file, seq + 1, record) };
    if (record.seq !== seq + 1 || record.prev !== chain) {
      const what = `commit ${record.seq} stands there, which does not follow commit ${seq}`;
      return { ok: false, fault: corrupt(file, seq + 1, what) };
    }
    seq = record.seq;
    chain = sha256Hex(line);
    durable = Math.max(durable, record.durable);
    records.push({ record, hash: chain });
    at = end + 1;
  }
  return ok({ records, validBytes: at, tornBytes: bytes.length - at });
}

/**
 * Whether a damaged end may be what a crash left: undefined when so, else what contradicts it. Appended
 * bytes that never reached the disk are missing or zero; records that were written together before one
 * sync may survive in any combination. A record that says that `seq` was durable contradicts.
 */
function tornTail(bytes: Buffer, seq: number): string | undefined {
  let starts = 0;
  let firstValid: number | undefined;
  // Not only at the starts of lines: the line end before a record may be what is damaged.
  for (let at = bytes.indexOf(RECORD_START); at >= 0; at = bytes.indexOf(RECORD_START, at + 1)) {
    if (at === 0 || bytes[at - 1] === NEWLINE) starts++;
    const newline = bytes.indexOf(NEWLINE, at);
    const text = newline < 0 ? undefined : openLine(bytes.subarray(at, newline));
    const record = text === undefined ? undefined : parseRecord(text);
    if (typeof record !== 'object') continue;
    firstValid ??= at;
    if (record.durable >= seq) return `commit ${record.seq} behind it is whole`;
  }
  const zeros = bytes.subarray(0, firstValid).includes(0);
  if (zeros || (firstValid === undefined && starts <= 1)) return undefined;
  return 'other records stand behind it';
}

function sealLine(text: string): Buffer {
  const line = Buffer.from(`${text.slice(0, -1)}${CRC_START}${'0'.repeat(8)}"}\n`);
  const bodyBytes = line.length - 1 - CRC_MEMBER_BYTES;
  const crc = crc32(line.subarray(0, bodyBytes)).toString(16).padStart(8, '0');
  line.write(crc, bodyBytes + CRC_START.length, 'latin1');
  return line;
}

/** The JSON of a line whose CRC holds, without that member; undefined when it does not hold. */
function openLine(line: Buffer): string | undefined {
  const bodyBytes = line.length - CRC_MEMBER_BYTES;
  if (bodyBytes < 2) return undefined;
  const crc = crc32(line.subarray(0, bodyBytes)).toString(16).padStart(8, '0');
  if (line.toString('latin1', bodyBytes) !== `${CRC_START}${crc}"}`) return undefined;
  return `${line.toString('utf8', 0, bodyBytes)}}`;
}

/** The record in a line's JSON, or what is wrong with it. */
function parseRecord(text: string): JournalRecord | string {
  try {
    const value = parseJson(text);
    if (!isPlainObject(value)) return 'it is no record';
    const { seq, prev, durable, at, by, op, logBytes, changes, log = [] } = value;
    if (!isCount(seq) || !isCount(durable) || !isCount(logBytes)) return 'it is no record';
    if (typeof prev !== 'string' || typeof at !== 'string') return 'it is no record';
    if (typeof by !== 'string' || typeof op !== 'string') return 'it is no record';
    if (!Array.isArray(changes) || !Array.isArray(log) || !log.every(isPlainObject)) return 'it is no record';
    for (const change of changes) checkChange(change);
    return { seq, prev, durable, at, by, op, logBytes, changes: changes as Change[], log };
  } catch (error) {
    if (error instanceof JsonError) return error.message;
    throw error;
  }
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value = parseJson(text);
    return isPlainObject(value) ? value : {};
  } catch (error) {
    if (error instanceof JsonError) return {};
    throw error;
  }
}

function checkChange(change: unknown): void {
  if (!isPlainObject(change)) throw new JsonError('it has a change that is none');
  const { table, id, row } = change;
  if (typeof table !== 'string' || typeof id !== 'string') throw new JsonError('it has a change without id');
  if (row === null) return;
  if (!isPlainObject(row) || row['id'] !== id) throw new JsonError(`the row of ${id} is not its own`);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isLogPosition(value: unknown): value is LogPosition {
  return isPlainObject(value) && isCount(value['generation']) && isCount(value['bytes']);
}
