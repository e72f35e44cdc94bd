import { close, closeSync, constants, fstatSync, openSync, statfsSync } from 'node:fs';
import type { Result } from '../base/result.ts';
import { MiB } from '../base/units.ts';
import { removeIfPresent } from './durable-file.ts';
import { attempt, type StorageFault } from './storage-fault.ts';

/**
 * Takes a large file's name away at once. Giving its space back can take the disk as long as a third of writing it
 * (discards are issued one by one), so that is left to the closing of a descriptor in Node's thread pool. Killed in
 * between, the system does the same.
 */
export function removeAndRelease(path: string): Result<boolean, StorageFault> {
  const held = attempt(path, 'open', () =>
    openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK),
  );
  const removed = removeIfPresent(path);
  if (held.ok) {
    releasedMs = performance.now();
    // Handing a little over costs more than the closing.
    if (fstatSync(held.value).blocks * BLOCK_BYTES < LARGE_BYTES) closeSync(held.value);
    else close(held.value, () => undefined);
  }
  return removed;
}

const LARGE_BYTES = 16 * MiB;
/** What `blocks` of a stat counts. */
const BLOCK_BYTES = 512;

let releasedMs = Number.NEGATIVE_INFINITY;

/** How long after a removal its space may still be on its way. */
const RELEASE_GUARD_MS = 10_000;
const LOOK_EVERY_MS = 20;

/** Whether the folder has `neededBytes` free, when what was removed a moment ago has come back. */
export function hasSpaceAfterRelease(folder: string, neededBytes: number): boolean {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    const { bavail, bsize } = statfsSync(folder);
    if (bavail * bsize >= neededBytes) return true;
    if (performance.now() - releasedMs > RELEASE_GUARD_MS) return false;
    Atomics.wait(sleeper, 0, 0, LOOK_EVERY_MS);
  }
}
