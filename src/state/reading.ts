import { fail, ok, type Result } from '../base/result.ts';
import { corrupt, faultFrom, type StateFault } from './fault.ts';
import { closeQuietly, type FileStat, readUpTo, systemCode } from './file-system.ts';
import { type ChainedRecord, decodeHeader, type JournalHeader, scanRecords } from './journal.ts';
import { logGenerations, logPath } from './log.ts';
import { readSnapshot, type Snapshot } from './snapshot.ts';
import {
  advance,
  applyRecord,
  type Contents,
  closeFiles,
  emptyContents,
  type OpenJournal,
  type State,
  tell,
} from './state.ts';
import { setRow } from './table.ts';

const READ_ATTEMPTS = 20;

/**
 * Reads snapshot and journal into the state. Readers take no lock: what looks wrong because another
 * process is just replacing the files is read again before it counts.
 */
export function load(state: State): Result<void, StateFault> {
  for (let attempt = 1; ; attempt++) {
    const before = standing(state);
    const read = faultFrom(state.path, 'read', () => readFiles(state));
    if (read.ok) {
      install(state, read.value);
      return ok(undefined);
    }
    const final = read.fault.kind !== 'StateCorrupt' || attempt === READ_ATTEMPTS;
    if (final || standing(state) === before) return read;
  }
}

/** Takes in what other processes have done; true when there was something. */
export function refresh(state: State, locked = false): Result<boolean, StateFault> {
  return faultFrom(state.path, 'read', () => {
    const snapshotStat = state.files.stat(state.path);
    const journalStat = state.files.stat(state.journalPath);
    const { journal } = state;
    const sameSnapshot = isSame(snapshotStat, state.snapshotStat);
    if (journal === undefined || journalStat === undefined) {
      return sameSnapshot && journalStat === undefined && journal === undefined ? ok(false) : reload(state);
    }
    if (journalStat.identity === journal.identity && sameSnapshot) {
      if (journalStat.sizeBytes < journal.endBytes) return reload(state);
      if (locked && !endStands(state, journal)) return reload(state);
      if (journalStat.sizeBytes === journal.endBytes || isSame(journalStat, journal.torn)) return ok(false);
      return readOn(state, journal, journalStat);
    }
    // After a compaction the old journal, still open here, has all that the new snapshot holds.
    if (journalStat.identity !== journal.identity && !sameSnapshot && snapshotStat !== undefined) {
      const followed = follow(state, journal, snapshotStat);
      if (followed !== undefined) return followed;
    }
    return reload(state);
  });
}

/** Which files stand there now, and how far they go. */
function standing({ files, path, journalPath }: State): string {
  try {
    return JSON.stringify([files.stat(path), files.stat(journalPath)]);
  } catch (error) {
    return systemCode(error) ?? raise(error);
  }
}

function raise(error: unknown): never {
  throw error;
}

interface Loaded {
  readonly contents: Contents;
  readonly journal: OpenJournal | undefined;
}

function install(state: State, { contents, journal }: Loaded): void {
  closeFiles(state);
  Object.assign(state, contents);
  state.journal = journal;
  if (contents.edited) {
    state.onNotice(`${state.path} was edited by hand; its rows are taken as they are.`);
  }
}

function reload(state: State): Result<boolean, StateFault> {
  const before = state.journal?.identity;
  const loaded = load(state);
  if (!loaded.ok) return loaded;
  // Another journal: a compaction has put all that was unsynced on the disk.
  if (state.group !== undefined && state.journal?.identity !== before) state.group.unsynced = 0;
  tell(state, { kind: 'reloaded', seq: state.seq });
  return ok(true);
}

