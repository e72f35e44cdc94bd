import { dirname } from 'node:path';
import { assert } from '../base/assert.ts';
import { faultPoint } from '../base/fault-point.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { MiB } from '../base/units.ts';
import {
  compactLocked,
  freshChain,
  isCompactionDue,
  isSmall,
  journalRecords,
  writeJournal,
} from './compaction.ts';
import { faultFrom, type StateFault, systemFault } from './fault.ts';
import { closeQuietly, systemCode, writeAll } from './file-system.ts';
import { encodeRecord, type JournalRecord, recordHash } from './journal.ts';
import { appendLog, logGenerations, logLines, logPath, settleLog } from './log.ts';
import { load, refresh } from './reading.ts';
import { parseJson } from './row.ts';
import {
  advance,
  applyRecord,
  closeFiles,
  type Group,
  nowText,
  type OpenJournal,
  type State,
  tell,
} from './state.ts';
import type { Commit, Decision } from './store.ts';

const GROUP_MAX_COMMITS = 256;
const GROUP_MAX_MS = 50;
/** A line is one string while it is made. */
const MAX_RECORD_BYTES = 256 * MiB;

/** What a commit says of itself. */
interface Origin {
  readonly op: string;
  readonly by: string;
}

export function commit<F>(
  state: State,
  origin: Origin,
  decide: () => Result<Decision, F>,
): Result<Commit, F | StateFault> {
  if (state.group?.fault !== undefined) return fail(state.group.fault);
  return underLock<Commit, F>(state, origin.op, () => {
    const fresh = refresh(state, true);
    if (!fresh.ok) return fresh;
    state.busy = true;
    let decision: Result<Decision, F>;
    try {
      decision = decide();
    } finally {
      state.busy = false;
    }
    if (!decision.ok) return decision;
    const { changes, log = [] } = decision.value;
    if (changes.length === 0 && log.length === 0) return ok({ seq: state.seq, at: nowText(state.clock) });
    return append(state, origin, { changes, log });
  });
}

export function group<T>(state: State, body: () => T): Result<T, StateFault> {
  // An inner group is part of the outer one.
  if (state.group !== undefined) return ok(body());
  const opened: Group = { unsynced: 0, sinceMs: 0, fromBytes: 0, mixed: false, fault: undefined };
  state.group = opened;
  let synced: Result<void, StateFault> = ok(undefined);
  let value: T;
  try {
    value = body();
  } finally {
    synced = syncGroup(state, opened);
    if (!synced.ok) takeBackGroupUnlocked(state, opened);
    state.group = undefined;
  }
  if (opened.fault !== undefined) return fail(opened.fault);
  return synced.ok ? ok(value) : synced;
}

export function compact(state: State): Result<void, StateFault> {
  return underLock(state, 'a compaction', (): Result<void, StateFault> => {
    const fresh = refresh(state, true);
    if (!fresh.ok) return fresh;
    if (state.snapshotStat === undefined) return ok(undefined);
    return state.edited ? adopt(state) : compactLocked(state);
  });
}

export function close(state: State): void {
  if (state.closed) return;
  const { journal } = state;
  if (state.committed && journal !== undefined && journal.endBytes > journal.headerBytes && isSmall(state)) {
    const lock = state.lock('a compaction', 0);
    if (lock.ok) {
      // Whatever goes wrong here, the journal has every commit.
      try {
        if (refresh(state, true).ok) compactLocked(state);
      } finally {
        lock.value.release();
      }
    }
  }
  closeFiles(state);
  state.closed = true;
}

/**
 * At opening: takes away what a crash left behind the last whole record, and completes the log, unless
 * somebody is writing at this moment.
 */
export function repair(state: State): void {
  const { journal } = state;
  if (journal === undefined) return;
  if (journal.torn !== undefined || logSize(state, journal) !== state.logBytes) mend(state);
}

/** Before the log is read: what a power failure made of its unsynced end is written again. */
export function checkLog(state: State): void {
  const { journal } = state;
  if (!state.logChecked && journal !== undefined && state.logBytes > journal.header.log.bytes) mend(state);
}

function mend(state: State): void {
  const lock = state.lock('a repair', 0);
  if (!lock.ok) return;
  try {
    if (!refresh(state, true).ok || state.journal === undefined) return;
    if (state.journal.torn !== undefined) truncateTorn(state, state.journal);
    settleJournalLog(state, state.journal);
    state.logChecked = true;
  } catch (error) {
    // A disk that allows no writing is no reason not to read.
    if (systemCode(error) === undefined) throw error;
  } finally {
    lock.value.release();
  }
}

