import { basename, dirname } from 'node:path';
import { closeQuietly, type FileSystem, readUpTo, unlinkQuietly, writeAll } from './file-system.ts';
import type { ChainedRecord, JournalRecord, LogPosition } from './journal.ts';
import { isPlainObject, JsonError, parseJson } from './row.ts';

/** An event or a finished task, with the commit that it came with. */
export interface LogEntry {
  readonly seq: number;
  /** Which of its commit's entries: 0, 1, … */
  readonly n: number;
  readonly at: string;
  readonly by: string;
  readonly op: string;
  readonly record: object;
}

export interface LogRetention {
  /** A log file past this size is closed and a next one begun. */
  readonly fileBytes: number;
  /** So many files are kept, the current one included, */
  readonly files: number;
  /** and none whose newest entry is older than this. */
  readonly ageMs: number;
}

/** vCenter keeps events and tasks for 30 days. */
export const DEFAULT_RETENTION: LogRetention = {
  fileBytes: 8 * 1024 * 1024,
  files: 8,
  ageMs: 30 * 24 * 3600 * 1000,
};

const BLOCK_BYTES = 64 * 1024;
const NEWLINE = 10;

/**
 * `datacenter.log.jsonl`, and `datacenter.log.1.jsonl` and so on once the first one is full; the highest
 * number is the current one. A next file needs no rename, so that a crash can neither lose nor repeat.
 */
export function logPath(statePath: string, generation: number): string {
  const stem = statePath.replace(/\.json$/, '');
  return generation === 0 ? `${stem}.log.jsonl` : `${stem}.log.${generation}.jsonl`;
}

/** The log's files that exist, oldest first. */
export function logGenerations(files: FileSystem, statePath: string): number[] {
  const stem = `${basename(statePath).replace(/\.json$/, '')}.log.`;
  const found: number[] = [];
  for (const name of files.list(dirname(statePath))) {
    if (!name.startsWith(stem)) continue;
    const number = /^(?:([1-9]\d{0,8})\.)?jsonl$/.exec(name.slice(stem.length));
    if (number !== null) found.push(Number(number[1] ?? 0));
  }
  return found.sort((a, b) => a - b);
}

/** The commit's lines in the log: a function of the record alone, so that they can be written again. */
export function logLines(record: JournalRecord): Buffer {
  const { seq, at, by, op } = record;
  const lines = record.log.map((entry, n) => `${JSON.stringify({ seq, n, at, by, op, record: entry })}\n`);
  return Buffer.from(lines.join(''));
}

/** Writes at the end `at` of the log's current file; it is made when missing. Not synced. */
export function appendLog(files: FileSystem, path: string, bytes: Uint8Array, at: number): void {
  if (bytes.length === 0) return;
  const fd = files.open(path, 'update');
  try {
    writeAll(files, fd, bytes, at);
  } finally {
    closeQuietly(files, fd);
  }
}

/**
 * Makes the log hold, from `base` on, exactly the entries of `records`, each once, and syncs it. What a
 * crash left of them is completed; entries of commits that were never durable are taken away. Gives the
 * log's length. A log that was cut or removed gets them at its end.
 */
export function settleLog(
  files: FileSystem,
  statePath: string,
  base: LogPosition,
  records: readonly ChainedRecord[],
): number {
  const path = logPath(statePath, base.generation);
  const expected = Buffer.concat(records.map(({ record }) => logLines(record)));
  const sizeBytes = files.stat(path)?.sizeBytes ?? 0;
  if (expected.length === 0 && sizeBytes <= base.bytes) return sizeBytes;
  const fd = files.open(path, 'update');
  try {
    const from = sizeBytes < base.bytes ? endOfLastLine(files, fd, sizeBytes) : base.bytes;
    const present = readUpTo(files, fd, from, Math.min(Math.max(sizeBytes - from, 0), expected.length));
    const same = commonPrefix(present, expected);
    if (sizeBytes > from + same) files.truncate(fd, from + same);
    writeAll(files, fd, expected.subarray(same), from + same);
    files.syncData(fd);
    return from + expected.length;
  } finally {
    closeQuietly(files, fd);
  }
}

/** Removes the oldest log files by the retention's rules; never the current one. */
export function dropOldLogs(
  files: FileSystem,
  statePath: string,
  current: number,
  { files: keep, ageMs }: LogRetention,
  nowMs: number,
): void {
  const closed = logGenerations(files, statePath).filter((generation) => generation < current);
  for (const [at, generation] of closed.entries()) {
    const path = logPath(statePath, generation);
    const tooMany = closed.length - at > keep - 1;
    if (tooMany || nowMs - (files.stat(path)?.modifiedMs ?? nowMs) > ageMs) unlinkQuietly(files, path);
  }
}

/** All entries, newest first, in bounded memory. What a crash left half written is passed over. */
export function* readLog(files: FileSystem, statePath: string): Generator<LogEntry> {
  for (const generation of logGenerations(files, statePath).reverse()) {
    const path = logPath(statePath, generation);
    // Removed since by another process's retention.
    if (files.stat(path) === undefined) continue;
    const fd = files.open(path, 'read');
    try {
      for (const line of linesBackwards(files, fd)) {
        const entry = parseEntry(line);
        if (entry !== undefined) yield entry;
      }
    } finally {
      closeQuietly(files, fd);
    }
  }
}

/** The file's complete lines from the last to the first. */
function* linesBackwards(files: FileSystem, fd: number): Generator<string> {
  let at = files.statOpen(fd).sizeBytes;
  // The bytes of `at` and after that are not given out yet.
  let rest: Buffer = Buffer.alloc(0);
  let complete = false;
  while (at > 0) {
    const lengthBytes = Math.min(BLOCK_BYTES, at);
    at -= lengthBytes;
    rest = Buffer.concat([readUpTo(files, fd, at, lengthBytes), rest]);
    for (;;) {
      const newline = rest.lastIndexOf(NEWLINE);
      if (newline < 0) break;
      if (complete) yield rest.toString('utf8', newline + 1);
      complete = true;
      rest = rest.subarray(0, newline);
    }
  }
  if (complete) yield rest.toString();
}

function parseEntry(line: string): LogEntry | undefined {
  try {
    const entry = parseJson(line);
    if (!isPlainObject(entry) || typeof entry['seq'] !== 'number' || !isPlainObject(entry['record']))
      return undefined;
    return entry as unknown as LogEntry;
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}

function endOfLastLine(files: FileSystem, fd: number, sizeBytes: number): number {
  for (let at = sizeBytes; at > 0; ) {
    const lengthBytes = Math.min(BLOCK_BYTES, at);
    at -= lengthBytes;
    const newline = readUpTo(files, fd, at, lengthBytes).lastIndexOf(NEWLINE);
    if (newline >= 0) return at + newline + 1;
  }
  return 0;
}

function commonPrefix(a: Buffer, b: Buffer): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) if (a[at] !== b[at]) return at;
  return length;
}