function readFiles(state: State): Result<Loaded, StateFault> {
  const { files, path, journalPath } = state;
  const snapshotFile = openPlain(state, path);
  if (!snapshotFile.ok) return snapshotFile;
  const opened = [snapshotFile.value];
  let kept = false;
  try {
    const journalFile = openPlain(state, journalPath);
    if (!journalFile.ok) return journalFile;
    opened.push(journalFile.value);
    if (snapshotFile.value === undefined) {
      if (journalFile.value !== undefined) return fail(corrupt(path, 1, 'it is missing beside its .journal'));
      if (state.seq > 0) return fail(removed(path));
      return ok({ contents: emptyContents(), journal: undefined });
    }
    const { fd, stat } = snapshotFile.value;
    const snapshot = readSnapshot(files, path, fd, stat);
    if (!snapshot.ok) return snapshot;
    const contents = contentsOf(snapshot.value, stat);
    const journal = journalFile.value && readJournal(state, snapshot.value, contents, journalFile.value);
    if (journal?.ok === false) return journal;
    if (journal === undefined) contents.logBytes = currentLogBytes(state);
    kept = true;
    if (contents.source === undefined) closeQuietly(files, fd);
    return ok({ contents, journal: journal?.value });
  } finally {
    if (!kept) for (const file of opened) if (file !== undefined) closeQuietly(files, file.fd);
  }
}

interface OpenFile {
  readonly fd: number;
  readonly stat: FileStat;
}

/** Opens a file that must be a plain one, for reading. */
function openPlain({ files }: State, path: string): Result<OpenFile | undefined, StateFault> {
  // Looked at first, since opening a pipe would wait for its other end.
  const stat = files.stat(path);
  if (stat === undefined) return ok(undefined);
  return faultFrom(path, 'read', () => {
    if (!stat.isFile) {
      throw Object.assign(new Error('it is no plain file'), { code: stat.isFolder ? 'EISDIR' : 'ELOOP' });
    }
    try {
      const fd = files.open(path, 'read');
      return ok({ fd, stat: files.statOpen(fd) });
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return ok(undefined);
      throw error;
    }
  });
}

function contentsOf({ header, tables, source, edited }: Snapshot, stat: FileStat): Contents {
  const { seq, chain } = header;
  return { tables, source, header, snapshotStat: stat, edited, seq, chain, durable: seq, logBytes: 0 };
}

/** Reads the journal and applies to `contents` what is newer than the snapshot. */
function readJournal(
  state: State,
  snapshot: Snapshot,
  contents: Contents,
  { fd, stat }: OpenFile,
): Result<OpenJournal, StateFault> {
  const { journalPath } = state;
  const { seq, chain } = snapshot.header;
  const bytes = readUpTo(state.files, fd, 0, stat.sizeBytes);
  const head = decodeHeader(journalPath, bytes, seq + 1);
  if (!head.ok) return head;
  const { header, lengthBytes } = head.value;
  if (header.base > seq) {
    const what = `it begins after commit ${header.base}, but the snapshot beside it ends at commit ${seq}`;
    return fail(corrupt(journalPath, seq + 1, what));
  }
  const from = { seq: header.base, chain: header.chain, durable: header.base };
  const scan = scanRecords(journalPath, bytes.subarray(lengthBytes), from);
  if (!scan.ok) return scan;
  const { records, validBytes, tornBytes } = scan.value;
  const atSnapshot = chainAt(header, records, seq);
  if (atSnapshot !== chain) {
    const what = `it does not continue the snapshot beside it, which ends at commit ${seq}`;
    return fail(corrupt(journalPath, seq + 1, what, FOREIGN));
  }
  const newer = records.filter(({ record }) => record.seq > seq);
  if (snapshot.edited && newer.length > 0) return fail(editedUnderJournal(state, newer));
  for (const { record, hash } of newer) {
    for (const change of record.changes) setRow(contents.tables, change.table, change.id, change.row);
    contents.seq = record.seq;
    contents.chain = hash;
    contents.durable = Math.max(contents.durable, record.durable);
  }
  contents.logBytes = records.at(-1)?.record.logBytes ?? header.log.bytes;
  const journal = openJournal(fd, stat.identity, header, bytes.subarray(0, lengthBytes));
  advance(journal, bytes.subarray(lengthBytes, lengthBytes + validBytes));
  if (tornBytes > 0) journal.torn = stat;
  return ok(journal);
}

/** The journal as it is after its first line. */
export function openJournal(
  fd: number,
  identity: string,
  header: JournalHeader,
  headerLine: Buffer,
): OpenJournal {
  const journal: OpenJournal = {
    fd,
    writable: false,
    identity,
    header,
    headerBytes: headerLine.length,
    endBytes: 0,
    tail: headerLine,
    notBeforeBytes: 0,
    placed: false,
    torn: undefined,
    failed: undefined,
  };
  advance(journal, headerLine);
  return journal;
}