function underLock<T, F>(
  state: State,
  purpose: string,
  action: () => Result<T, F | StateFault>,
): Result<T, F | StateFault> {
  assert(!state.closed, 'a closed store changes nothing');
  assert(!state.busy, 'neither a decision nor a listener changes the state');
  const folder = faultFrom(state.path, 'write', (): Result<void, never> => {
    if (state.snapshotStat === undefined) state.files.makeFolder(dirname(state.path));
    return ok(undefined);
  });
  if (!folder.ok) return folder;
  const lock = state.lock(purpose, state.lockWaitMs);
  if (!lock.ok) return lock;
  try {
    return action();
  } finally {
    lock.value.release();
  }
}

/** Writes the record to the disk, then takes it into the tables, then into the log. */
function append(state: State, origin: Origin, decision: Required<Decision>): Result<Commit, StateFault> {
  const prepared = prepare(state);
  if (!prepared.ok) return prepared;
  const { journal } = state;
  assert(journal !== undefined, 'a prepared state has a journal');
  const record = recordOf(state, origin, decision);
  const line = encodeRecord(record);
  assert(
    line.length <= MAX_RECORD_BYTES,
    `a commit has at most ${MAX_RECORD_BYTES} bytes, not ${line.length}`,
  );
  // The tables get what a reader will read, and share nothing with the caller. A row that is no JSON throws here.
  const { changes } = parseJson(line.toString()) as JournalRecord;
  const written = writeRecord(state, journal, line);
  if (!written.ok) return written;
  const logFrom = state.logBytes;
  advance(journal, line);
  state.committed = true;
  applyRecord(state, { ...record, changes }, recordHash(line), true);
  if (state.group === undefined) state.durable = state.seq;
  writeLog(state, record, logFrom);
  if (isCompactionDue(state)) {
    const compacted = compactLocked(state);
    if (!compacted.ok) state.onNotice(`The journal was not folded in: ${compacted.fault.message}`);
  }
  const grouped = boundGroup(state);
  return grouped.ok ? ok({ seq: record.seq, at: record.at }) : grouped;
}

function recordOf(state: State, { op, by }: Origin, { changes, log }: Required<Decision>): JournalRecord {
  const record: JournalRecord = {
    seq: state.seq + 1,
    prev: state.chain,
    durable: state.durable,
    at: nowText(state.clock),
    by,
    op,
    logBytes: state.logBytes,
    changes,
    log,
  };
  return log.length === 0 ? record : { ...record, logBytes: state.logBytes + logLines(record).length };
}

/** Makes the files ready to be appended to. */
function prepare(state: State): Result<void, StateFault> {
  if (state.edited) return adopt(state);
  return faultFrom(state.path, 'write', () => {
    if (state.snapshotStat === undefined) {
      state.chain = freshChain();
      return compactLocked(state);
    }
    if (state.journal === undefined) {
      const generation = logGenerations(state.files, state.path).at(-1) ?? 0;
      writeJournal(state, { generation, bytes: state.logBytes });
    }
    const { journal } = state;
    if (journal?.torn !== undefined) truncateTorn(state, journal);
    if (journal?.placed === false) {
      state.files.syncFolder(dirname(state.journalPath));
      journal.placed = true;
    }
    return ok(undefined);
  });
}

/** Makes an edit by hand the next state, so that no store builds on the one before it. */
function adopt(state: State): Result<void, StateFault> {
  const { seq, chain } = state;
  state.seq = seq + 1;
  state.chain = freshChain();
  const compacted = compactLocked(state);
  if (state.edited) Object.assign(state, { seq, chain });
  return compacted;
}

function truncateTorn(state: State, journal: OpenJournal): void {
  const { files, journalPath } = state;
  makeWritable(state, journal);
  const tornBytes = files.statOpen(journal.fd).sizeBytes - journal.endBytes;
  files.truncate(journal.fd, journal.endBytes);
  files.syncData(journal.fd);
  journal.torn = undefined;
  journal.failed = undefined;
  state.onNotice(
    `${journalPath} ended in a commit that was never completed (after commit ${state.seq}); its ${tornBytes} bytes were removed.`,
  );
}

