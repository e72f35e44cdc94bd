import { assert } from '../base/assert.ts';
import type { Clock } from '../base/clock.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { StateFault } from '../state/fault.ts';
import type { Change } from '../state/row.ts';
import type { Store } from '../state/store.ts';
import { placeOf } from './event-place.ts';
import { eventIdIn } from './event-types.ts';
import type { EventRecord, LogEntry, NewEvent } from './events.ts';
import type { Fault } from './faults.ts';
import { createIndexes, type IndexedTable, type IndexName } from './indexes.ts';
import type { HostKeys } from './keys/host-keys.ts';
import type { KeyService } from './keys/key-service.ts';
import { type TableName, type Tables, VCENTER_ID } from './rows.ts';
import { createTaskList, type TaskList } from './tasks.ts';

/** Whose rights an operation uses; it comes with every call. */
export interface Caller {
  /** `administrator@vsphere.local`. */
  readonly user: string;
}

/** What a change may do inside a commit. What it reads is what other processes have committed before it. */
export interface Transaction {
  get<K extends TableName>(table: K, id: string): Tables[K] | undefined;
  put<K extends TableName>(table: K, row: Tables[K]): void;
  remove(table: TableName, id: string): void;
  /** A new managed-object id: `newId('vm')` is `vm-42`. */
  newId(prefix: string): string;
  /** Under the id that the release in force has for it, and not at all where it has none. */
  event(event: NewEvent): void;
  log(entry: LogEntry): void;
}

export interface CommitOptions {
  /** A power failure may take the commit back: the next one that must be durable takes this one to the disk with it. */
  readonly mayWait?: boolean;
}

export interface Datacenter {
  /** Absolute folder of the state file; relative datastore paths start here. */
  readonly folder: string;
  readonly statePath: string;
  /** Folders for what does not outlive the machine's run (hosts' memory, sockets), best first. */
  readonly runtimeFolders: readonly string[];
  readonly clock: Clock;
  readonly tasks: TaskList;
  readonly keys: KeyService;
  readonly hostKeys: HostKeys;

  get<K extends TableName>(table: K, id: string): Tables[K] | undefined;
  rows<K extends TableName>(table: K): Iterable<Tables[K]>;
  /** Rows by a derived look-up: name (lower case), parent, host … */
  find<K extends IndexedTable>(table: K, index: IndexName<K>, key: string): Tables[K][];
  /**
   * The one way to change anything. `change` runs under the state's lock on fresh rows, so it checks its
   * preconditions itself. When it answers a fault, nothing has changed; a refusal for lack of a privilege
   * is recorded. When it succeeds, the change is durable before this returns (or before `group` returns).
   */
  commit<T>(
    caller: Caller,
    operation: string,
    change: (tx: Transaction) => Result<T, Fault>,
    options?: CommitOptions,
  ): Result<T, Fault>;
  /** What the commit of this change would answer now: nothing changes, but a refusal for lack of a privilege is recorded. */
  rehearse<T>(caller: Caller, change: (tx: Transaction) => Result<T, Fault>): Result<T, Fault>;
  /**
   * A change that rides with this process's next commit, whosever that is, and that a process which dies before may
   * leave out. Gives what calls it off as long as it waits.
   */
  withNextCommit(caller: Caller, change: (tx: Transaction) => void): () => void;
  /** The number of the last commit known here. */
  readonly seq: number;
  /** Commits inside `body` share their synchronisation with the disk. */
  group<T>(body: () => T): Result<T, Fault>;
  /** Takes in what other processes have committed. */
  refresh(): Result<void, Fault>;
  /** Newest first. */
  readLog(): Iterable<{ readonly key: number; readonly entry: LogEntry }>;
  /** Called after each commit, this process's or another's. */
  onChange(listener: () => void): void;
  close(): void;
}

/** Events of one commit are numbered within it. */
const LOG_KEY_STEP = 1000;

export interface DatacenterParts {
  readonly store: Store;
  readonly folder: string;
  readonly runtimeFolders: readonly string[];
  readonly clock: Clock;
  /** Made when a key is first needed. */
  readonly keys: (datacenter: Datacenter) => KeyService;
  readonly hostKeys: (datacenter: Datacenter) => HostKeys;
}

export function createDatacenter(parts: DatacenterParts): Datacenter {
  const { store, clock } = parts;
  const indexes = createIndexes((table) => store.rows(table));
  const listeners: (() => void)[] = [];
  const waiting: Waiting = new Map();
  store.onChange((event) => {
    if (event.kind === 'reloaded') indexes.clear();
    else for (const { table, id, row } of event.changes) indexes.update(table, id, row ?? undefined);
    for (const listener of listeners) listener();
  });

  const datacenter: Datacenter = {
    folder: parts.folder,
    statePath: store.path,
    runtimeFolders: parts.runtimeFolders,
    clock,
    tasks: createTaskList(() => datacenter),
    get keys() {
      keys ??= parts.keys(datacenter);
      return keys;
    },
    get hostKeys() {
      hostKeys ??= parts.hostKeys(datacenter);
      return hostKeys;
    },
    get: (table, id) => store.get(table, id),
    rows: (table) => store.rows(table) as Iterable<never>,
    find: (table, index, key) => indexes.ids(table, index, key).map((id) => store.get(table, id) as never),
    commit: (caller, operation, change, options) =>
      commit({ ...parts, waiting }, caller, operation, change, options),
    rehearse(caller, change) {
      const refreshed = datacenter.refresh();
      if (!refreshed.ok) return refreshed;
      const decided = change(createDraft(store, clock, caller).transaction);
      if (!decided.ok && decided.fault.kind === 'NoPermission')
        recordDenial(store, clock, caller, decided.fault);
      return decided;
    },
    withNextCommit(caller, change) {
      waiting.set(change, caller);
      return () => void waiting.delete(change);
    },
    get seq() {
      return store.seq;
    },
    group: (body) => {
      const grouped = store.group(body);
      return grouped.ok ? grouped : fail(stateFault(grouped.fault));
    },
    refresh: () => {
      const refreshed = store.refresh();
      return refreshed.ok ? ok(undefined) : fail(stateFault(refreshed.fault));
    },
    *readLog() {
      for (const { seq, n, record } of store.log())
        yield { key: seq * LOG_KEY_STEP + n, entry: record as LogEntry };
    },
    onChange: (listener) => void listeners.push(listener),
    close: () => {
      const [caller] = waiting.values();
      const settled = () => ok(undefined);
      if (caller) commit({ ...parts, waiting }, caller, 'settle', settled, { mayWait: true });
      keys?.close();
      store.close();
    },
  };
  let keys: KeyService | undefined;
  let hostKeys: HostKeys | undefined;
  return datacenter;
}

