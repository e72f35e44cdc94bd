import { assert } from '../base/assert.ts';
import { faultPoint } from '../base/fault-point.ts';
import { compactLocked, journalRecords } from './compaction.ts';
import { systemFault } from './fault.ts';
import { closeQuietly, systemCode } from './file-system.ts';
import type { JournalRecord } from './journal.ts';
import { appendLog, logLines, logPath, settleLog } from './log.ts';
import { refresh } from './reading.ts';
import type { OpenJournal, State } from './state.ts';

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

/** After the commit is on the disk. What fails here is made up for by the next commit, from the journal. */
export function writeLog(state: State, record: JournalRecord, from: number): void {
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

export function truncateTorn(state: State, journal: OpenJournal): void {
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
export function makeWritable({ files, journalPath }: State, journal: OpenJournal): void {
  if (journal.writable) return;
  const fd = files.open(journalPath, 'change');
  // Under the lock nobody else puts another file there.
  assert(files.statOpen(fd).identity === journal.identity, 'the journal is the one that was read');
  closeQuietly(files, journal.fd);
  journal.fd = fd;
  journal.writable = true;
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
