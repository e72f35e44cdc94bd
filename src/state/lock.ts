import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Clock, systemClock } from '../base/clock.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { flock } from '../native/libc.ts';
import { type StateFault, systemFault } from './fault.ts';
import { closeQuietly, nodeFileSystem, readUpTo, systemCode, writeAll } from './file-system.ts';
import { tryMarkerLock } from './marker-lock.ts';

/** Who holds a lock, as the lock's file says it. */
export interface LockHolder {
  readonly pid: number;
  /** What for, in words that fit after "held by process 4711 for": `a commit`, `running app-01`. */
  readonly purpose: string;
  /** Where the holder listens for requests, when it does. */
  readonly socket?: string;
}

export interface HeldLock {
  readonly path: string;
  /** Says something new about the holder (another purpose, a socket). */
  describe(holder: LockHolder): void;
  /** Gives the lock up; `remove` deletes the file too. The kernel does the former when the process dies. */
  release(options?: { readonly remove?: boolean }): void;
}

export interface LockWait {
  /** Default 5000. The wait blocks this thread. */
  readonly waitMs?: number;
  /** Called between slices of the wait, at least every 50 ms; true ends the wait early. */
  readonly onSlice?: (() => boolean) | (() => void);
  readonly clock?: Clock;
}

export type LockedFault = Extract<StateFault, { kind: 'StateLocked' }>;

const DEFAULT_WAIT_MS = 5000;
const LONGEST_SLICE_MS = 10;
const HOLDER_MAX_BYTES = 4096;
const HOLDER_UNIT_BYTES = 256;
// A reader that asks who holds the lock (`readHolder`) takes it shared for a moment.
const PROBE_GRACE_MS = 25;

/**
 * Takes the exclusive lock of the file at `path`, waiting a bounded time. One holder at a time over all
 * processes and threads of the machine; a killed holder's lock is free at once (flock; without it a
 * marker file with pid, start time and boot id). The file holds what `holder` says, as JSON.
 */
export function lockFile(
  path: string,
  holder: LockHolder,
  wait: LockWait = {},
): Result<HeldLock, StateFault> {
  return waitForLock(path, wait, () => attemptLock(path, holder));
}

/** A lock that is taken often: its file stays open from one time to the next. */
export interface KeptLock {
  /** As `lockFile`. */
  lock(holder: LockHolder, wait?: LockWait): Result<HeldLock, StateFault>;
  close(): void;
}

export function keptLock(path: string): KeptLock {
  const kept: KeptFile = { file: undefined };
  return {
    lock: (holder, wait = {}) => waitForLock(path, wait, () => attemptLock(path, holder, kept)),
    close() {
      if (kept.file !== undefined) closeQuietly(nodeFileSystem, kept.file.fd);
      kept.file = undefined;
    },
  };
}

function waitForLock(
  path: string,
  wait: LockWait,
  attempt: () => Result<HeldLock | undefined, StateFault>,
): Result<HeldLock, StateFault> {
  const clock = wait.clock ?? systemClock;
  const deadlineMs = clock.monotonicMs() + (wait.waitMs ?? DEFAULT_WAIT_MS);
  for (let sliceMs = 0.5; ; sliceMs = Math.min(sliceMs * 2, LONGEST_SLICE_MS)) {
    const taken = attempt();
    if (!taken.ok) return taken;
    if (taken.value !== undefined) return ok(taken.value);
    const leftMs = deadlineMs - clock.monotonicMs();
    if (leftMs <= 0) return fail(lockedFault(path, readContents(path)));
    Atomics.wait(SLEEPER, 0, 0, Math.min(sliceMs, leftMs));
    if (wait.onSlice?.() === true) return fail(lockedFault(path, readContents(path)));
  }
}

/** `lockFile` without waiting for a holder (25 ms, so that a glance of `readHolder` does not look like one). */
export function tryLock(path: string, holder: LockHolder, clock?: Clock): Result<HeldLock, StateFault> {
  return lockFile(path, holder, { waitMs: PROBE_GRACE_MS, ...(clock && { clock }) });
}

/** Who holds the lock of this file now; undefined when it is free. */
export function readHolder(path: string): Result<LockHolder | undefined, StateFault> {
  const unknown: LockHolder = { pid: 0, purpose: 'an unknown purpose' };
  try {
    if (nodeFileSystem.stat(path) === undefined) return ok(undefined);
    const fd = nodeFileSystem.open(path, 'read');
    try {
      const free = flock(fd, 'shared');
      if (free === undefined) return ok(tryMarkerLock(path, undefined).holder);
      return ok(free ? undefined : (readContents(path) ?? unknown));
    } finally {
      closeQuietly(nodeFileSystem, fd);
    }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return ok(undefined);
    return fail(systemFault(path, 'read', error));
  }
}

const SLEEPER = new Int32Array(new SharedArrayBuffer(4));

interface OpenFile {
  readonly fd: number;
  readonly identity: string;
}

interface KeptFile {
  file: OpenFile | undefined;
}