/** Readers open the journal for reading, so that a state on a read-only disk can be looked at. */
function makeWritable({ files, journalPath }: State, journal: OpenJournal): void {
  if (journal.writable) return;
  const fd = files.open(journalPath, 'change');
  // Under the lock nobody else puts another file there.
  assert(files.statOpen(fd).identity === journal.identity, 'the journal is the one that was read');
  closeQuietly(files, journal.fd);
  journal.fd = fd;
  journal.writable = true;
}

function writeRecord(state: State, journal: OpenJournal, line: Buffer): Result<void, StateFault> {
  const { files, journalPath, group: open } = state;
  try {
    makeWritable(state, journal);
    faultPoint('state.append');
    writeAll(files, journal.fd, line, journal.endBytes);
    faultPoint('state.sync');
    if (open === undefined) files.syncData(journal.fd);
    faultPoint('state.durable');
  } catch (error) {
    const fault = systemFault(journalPath, 'write', error);
    takeBack(state, journal, line);
    return fail(fault);
  }
  if (open !== undefined) {
    if (open.unsynced === 0) {
      open.sinceMs = state.clock.monotonicMs();
      open.fromBytes = journal.endBytes;
      open.mixed = false;
    }
    open.unsynced++;
  }
  return ok(undefined);
}

/** What was reported as failed must not come back as committed. */
function takeBack({ files }: State, journal: OpenJournal, line: Buffer): void {
  if (!journal.writable) return;
  try {
    files.truncate(journal.fd, journal.endBytes);
    files.syncData(journal.fd);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    journal.failed = line;
  }
}

function takeBackGroupUnlocked(state: State, open: Group): void {
  const lock = state.lock('a repair', state.lockWaitMs);
  if (!lock.ok) return;
  try {
    takeBackGroup(state, open);
  } finally {
    lock.value.release();
  }
}

function boundGroup(state: State): Result<void, StateFault> {
  const { group: open, clock } = state;
  if (open === undefined) return ok(undefined);
  const full = open.unsynced >= GROUP_MAX_COMMITS || clock.monotonicMs() - open.sinceMs > GROUP_MAX_MS;
  if (!full || open.unsynced === 0) return ok(undefined);
  const synced = syncGroup(state, open);
  if (!synced.ok) takeBackGroup(state, open);
  return synced;
}

function syncGroup(state: State, open: Group): Result<void, StateFault> {
  if (open.unsynced === 0 || state.journal === undefined) return ok(undefined);
  const { fd } = state.journal;
  const synced = faultFrom(state.journalPath, 'write', (): Result<void, never> => {
    state.files.syncData(fd);
    return ok(undefined);
  });
  if (synced.ok) {
    open.unsynced = 0;
    state.durable = state.seq;
  } else open.fault = synced.fault;
  return synced;
}

/** Under the lock, after a failed sync: removes the group's commits, unless others have built on them. */
function takeBackGroup(state: State, open: Group): void {
  const { files, journal } = state;
  if (journal === undefined || open.mixed) return;
  try {
    const stat = files.stat(state.journalPath);
    if (stat?.identity !== journal.identity || stat.sizeBytes !== journal.endBytes) return;
    files.truncate(journal.fd, open.fromBytes);
    open.unsynced = 0;
    if (load(state).ok) tell(state, { kind: 'reloaded', seq: state.seq });
    files.syncData(state.journal?.fd ?? journal.fd);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
  }
}

/** After the commit is on the disk. What fails here is made up for by the next commit, from the journal. */
function writeLog(state: State, record: JournalRecord, from: number): void {
  const { files, path, journal } = state;
  if (record.log.length === 0 || journal === undefined) return;
  faultPoint('state.log');
  try {
    if (logSize(state, journal) === from) {
      appendLog(files, logPath(path, journal.header.log.generation), logLines(record), from);
    } else settleJournalLog(state, journal);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    state.onNotice(systemFault(path, 'write', error).message);
  }
}

function settleJournalLog(state: State, journal: OpenJournal): void {
  const { header } = journal;
  // Somebody cut or removed the log: the positions are reckoned anew.
  if (logSize(state, journal) < header.log.bytes) compactLocked(state);
  else settleLog(state.files, state.path, header.log, journalRecords(state));
}

function logSize({ files, path }: State, { header }: OpenJournal): number {
  return files.stat(logPath(path, header.log.generation))?.sizeBytes ?? 0;
}
