import type { Clock } from '../base/clock.ts';
import { ok, type Result } from '../base/result.ts';
import { commit } from './commit.ts';
import type { StateFault } from './fault.ts';
import { type FileSystem, nodeFileSystem } from './file-system.ts';
import { close, compact } from './folding.ts';
import { group } from './group.ts';
import { type KeptLock, keptLock } from './lock.ts';
import { DEFAULT_RETENTION, type LogEntry, type LogRetention, readLog } from './log.ts';
import { load, refresh } from './reading.ts';
import { checkLog, repair } from './repair.ts';
import type { Change, Row } from './row.ts';
import { documentLines } from './snapshot-text.ts';
import { headerNow, newState, type State } from './state.ts';
import { readRow, tableIds } from './table.ts';

/**
 * The datacenter's state: typed tables of immutable rows in `datacenter.json` and its journal, shared by
 * any number of processes. All of it is synchronous. Nothing of a secret belongs in it.
 */
export interface Store {
  readonly path: string;
  /** The number of the last commit known here; 0 is the empty state, of which no file exists yet. */
  readonly seq: number;
  /** The row, or undefined. The same object until a commit replaces it; never to be changed in place. */
  get<R extends Row>(table: string, id: string): R | undefined;
  /** The table's ids, vm-9 before vm-10. */
  ids(table: string): readonly string[];
  /** The table's rows in the order of `ids`. */
  rows<R extends Row>(table: string): IterableIterator<R>;
  size(table: string): number;
  /** Names of the tables that have rows. */
  tables(): readonly string[];
  /**
   * Changes the state. Takes the lock, reads what other processes have committed, and then asks `decide`,
   * which reads rows again and gives the changes, or refuses. When this returns ok the commit is on the
   * disk (inside `group`: when that returns). Without changes and log records nothing is written.
   * @param op what is done, for people: `Start-VM`
   * @param by the user: `administrator@vsphere.local`
   */
  commit<F = never>(
    op: string,
    by: string,
    decide: () => Result<Decision, F>,
  ): Result<Commit, F | StateFault>;
  /**
   * Makes the commits of `body` durable together: one sync for up to 256 of them or 50 ms. A result of
   * `body` may be shown only when this has returned ok. After a fault none, some or all of its commits
   * hold, and the store shows which.
   */
  group<T>(body: () => T): Result<T, StateFault>;
  /** Reads what other processes have committed; true when there was something. Cheap when not. */
  refresh(): Result<boolean, StateFault>;
  /** Told after every commit, this store's and others', in their order. Returns what ends it. */
  onChange(listener: (event: StoreEvent) => void): () => void;
  /** Folds the journal into the snapshot. */
  compact(): Result<void, StateFault>;
  /** The whole truth, snapshot and journal, as the lines of one `datacenter.json`. */
  exportLines(): IterableIterator<string>;
  /** Events and finished tasks, newest first, read as they are asked for. */
  log(): IterableIterator<LogEntry>;
  /** Folds a small journal into the snapshot when the lock is free, and closes the files. */
  close(): void;
}

/** What `decide` gives: whole rows to put, rows to remove, and what goes to the log with the commit. */
export interface Decision {
  readonly changes: readonly Change[];
  readonly log?: readonly object[];
  /**
   * The commit need not be on the disk when it returns: the next one that need be takes it there. For what a power
   * failure may take back without harm; a killed process loses nothing.
   */
  readonly mayWait?: boolean;
}

export interface Commit {
  readonly seq: number;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

export type StoreEvent =
  | {
      readonly kind: 'committed';
      readonly seq: number;
      readonly at: string;
      readonly by: string;
      readonly op: string;
      /** Made by this store, not by another process. */
      readonly own: boolean;
      readonly changes: readonly AppliedChange[];
    }
  /** The files were read anew (edited by hand, or a state was put in their place): anything may differ. */
  | { readonly kind: 'reloaded'; readonly seq: number };

export interface AppliedChange extends Change {
  /** The row until now. */
  readonly before: Row | undefined;
}

export interface StoreOptions {
  /** `…/datacenter.json`. Its folder is made (0700) by the first commit. */
  readonly path: string;
  readonly clock: Clock;
  /** How long a commit waits for another process's lock; default 5000. */
  readonly lockWaitMs?: number;
  /** Called every few milliseconds of such a wait; true gives it up. */
  readonly onSlice?: () => boolean;
  /** Told, as one sentence each, what was repaired or accepted: a torn record, an edit by hand. */
  readonly onNotice?: (text: string) => void;
  readonly retention?: LogRetention;
  readonly files?: FileSystem;
  /** The lock of the state; by default a kernel lock on `<path>.lock`. */
  readonly lock?: (purpose: string, waitMs: number) => Result<{ release(): void }, StateFault>;
}

/** Opens the state at `path`. Writes nothing but the repair of a torn record. */
export function openStore(options: StoreOptions): Result<Store, StateFault> {
  const { path, clock, onSlice } = options;
  const kept = keptLock(`${path}.lock`);
  const state = newState({
    files: nodeFileSystem,
    lockWaitMs: 5000,
    onNotice: () => undefined,
    retention: DEFAULT_RETENTION,
    lock: (purpose, waitMs) =>
      kept.lock({ pid: process.pid, purpose }, { waitMs, clock, ...(onSlice && { onSlice }) }),
    ...options,
  });
  const loaded = load(state);
  if (!loaded.ok) return loaded;
  repair(state);
  return ok(storeOf(state, kept));
}

function storeOf(state: State, kept: KeptLock): Store {
  return {
    path: state.path,
    get seq() {
      return state.seq;
    },
    get: <R extends Row>(table: string, id: string) => {
      const entry = state.tables.get(table)?.entries.get(id);
      return entry && (readRow(id, entry, state.source) as R);
    },
    ids: (table) => idsOf(state, table),
    rows: <R extends Row>(table: string) => rowsOf(state, table) as Generator<R>,
    size: (table) => state.tables.get(table)?.entries.size ?? 0,
    tables: () => [...state.tables].filter(([, { entries }]) => entries.size > 0).map(([name]) => name),
    commit: (op, by, decide) => commit(state, { op, by }, decide),
    group: (body) => group(state, body),
    refresh: () => refresh(state),
    onChange: (listener) => {
      state.listeners.add(listener);
      return () => void state.listeners.delete(listener);
    },
    compact: () => compact(state),
    exportLines: () => documentLines(headerNow(state), state.tables, state.source),
    log: () => {
      checkLog(state);
      return readLog(state.files, state.path);
    },
    close: () => {
      close(state);
      kept.close();
    },
  };
}

function idsOf({ tables }: State, name: string): readonly string[] {
  const table = tables.get(name);
  return table === undefined ? [] : tableIds(table);
}

function* rowsOf(state: State, name: string): Generator<Row> {
  for (const id of idsOf(state, name)) {
    // Looked up anew for each, since the consumer may commit in between.
    const entry = state.tables.get(name)?.entries.get(id);
    if (entry !== undefined) yield readRow(id, entry, state.source);
  }
}
