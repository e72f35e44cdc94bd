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
  const clock = wait.clock ?? systemClock;
  const deadlineMs = clock.monotonicMs() + (wait.waitMs ?? DEFAULT_WAIT_MS);
  for (let sliceMs = 0.5; ; sliceMs = Math.min(sliceMs * 2, LONGEST_SLICE_MS)) {
    const attempt = attemptLock(path, holder);
    if (!attempt.ok) return attempt;
    if (attempt.value !== undefined) return ok(attempt.value);
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

/** One attempt: the lock, undefined when it is held, a fault when the file cannot be used. */
function attemptLock(path: string, holder: LockHolder): Result<HeldLock | undefined, StateFault> {
  let fd: number;
  try {
    fd = nodeFileSystem.open(path, 'update');
  } catch (error) {
    return fail(systemFault(path, 'write', error));
  }
  try {
    const taken = flock(fd, 'exclusive');
    if (taken === undefined) {
      const marker = tryMarkerLock(path, holder);
      if (marker.release === undefined) {
        closeQuietly(nodeFileSystem, fd);
        return ok(undefined);
      }
      return ok(heldLock(path, fd, holder, marker.release));
    }
    // Between open and flock the holder may have removed the file: that inode locks nothing.
    const current = taken ? nodeFileSystem.stat(path) : undefined;
    if (!taken || current?.identity !== nodeFileSystem.statOpen(fd).identity) {
      closeQuietly(nodeFileSystem, fd);
      return ok(undefined);
    }
    return ok(heldLock(path, fd, holder, () => undefined));
  } catch (error) {
    closeQuietly(nodeFileSystem, fd);
    return fail(systemFault(path, 'write', error));
  }
}

function heldLock(path: string, fd: number, holder: LockHolder, releaseMarker: () => void): HeldLock {
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
        releaseMarker();
        closeQuietly(nodeFileSystem, fd);
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
    const line = Buffer.from(`${JSON.stringify(holder)}\n`);
    const bytes = Buffer.alloc(Math.ceil(line.length / HOLDER_UNIT_BYTES) * HOLDER_UNIT_BYTES, ' ');
    line.copy(bytes);
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
