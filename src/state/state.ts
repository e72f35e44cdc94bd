import type { Clock } from '../base/clock.ts';
import type { StateFault } from './fault.ts';
import { closeQuietly, type FileStat } from './file-system.ts';
import type { JournalHeader, JournalRecord } from './journal.ts';
import type { RowSource } from './row-source.ts';
import type { SnapshotHeader } from './snapshot.ts';
import type { AppliedChange, StoreEvent, StoreOptions } from './store.ts';
import { readRow, setRow, type Tables } from './table.ts';

/** What an open store knows; the functions of this room change it. */
export interface State extends Required<Omit<StoreOptions, 'onSlice'>> {
  readonly journalPath: string;
  tables: Tables;
  source: RowSource | undefined;
  header: SnapshotHeader;
  /** The snapshot that was read; undefined while there is none. */
  snapshotStat: FileStat | undefined;
  /** The snapshot was changed by hand: it is written anew before a commit may build on it. */
  edited: boolean;
  seq: number;
  chain: string;
  /** The last commit known to be on the disk. */
  durable: number;
  /** How long the log's file is when it has all entries up to `seq`. */
  logBytes: number;
  /** The log was compared with the journal since it was opened: a power failure may have left it with holes. */
  logChecked: boolean;
  journal: OpenJournal | undefined;
  group: Group | undefined;
  /** A decision or a listener is running: the state may be read, not changed. */
  busy: boolean;
  /** This store has committed something since it was opened. */
  committed: boolean;
  closed: boolean;
  readonly listeners: Set<(event: StoreEvent) => void>;
}

export interface OpenJournal {
  fd: number;
  writable: boolean;
  readonly identity: string;
  readonly header: JournalHeader;
  readonly headerBytes: number;
  /** Where the last record read or written ends. */
  endBytes: number;
  /** The last bytes before `endBytes`: under the lock they must still stand there. */
  tail: Buffer;
  /** A compaction has failed: it is not tried again before the journal is as long as this. */
  notBeforeBytes: number;
  /** The file's name is known to be on the disk: its maker may have died before it was. */
  placed: boolean;
  /** The file when an unusable end was last seen in it. */
  torn: FileStat | undefined;
  /** A record whose write was reported as failed, but which could not be taken back. */
  failed: Buffer | undefined;
}

/** Commits of a `group` that are written and not yet synced. */
export interface Group {
  unsynced: number;
  sinceMs: number;
  fromBytes: number;
  /** Another process has committed in between. */
  mixed: boolean;
  /** A sync failed: the group ends with this. */
  fault: StateFault | undefined;
}

const TAIL_BYTES = 64;

export function newState(options: Required<Omit<StoreOptions, 'onSlice'>>): State {
  return {
    ...options,
    journalPath: `${options.path}.journal`,
    ...emptyContents(),
    logChecked: false,
    journal: undefined,
    group: undefined,
    busy: false,
    committed: false,
    closed: false,
    listeners: new Set(),
  };
}

/** A state of which no file exists yet. */
export function emptyContents(): Contents {
  return {
    tables: new Map(),
    source: undefined,
    header: { format: 'vseal', version: 1, seq: 0, chain: '' },
    snapshotStat: undefined,
    edited: false,
    seq: 0,
    chain: '',
    durable: 0,
    logBytes: 0,
  };
}

export type Contents = Pick<
  State,
  'tables' | 'source' | 'header' | 'snapshotStat' | 'edited' | 'seq' | 'chain' | 'durable' | 'logBytes'
>;

/** The header of a snapshot of the state as it is now. */
export function headerNow(state: State): SnapshotHeader {
  return { ...state.header, seq: state.seq, chain: state.chain };
}

/** Takes a commit into the tables and tells the listeners. */
export function applyRecord(state: State, record: JournalRecord, hash: string, own: boolean): void {
  const told = state.listeners.size > 0;
  const changes: AppliedChange[] = [];
  for (const change of record.changes) {
    const { table, id, row } = change;
    if (told) {
      const entry = state.tables.get(table)?.entries.get(id);
      changes.push({ ...change, before: entry && readRow(id, entry, state.source) });
    }
    setRow(state.tables, table, id, row);
  }
  state.seq = record.seq;
  state.chain = hash;
  state.durable = Math.max(state.durable, record.durable);
  state.logBytes = record.logBytes;
  const { seq, at, by, op } = record;
  if (told) tell(state, { kind: 'committed', seq, at, by, op, own, changes });
}

export function tell(state: State, event: StoreEvent): void {
  const wasBusy = state.busy;
  state.busy = true;
  try {
    for (const listener of state.listeners) listener(event);
  } finally {
    state.busy = wasBusy;
  }
}

/** Moves the journal's end behind bytes that were just read or written there. */
export function advance(journal: OpenJournal, bytes: Buffer): void {
  if (bytes.length === 0) return;
  journal.endBytes += bytes.length;
  journal.tail = Buffer.from(bytes.subarray(-TAIL_BYTES));
}

export function closeFiles(state: State): void {
  if (state.source !== undefined) closeQuietly(state.files, state.source.fd);
  if (state.journal !== undefined) closeQuietly(state.files, state.journal.fd);
  state.source = undefined;
  state.journal = undefined;
}

export function nowText(clock: Clock): string {
  return new Date(clock.nowMs()).toISOString();
}