/** Changes for the next commit, in their order, and whose they are. */
type Waiting = Map<(tx: Transaction) => void, Caller>;

function commit<T>(
  { store, clock, waiting }: DatacenterParts & { readonly waiting: Waiting },
  caller: Caller,
  operation: string,
  change: (tx: Transaction) => Result<T, Fault>,
  { mayWait = false }: CommitOptions = {},
): Result<T, Fault> {
  let decided: Result<T, Fault> | undefined;
  const committed = store.commit(operation, caller.user, () => {
    const draft = createDraft(store, clock, caller);
    for (const waits of waiting.keys()) waits(draft.transaction);
    decided = change(draft.transaction);
    return decided.ok ? ok({ changes: draft.changes(), log: draft.log, mayWait }) : decided;
  });
  if (decided !== undefined && !decided.ok) {
    if (decided.fault.kind === 'NoPermission') recordDenial(store, clock, caller, decided.fault);
    return decided;
  }
  if (!committed.ok) return fail(stateFault(committed.fault as StateFault));
  waiting.clear();
  assert(decided !== undefined, 'a commit ran its change');
  return decided;
}

/**
 * Runs `body` while nobody else commits: for files that repeat what rows say, which are written by whoever changes the
 * row and not by the holder of the VM's lock alone. Nothing of it is a commit.
 */
export function whileNobodyCommits(
  datacenter: Datacenter,
  caller: Caller,
  body: (rows: Pick<Transaction, 'get'>) => Result<void, Fault>,
): Result<void, Fault> {
  return datacenter.commit(caller, 'write files', body, { mayWait: true });
}

/** The state's own fault, as the model tells it. */
export function stateFault(fault: StateFault): Fault {
  return { kind: 'StateFault', detail: fault.message, remedy: fault.hint };
}

/** What an encrypted VM's memory is made from stands sealed in its VMX, whoever wrote the row. */
function withoutSecret<R extends Tables[TableName]>(row: R): R {
  return 'seed' in row && row.keyId !== null ? { ...row, seed: undefined } : row;
}

interface Draft {
  readonly transaction: Transaction;
  readonly log: LogEntry[];
  changes(): Change[];
}

function createDraft(store: Store, clock: Clock, caller: Caller): Draft {
  const pending = new Map<string, Change>();
  const log: LogEntry[] = [];
  const key = (table: string, id: string): string => `${table} ${id}`;
  /** What this change removes was somewhere before. */
  const reader: Pick<Transaction, 'get'> = {
    get: (table, id) => transaction.get(table, id) ?? store.get(table, id),
  };
  const transaction: Transaction = {
    get: (table, id) => {
      const change = pending.get(key(table, id));
      return (change === undefined ? store.get(table, id) : (change.row ?? undefined)) as never;
    },
    put: (table, row) => void pending.set(key(table, row.id), { table, id: row.id, row: withoutSecret(row) }),
    remove: (table, id) => void pending.set(key(table, id), { table, id, row: null }),
    newId(prefix) {
      const vcenter = transaction.get('vcenter', VCENTER_ID);
      if (vcenter === undefined) throw new Error('the state has no vCenter row');
      transaction.put('vcenter', { ...vcenter, nextId: vcenter.nextId + 1 });
      return `${prefix}-${vcenter.nextId}`;
    },
    event(event) {
      const eventTypeId = eventIdIn(transaction, event);
      if (eventTypeId === undefined) return;
      const place = placeOf(reader, event);
      const record: EventRecord = {
        ...event,
        ...(place && { place }),
        eventTypeId,
        type: 'event',
        severity: event.severity ?? 'info',
        atMs: clock.nowMs(),
        user: caller.user,
      };
      log.push(record);
    },
    log: (entry) => void log.push(entry),
  };
  return { transaction, log, changes: () => [...pending.values()] };
}

/** Denials are events, although the refused operation itself leaves nothing. */
function recordDenial(
  store: Store,
  clock: Clock,
  caller: Caller,
  fault: Extract<Fault, { kind: 'NoPermission' }>,
): void {
  const record: EventRecord = {
    type: 'event',
    eventTypeId: 'com.vmware.vc.authorization.NoPermission',
    severity: 'warning',
    atMs: clock.nowMs(),
    user: caller.user,
    message: `${fault.user} lacks ${fault.privilege} on ${fault.entity}.`,
    entity: { id: fault.entityId, name: fault.entity },
    arguments: { privilege: fault.privilege, entity: fault.entity },
  };
  store.commit('denied', caller.user, () => ok({ changes: [], log: [record] }));
}
