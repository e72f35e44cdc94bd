import { dirname } from 'node:path';
import { ok, type Result } from '../base/result.ts';
import { createControl } from './conversion-control.ts';
import { dataBytesOf } from './data-size.ts';
import { type PendingData, runInDataThreads } from './data-threads.ts';
import { requireFreeSpace } from './datastore.ts';
import { inspectDisk } from './disk-file.ts';
import type { KeyEncryptionKey } from './disk-key.ts';
import type { ImageFormat, ImageJob } from './image-run.ts';
import type { StorageFault } from './storage-fault.ts';

export type { ImageFormat } from './image-run.ts';

export interface ImageRequest {
  /** Descriptor of the disk; its snapshots are flattened. */
  readonly source: string;
  /** The file to make; its folder exists. */
  readonly target: string;
  readonly format: ImageFormat;
  readonly overwrites: boolean;
}

/**
 * Starts writing a disk into one file, in a worker thread: plain text, whatever the disk is. It settles when the file
 * is durable under its name, or with a fault after it has removed what it made.
 */
export function startImage(
  { source, target, format, overwrites }: ImageRequest,
  keys: readonly KeyEncryptionKey[],
): Result<PendingData<Result<{ readonly path: string }, StorageFault>>, StorageFault> {
  const disk = inspectDisk(source);
  if (!disk.ok) return disk;
  const data = dataBytesOf(source);
  if (!data.ok) return data;
  // A stream may well be smaller; how much is known only when it is written.
  const room = format === 'raw' ? requireFreeSpace(dirname(target), data.value) : ok(undefined);
  if (!room.ok) return room;
  const job: ImageJob = {
    source,
    target,
    format,
    overwrites,
    keys,
    control: createControl(disk.value.capacityBytes),
  };
  return ok(runInDataThreads<Result<{ readonly path: string }, StorageFault>>('image', job, false));
}