function chainAt(header: JournalHeader, records: readonly ChainedRecord[], seq: number): string | undefined {
  if (header.base === seq) return header.chain;
  return records.find(({ record }) => record.seq === seq)?.hash;
}

/** Without a journal, the log's newest file is the current one. */
function currentLogBytes({ files, path }: State): number {
  const generation = logGenerations(files, path).at(-1);
  return generation === undefined ? 0 : (files.stat(logPath(path, generation))?.sizeBytes ?? 0);
}

/** Whether the last record that this store knows still ends where it did: else its writer took it back. */
function endStands({ files }: State, { fd, endBytes, tail }: OpenJournal): boolean {
  return readUpTo(files, fd, endBytes - tail.length, tail.length).equals(tail);
}

/** Reads the records behind the last known one. */
function readOn(state: State, journal: OpenJournal, stat: FileStat): Result<boolean, StateFault> {
  const { seq, chain, durable } = state;
  const bytes = readUpTo(state.files, journal.fd, journal.endBytes, stat.sizeBytes - journal.endBytes);
  if (journal.failed?.equals(bytes) === true) {
    journal.torn = stat;
    return ok(false);
  }
  const scan = scanRecords(state.journalPath, bytes, { seq, chain, durable });
  // Somebody took back a record that was read here before it was durable, or the file is damaged.
  if (!scan.ok) return reload(state);
  const { records, validBytes, tornBytes } = scan.value;
  advance(journal, bytes.subarray(0, validBytes));
  journal.torn = tornBytes > 0 ? stat : undefined;
  if (state.group !== undefined && state.group.unsynced > 0 && records.length > 0) state.group.mixed = true;
  for (const { record, hash } of records) applyRecord(state, record, hash, false);
  return ok(records.length > 0);
}

/** Goes over to the journal that a compaction has begun; undefined when it does not continue this state. */
function follow(
  state: State,
  old: OpenJournal,
  snapshotStat: FileStat,
): Result<boolean, StateFault> | undefined {
  const oldStat = state.files.statOpen(old.fd);
  if (oldStat.sizeBytes < old.endBytes) return undefined;
  const drained = readOn(state, old, oldStat);
  if (!drained.ok || state.journal !== old) return drained;
  const file = openPlain(state, state.journalPath);
  if (!file.ok || file.value === undefined) return undefined;
  const { fd, stat } = file.value;
  const head = decodeHeader(state.journalPath, readUpTo(state.files, fd, 0, stat.sizeBytes), state.seq + 1);
  if (!head.ok || head.value.header.base !== state.seq || head.value.header.chain !== state.chain) {
    closeQuietly(state.files, fd);
    return undefined;
  }
  const { header, lengthBytes } = head.value;
  closeQuietly(state.files, old.fd);
  const journal = openJournal(fd, stat.identity, header, readUpTo(state.files, fd, 0, lengthBytes));
  state.journal = journal;
  state.snapshotStat = snapshotStat;
  state.logBytes = header.log.bytes;
  state.durable = state.seq;
  if (state.group !== undefined) state.group.unsynced = 0;
  const more = readOn(state, journal, stat);
  return more.ok ? ok(more.value || drained.value) : more;
}

function isSame(a: FileStat | undefined, b: FileStat | undefined): boolean {
  return a?.identity === b?.identity && a?.sizeBytes === b?.sizeBytes && a?.modifiedMs === b?.modifiedMs;
}

function editedUnderJournal(state: State, newer: readonly ChainedRecord[]): StateFault {
  const first = newer[0]?.record.seq;
  return corrupt(
    state.path,
    first,
    `it was edited by hand while ${newer.length} commits wait in its .journal`,
    `Undo the edit; or, to keep it and lose those commits, move ${state.journalPath} away.`,
  );
}

function removed(path: string): StateFault {
  return {
    kind: 'StateUnreadable',
    file: path,
    code: 'ENOENT',
    message: `${path} was removed while it was open.`,
    hint: 'Put it back, or leave and start again.',
  };
}

const FOREIGN =
  'Nothing was changed. The two files are not of one time or one state: restore both from one backup, or move the .journal away to go on from the snapshot alone.';
