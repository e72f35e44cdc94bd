import { readFileSync } from 'node:fs';
import { systemClock } from '../base/clock.ts';
import { randomUuid } from '../crypto/random.ts';
import {
  closeQuietly,
  nodeFileSystem,
  readUpTo,
  systemCode,
  unlinkQuietly,
  writeAll,
} from './file-system.ts';
import type { LockHolder } from './lock.ts';

/** A marker is this much longer than any holder's contents. */
const MARKER_MAX_BYTES = 8192;

interface Marker extends LockHolder {
  /** Tells this marker from every other one. */
  readonly token: string;
  /** When the holder's process began: a process with the same id and another start is another process. */
  readonly started: string;
  readonly boot: string;
}

export interface MarkerAttempt {
  /** Set when the lock was taken. */
  readonly release?: () => void;
  /** Set when a living process holds it. */
  readonly holder?: LockHolder;
}

/**
 * The lock where the kernel offers none: a file `<path>.held`, made with O_EXCL, that names its holder by
 * pid, start time and boot. A dead holder's marker is taken away by a rename that only one can win, and
 * put back when it turns out to be another's. What is left of that race costs a retry, never an update:
 * the journal's chain refuses a second writer. Without `holder` it only looks.
 */
export function tryMarkerLock(path: string, holder: LockHolder | undefined): MarkerAttempt {
  const markerPath = `${path}.held`;
  for (let attempt = 0; attempt < 2; attempt++) {
    const found = readMarker(markerPath);
    if (found === 'missing') {
      if (holder === undefined) return {};
      const release = create(markerPath, holder);
      if (release !== undefined) return { release };
      continue;
    }
    // A marker without readable contents is being written at this moment.
    if (found === 'unreadable') return { holder: { pid: 0, purpose: 'an unknown purpose' } };
    if (isAlive(found)) return { holder: found };
    if (holder === undefined) return {};
    takeAway(markerPath, found);
  }
  return { holder: { pid: 0, purpose: 'an unknown purpose' } };
}

function create(markerPath: string, holder: LockHolder): (() => void) | undefined {
  const token = randomUuid();
  const marker: Marker = { ...holder, token, started: startOf(process.pid) ?? '', boot: bootId() };
  let fd: number;
  try {
    fd = nodeFileSystem.open(markerPath, 'create');
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return undefined;
    throw error;
  }
  try {
    writeAll(nodeFileSystem, fd, Buffer.from(JSON.stringify(marker)), 0);
  } catch (error) {
    unlinkQuietly(nodeFileSystem, markerPath);
    throw error;
  } finally {
    closeQuietly(nodeFileSystem, fd);
  }
  return () => {
    const current = readMarker(markerPath);
    if (typeof current === 'object' && current.token === token) unlinkQuietly(nodeFileSystem, markerPath);
  };
}

function takeAway(markerPath: string, dead: Marker): void {
  const aside = `${markerPath}.${randomUuid()}`;
  try {
    nodeFileSystem.rename(markerPath, aside);
    const moved = readMarker(aside);
    if (typeof moved === 'object' && moved.token === dead.token) nodeFileSystem.unlink(aside);
    else if (nodeFileSystem.stat(markerPath) === undefined) nodeFileSystem.rename(aside, markerPath);
    else nodeFileSystem.unlink(aside);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}

function readMarker(markerPath: string): Marker | 'missing' | 'unreadable' {
  let fd: number;
  try {
    fd = nodeFileSystem.open(markerPath, 'read');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return 'missing';
    throw error;
  }
  try {
    const text = readUpTo(nodeFileSystem, fd, 0, MARKER_MAX_BYTES).toString();
    const marker = JSON.parse(text) as Partial<Marker>;
    if (typeof marker.pid !== 'number' || typeof marker.token !== 'string') return abandoned(fd);
    return marker as Marker;
  } catch (error) {
    if (error instanceof SyntaxError) return abandoned(fd);
    throw error;
  } finally {
    closeQuietly(nodeFileSystem, fd);
  }
}

/** A marker is written in one call right after it is made; empty for seconds means that its maker died. */
function abandoned(fd: number): Marker | 'unreadable' {
  const ageMs = systemClock.nowMs() - nodeFileSystem.statOpen(fd).modifiedMs;
  if (ageMs < 5000) return 'unreadable';
  return { pid: 0, purpose: '', token: '', started: '', boot: '' };
}

function isAlive({ pid, started, boot }: Marker): boolean {
  if (pid <= 0 || boot !== bootId()) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to another user.
    if (systemCode(error) === 'ESRCH') return false;
  }
  const startedNow = startOf(pid);
  return startedNow === undefined || startedNow === started;
}

/** When a process began, in ticks since boot (proc(5), field 22); undefined where the system does not tell. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return '';
  }
}