/** One attempt: the lock, undefined when it is held, a fault when the file cannot be used. */
function attemptLock(
  path: string,
  holder: LockHolder,
  kept?: KeptFile,
): Result<HeldLock | undefined, StateFault> {
  const wasKept = kept?.file !== undefined;
  let file: OpenFile;
  try {
    file = kept?.file ?? openLock(path);
  } catch (error) {
    return fail(systemFault(path, 'write', error));
  }
  if (kept !== undefined) kept.file = file;
  const close = (): void => {
    closeQuietly(nodeFileSystem, file.fd);
    if (kept !== undefined) kept.file = undefined;
  };
  try {
    const taken = flock(file.fd, 'exclusive');
    if (taken === undefined) {
      const { release } = tryMarkerLock(path, holder);
      if (release !== undefined) {
        return ok(
          heldLock(path, file.fd, holder, () => {
            release();
            close();
          }),
        );
      }
      close();
      return ok(undefined);
    }
    if (!taken) {
      if (!wasKept) close();
      return ok(undefined);
    }
    // Since it was opened the file may have been removed: that inode locks nothing.
    if (nodeFileSystem.stat(path)?.identity !== file.identity) {
      close();
      return wasKept ? attemptLock(path, holder, kept) : ok(undefined);
    }
    const unlock = (): void => {
      if (flock(file.fd, 'unlock') !== true) close();
    };
    return ok(heldLock(path, file.fd, holder, kept === undefined ? close : unlock));
  } catch (error) {
    close();
    return fail(systemFault(path, 'write', error));
  }
}

function openLock(path: string): OpenFile {
  const fd = nodeFileSystem.open(path, 'update');
  try {
    return { fd, identity: nodeFileSystem.statOpen(fd).identity };
  } catch (error) {
    closeQuietly(nodeFileSystem, fd);
    throw error;
  }
}

function heldLock(path: string, fd: number, holder: LockHolder, letGo: () => void): HeldLock {
  let held = true;
  writeHolder(fd, holder);
  return {
    path,
    describe: (next) => writeHolder(fd, next),
    release: (options) => {
      if (!held) return;
      held = false;
      try {
        // What stands in a free lock's file tells nothing; emptying it would cost each commit a change of its size.
        if (options?.remove === true) nodeFileSystem.unlink(path);
      } catch (error) {
        // The name may be gone already (its folder was removed), or the disk fails: the lock is given up regardless.
        if (systemCode(error) === undefined) throw error;
      } finally {
        letGo();
      }
    },
  };
}

/**
 * A full disk must not keep anyone from locking: then the file says nothing about the holder. Padded with spaces to
 * a length that the next holder's line has too.
 */
function writeHolder(fd: number, holder: LockHolder): void {
  try {
    const line = `${JSON.stringify(holder)}\n`;
    const padding = HOLDER_UNIT_BYTES - (Buffer.byteLength(line) % HOLDER_UNIT_BYTES);
    const bytes = Buffer.from(line + ' '.repeat(padding));
    // A lock that is kept open is mostly taken again for the same purpose.
    if (readUpTo(nodeFileSystem, fd, 0, bytes.length + 1).equals(bytes)) return;
    if (nodeFileSystem.statOpen(fd).sizeBytes > bytes.length) nodeFileSystem.truncate(fd, bytes.length);
    writeAll(nodeFileSystem, fd, bytes, 0);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
  }
}

function readContents(path: string): LockHolder | undefined {
  try {
    const fd = nodeFileSystem.open(path, 'read');
    try {
      return parseHolder(readUpTo(nodeFileSystem, fd, 0, HOLDER_MAX_BYTES).toString());
    } finally {
      closeQuietly(nodeFileSystem, fd);
    }
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return undefined;
  }
}

export function parseHolder(text: string): LockHolder | undefined {
  try {
    const { pid, purpose, socket } = JSON.parse(text) as Record<string, unknown>;
    if (typeof pid !== 'number' || typeof purpose !== 'string') return undefined;
    return { pid, purpose, ...(typeof socket === 'string' && { socket }) };
  } catch {
    return undefined;
  }
}

export function lockedFault(path: string, holder: LockHolder | undefined): LockedFault {
  const file = path;
  if (holder === undefined) {
    return {
      kind: 'StateLocked',
      file,
      holder,
      message: `${basename(path)} is locked by another process.`,
      hint: 'Try again in a moment.',
    };
  }
  const stopped = isStopped(holder.pid);
  return {
    kind: 'StateLocked',
    file,
    holder,
    message: `${basename(path)} is held by process ${holder.pid}${stopped ? ', which is stopped,' : ''} for ${holder.purpose}.`,
    hint: stopped
      ? `Let it go on (kill -CONT ${holder.pid}) or end it (kill -9 ${holder.pid}); the lock is then free.`
      : `Wait for process ${holder.pid} to finish, or end it; the lock is then free.`,
  };
}

/** Linux tells whether a process was stopped (Ctrl-Z, SIGSTOP): the usual reason for a lock that stays. */
function isStopped(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return /^[Tt]$/.test(stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3));
  } catch {
    return false;
  }
}
