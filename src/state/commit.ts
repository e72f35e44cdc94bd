import { dirname } from 'node:path';
import { assert } from '../base/assert.ts';
import { faultPoint } from '../base/fault-point.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { MiB } from '../base/units.ts';
import { compactLocked, freshChain, isCompactionDue, writeJournal } from './compaction.ts';
import { faultFrom, type StateFault, systemFault } from './fault.ts';
import { systemCode, writeAll } from './file-system.ts';
import { adopt } from './folding.ts';
import { boundGroup } from './group.ts';
import { encodeRecord, type JournalRecord, recordHash } from './journal.ts';
import { lockedFault } from './lock.ts';
import { logGenerations, logLines } from './log.ts';
import { refresh } from './reading.ts';
import { makeWritable, truncateTorn, writeLog } from './repair.ts';
import { parseJson } from './row.ts';
import { advance, applyRecord, nowText, type OpenJournal, type State } from './state.ts';
import type { Commit, Decision } from './store.ts';
import { underLock } from './under-lock.ts';

const MAX_ATTEMPTS = 5;
const RETRY_GROWTH = 1.25;
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
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const done = decideAndAppend(state, origin, decide);
      if (done !== 'overtaken') return done;
    }
    return fail(lockedFault(`${state.path}.lock`, undefined));
  });
}

/** `overtaken` when another process has committed in spite of the lock: then all is decided again. */
function decideAndAppend<F>(
  state: State,
  origin: Origin,
  decide: () => Result<Decision, F>,
): Result<Commit, F | StateFault> | 'overtaken' {
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
  const { changes, log = [], mayWait = false } = decision.value;
  if (changes.length === 0 && log.length === 0) return ok({ seq: state.seq, at: nowText(state.clock) });
  const prepared = prepare(state);
  if (!prepared.ok) return prepared;
  return prepared.value === 'overtaken' ? 'overtaken' : append(state, origin, { changes, log, mayWait });
}

/**
 * Makes the files ready to be appended to. `overtaken` when the journal does not end where this store knows: a
 * lock of the kind that is a file may be taken from a living holder.
 */
export function prepare(state: State): Result<'ready' | 'overtaken', StateFault> {
  return faultFrom(state.path, 'write', () => {
    if (state.edited) {
      const adopted = adopt(state);
      if (!adopted.ok) return adopted;
    }
    if (state.snapshotStat === undefined) {
      state.chain = freshChain();
      const made = compactLocked(state);
      if (!made.ok) return made;
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
    const stat = state.files.stat(state.journalPath);
    const same = stat?.identity === state.journal?.identity && stat?.sizeBytes === state.journal?.endBytes;
    return ok(same ? 'ready' : 'overtaken');
  });
}

/** Writes the record to the disk, then takes it into the tables, then into the log. */
function append(state: State, origin: Origin, decision: Required<Decision>): Result<Commit, StateFault> {
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
  const written = writeRecord(state, journal, line, decision.mayWait);
  if (!written.ok) return written;
  const logFrom = state.logBytes;
  advance(journal, line);
  state.committed = true;
  applyRecord(state, { ...record, changes }, recordHash(line), true);
  if (state.group === undefined && !decision.mayWait) state.durable = state.seq;
  writeLog(state, record, logFrom);
  if (isCompactionDue(state)) {
    const compacted = compactLocked(state);
    if (!compacted.ok) {
      journal.notBeforeBytes = journal.endBytes * RETRY_GROWTH;
      state.onNotice(`The journal was not folded in: ${compacted.fault.message}`);
    }
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

export function writeRecord(
  state: State,
  journal: OpenJournal,
  line: Buffer,
  mayWait = false,
): Result<void, StateFault> {
  const { files, journalPath, group: open } = state;
  try {
    makeWritable(state, journal);
    faultPoint('state.append');
    writeAll(files, journal.fd, line, journal.endBytes);
    faultPoint('state.sync');
    if (open === undefined && !mayWait) files.syncData(journal.fd);
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
