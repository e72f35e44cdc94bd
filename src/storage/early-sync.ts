import { closeSync, constants, fdatasync, openSync } from 'node:fs';
import { promisify } from 'node:util';
import { MiB } from '../base/units.ts';

/**
 * Starts writing a file to its disk while it is still being filled, so that the final fsync has little left to
 * do. It works on a descriptor of its own: the kernel reports a write error once to each descriptor, and the
 * final fsync must not miss one that was reported here.
 */
export interface EarlySync {
  /** Tells how much has been written in all; now and then starts a flush in the background. */
  readonly written: (doneBytes: number) => void;
  /** Settles when no flush is under way. Its errors are the final fsync's to report. */
  close(): Promise<void>;
}

/** Enough to keep a disk busy; few enough flushes that their journal commits do not count. */
const FLUSH_EVERY_BYTES = 96 * MiB;

/** The file is opened when there is enough to flush, so that small disks cost nothing. */
export function createEarlySync(path: string): EarlySync {
  let fd: number | undefined;
  const flushes: Promise<void>[] = [];
  let flushedBytes = 0;
  return {
    written(doneBytes) {
      if (doneBytes - flushedBytes < FLUSH_EVERY_BYTES) return;
      flushedBytes = doneBytes;
      fd ??= openSync(path, constants.O_RDWR | constants.O_NOFOLLOW);
      flushes.push(promisify(fdatasync)(fd));
    },
    async close() {
      await Promise.allSettled(flushes);
      if (fd !== undefined) closeSync(fd);
    },
  };
}
