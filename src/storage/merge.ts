import { ok, type Result } from '../base/result.ts';
import { createControl } from './conversion-control.ts';
import { layerDataBytes } from './data-size.ts';
import { type PendingData, runInDataThreads } from './data-threads.ts';
import type { KeyEncryptionKey } from './disk-key.ts';
import type { MergeJob, MergeResult } from './merge-run.ts';
import type { StorageFault } from './storage-fault.ts';

export type PendingMerge = PendingData<Result<MergeResult, StorageFault>>;

/**
 * Starts the consolidation of a delta into its parent, in a worker thread. When it settles, the parent has the
 * delta's content durably and the chain still reads the same; the caller then commits the parent in the delta's
 * place (for a delta that has children itself: `skipParent` on each) and removes the delta. The parent must have no
 * other child. A crash or a cancellation at any moment leaves the chain reading as before.
 */
export function startMerge(
  path: string,
  keys: readonly KeyEncryptionKey[],
): Result<PendingMerge, StorageFault> {
  const data = layerDataBytes(path);
  if (!data.ok) return data;
  const job: MergeJob = { path, keys, control: createControl(data.value) };
  return ok(runInDataThreads<Result<MergeResult, StorageFault>>('merge', job, false));
}
