import { faultPoint } from '../base/fault-point.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { KiB } from '../base/units.ts';
import { addDone, type ConversionControl, isCancelled } from './conversion-control.ts';
import { readAllocated } from './disk.ts';
import { openChain, openLayer, readChain } from './disk-chain.ts';
import { type KeyEncryptionKey, keyRing } from './disk-key.ts';
import type { DiskLayer } from './disk-layer.ts';
import { attempt, StorageError, type StorageFault } from './storage-fault.ts';

/** What the data thread is told; survives structured cloning. */
export interface MergeJob {
  /** Descriptor of the delta. */
  readonly path: string;
  readonly keys: readonly KeyEncryptionKey[];
  readonly control: ConversionControl;
}

export interface MergeResult {
  /** Descriptor of the disk that has the delta's content now. */
  readonly parentPath: string;
}

const CHUNK_BYTES = 256 * KiB;

/** Where a merge may be killed: the chain reads the same at each. */
export const MERGE_FAULT_POINTS = ['merge.chunk-written', 'merge.flushed'] as const;
type MergeFaultPoint = (typeof MERGE_FAULT_POINTS)[number];

/**
 * Copies what a delta has into its parent. The delta stays on top and still hides every place that is written, so
 * the chain reads the same at every moment; repeating it after a crash or a cancellation is harmless. Durable when
 * it returns.
 */
export function runMerge(job: MergeJob): Result<MergeResult, StorageFault> {
  const { path, control } = job;
  const links = readChain(path);
  if (!links.ok) return links;
  const [child, parent] = links.value;
  if (parent === undefined) {
    return fail({
      kind: 'InvalidDiskRequest',
      path,
      reason: 'it is no delta, so it has no parent to merge into',
    });
  }
  const keys = keyRing(job.keys);
  const top = openLayer(child, 'read', keys);
  if (!top.ok) return top;
  const below = openChain(parent.path, 'write', keys);
  if (!below.ok) {
    top.value.close();
    return below;
  }
  const merged = attempt(path, 'merge', () => copyDown(top.value, below.value.layers, control, path));
  for (const layer of [top.value, ...below.value.layers]) layer.close();
  return merged.ok ? ok({ parentPath: parent.path }) : merged;
}

function copyDown(
  child: DiskLayer,
  [target, ...deeper]: readonly [DiskLayer, ...DiskLayer[]],
  control: ConversionControl,
  path: string,
): void {
  const buffer = new Uint8Array(CHUNK_BYTES);
  const readDeeper = (part: Uint8Array, offset: number): void => {
    readAllocated(deeper, part, offset);
  };
  for (let offset = 0; offset < child.capacityBytes; offset += CHUNK_BYTES) {
    if (isCancelled(control)) throw new StorageError({ kind: 'Cancelled', path });
    const chunk = buffer.subarray(0, Math.min(CHUNK_BYTES, child.capacityBytes - offset));
    for (const { start, end, kind } of child.read(chunk, offset)) {
      if (kind === 'zero') target.zero(offset + start, end - start, readDeeper);
      else {
        target.write(chunk.subarray(start, end), offset + start, readDeeper);
        addDone(control, end - start);
      }
    }
    faultPoint('merge.chunk-written' satisfies MergeFaultPoint);
  }
  target.flush();
  faultPoint('merge.flushed' satisfies MergeFaultPoint);
}
