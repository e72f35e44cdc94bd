import { dirname } from 'node:path';
import { faultPoint } from '../base/fault-point.ts';
import { ok, type Result } from '../base/result.ts';
import { MiB } from '../base/units.ts';
import { createSha256 } from '../crypto/digest.ts';
import { randomBytes } from '../crypto/random.ts';
import { faultFrom, type StateFault } from './fault.ts';
import { closeQuietly, type FileSystem, readUpTo, unlinkQuietly, writeAll } from './file-system.ts';
import { type ChainedRecord, encodeHeader, type LogPosition, scanRecords } from './journal.ts';
import { dropOldLogs, logGenerations, logPath, settleLog } from './log.ts';
import { openJournal } from './reading.ts';
import { createTemporary, removeTemporaries } from './replace-file.ts';
import { openRowSource } from './row-source.ts';
import { headerLine, type SnapshotHeader } from './snapshot.ts';
import { documentBody, provisionalHeaderLine } from './snapshot-text.ts';
import { headerNow, type State } from './state.ts';
import type { ByteRange, Entry, Tables } from './table.ts';

const BUFFER_BYTES = 1 * MiB;
/** A state up to this size is written anew whenever a store that changed it closes. */
const SMALL_BYTES = 1 * MiB;
const SNAPSHOT_SHARE = 0.25;

export function isCompactionDue({ journal, snapshotStat }: State): boolean {
  if (journal === undefined) return false;
  return (
    journal.endBytes >
    Math.max(1 * MiB, journal.notBeforeBytes, (snapshotStat?.sizeBytes ?? 0) * SNAPSHOT_SHARE)
  );
}

export function isSmall({ journal, snapshotStat }: State): boolean {
  return (journal?.endBytes ?? 0) + (snapshotStat?.sizeBytes ?? 0) <= SMALL_BYTES;
}

/**
 * Under the lock: writes a new snapshot, then a new empty journal. A crash in between leaves the old
 * journal beside the new snapshot; its records are known to be in there by their numbers. What is left
 * undone by a failure here is only the compaction.
 */
export function compactLocked(state: State): Result<void, StateFault> {
  return faultFrom(state.path, 'write', () => {
    const { files, path, journalPath, journal } = state;
    removeTemporaries(path, files);
    removeTemporaries(journalPath, files);
    // The snapshot must never know of a commit that the journal beside it could lose.
    if (journal !== undefined) files.syncData(journal.fd);
    const log = nextLogPosition(state, settle(state));
    faultPoint('state.compact.begin');
    writeSnapshot(state);
    faultPoint('state.compact.snapshot');
    writeJournal(state, log);
    faultPoint('state.compact.journal');
    dropOldLogs(files, path, log.generation, state.retention, state.clock.nowMs());
    return ok(undefined);
  });
}

/** All records of the journal, read from the disk again. */
export function journalRecords(state: State): readonly ChainedRecord[] {
  const { journal, files, journalPath } = state;
  if (journal === undefined) return [];
  const { header, headerBytes, endBytes } = journal;
  const bytes = readUpTo(files, journal.fd, headerBytes, endBytes - headerBytes);
  const scan = scanRecords(journalPath, bytes, {
    seq: header.base,
    chain: header.chain,
    durable: header.base,
  });
  return scan.ok ? scan.value.records : [];
}

function settle(state: State): LogPosition {
  const { files, path, journal } = state;
  if (journal === undefined) {
    const generation = logGenerations(files, path).at(-1) ?? 0;
    return { generation, bytes: files.stat(logPath(path, generation))?.sizeBytes ?? 0 };
  }
  const base = journal.header.log;
  const records = state.logBytes === base.bytes ? [] : journalRecords(state);
  return { generation: base.generation, bytes: settleLog(files, path, base, records) };
}

function nextLogPosition({ retention }: State, position: LogPosition): LogPosition {
  return position.bytes > retention.fileBytes ? { generation: position.generation + 1, bytes: 0 } : position;
}

function writeSnapshot(state: State): void {
  const { files, path } = state;
  const header = headerNow(state);
  const temporary = createTemporary(path, files);
  let renamed = false;
  try {
    const written = writeDocument(state, temporary.fd, header);
    files.sync(temporary.fd);
    faultPoint('state.compact.written');
    files.rename(temporary.path, path);
    renamed = true;
    files.syncFolder(dirname(path));
    const stat = files.statOpen(temporary.fd);
    const old = state.source;
    state.source = openRowSource(files, path, temporary.fd, stat.sizeBytes);
    state.snapshotStat = stat;
    state.header = header;
    state.edited = false;
    state.durable = state.seq;
    for (const [entry, range] of written) entry.range = range;
    if (old !== undefined) closeQuietly(files, old.fd);
  } catch (error) {
    closeQuietly(files, temporary.fd);
    if (!renamed) unlinkQuietly(files, temporary.path);
    throw error;
  }
}

/** Writes the document and gives the rows' new places. */
function writeDocument(
  { files, tables, source }: { files: FileSystem; tables: Tables } & Pick<State, 'source'>,
  fd: number,
  header: SnapshotHeader,
): [Entry, ByteRange][] {
  const places: [Entry, ByteRange][] = [];
  const first = Buffer.from(`${provisionalHeaderLine(header)}\n`);
  const sha = createSha256();
  sha.update(`${headerLine(header)}\n`);
  const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  let buffered = 0;
  let offset = first.length;
  const flush = (bytes: Buffer): void => {
    sha.update(bytes);
    writeAll(files, fd, bytes, offset - bytes.length);
  };
  const put = (bytes: Buffer): void => {
    if (buffered + bytes.length > buffer.length) {
      flush(buffer.subarray(0, buffered));
      buffered = 0;
    }
    offset += bytes.length;
    if (bytes.length > buffer.length) flush(bytes);
    else {
      bytes.copy(buffer, buffered);
      buffered += bytes.length;
    }
  };
  for (const { bytes, ending, entry } of documentBody(tables, source)) {
    if (entry !== undefined) places.push([entry, { offset, lengthBytes: bytes.length }]);
    put(bytes);
    put(ENDINGS[ending]);
  }
  flush(buffer.subarray(0, buffered));
  writeAll(files, fd, Buffer.from(`${headerLine(header, sha.digest().toString('hex'))}\n`), 0);
  return places;
}

const ENDINGS = { '\n': Buffer.from('\n'), ',\n': Buffer.from(',\n') };

/** Begins a new journal after the state's last commit. */
export function writeJournal(state: State, log: LogPosition): void {
  const { files, journalPath } = state;
  const header = { base: state.seq, chain: state.chain, log };
  const line = encodeHeader(header);
  const temporary = createTemporary(journalPath, files);
  let renamed = false;
  try {
    writeAll(files, temporary.fd, line, 0);
    files.sync(temporary.fd);
    files.rename(temporary.path, journalPath);
    renamed = true;
    files.syncFolder(dirname(journalPath));
  } catch (error) {
    closeQuietly(files, temporary.fd);
    if (!renamed) unlinkQuietly(files, temporary.path);
    throw error;
  }
  if (state.journal !== undefined) closeQuietly(files, state.journal.fd);
  state.journal = openJournal(temporary.fd, files.statOpen(temporary.fd).identity, header, line);
  state.journal.writable = true;
  state.journal.placed = true;
  state.logBytes = log.bytes;
  if (state.group !== undefined) state.group.unsynced = 0;
}

/** A chain value that no other state has. */
export function freshChain(): string {
  return randomBytes(32).toString('hex');
}
