import { closeSync, fsyncSync, renameSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fail, type Result } from '../base/result.ts';
import { MiB } from '../base/units.ts';
import { type ConversionControl, isCancelled, setDone } from './conversion-control.ts';
import { mergedRanges, readAllocated } from './disk.ts';
import { openChain } from './disk-chain.ts';
import { createFlatExtent, exists, flatDescriptor } from './disk-file.ts';
import { type KeyEncryptionKey, keyRing } from './disk-key.ts';
import type { DiskLayer } from './disk-layer.ts';
import { createPrivateFile, removeIfPresent, syncFolder, temporaryPath, writeAll } from './durable-file.ts';
import { type ByteRange, isZero, nonZeroRuns } from './extent-map.ts';
import { attempt, StorageError, type StorageFault } from './storage-fault.ts';
import { createStreamWriter, STREAM_GRAIN_BYTES } from './stream-writer.ts';
import type { VmdkDescriptor } from './vmdk-descriptor.ts';

/** A whole disk in one plain file: the guest's bytes as they are, or a streamOptimized VMDK. */
export type ImageFormat = 'raw' | 'streamOptimized';

/** What the data thread is told; survives structured cloning. */
export interface ImageJob {
  readonly source: string;
  readonly target: string;
  readonly format: ImageFormat;
  /** Whether a file of that name is replaced. */
  readonly overwrites: boolean;
  readonly keys: readonly KeyEncryptionKey[];
  readonly control: ConversionControl;
}

const SEGMENT_BYTES = 8 * MiB;

/** Writes the image under a temporary name and renames it when it is whole and durable. */
export function runImage(job: ImageJob): Result<{ readonly path: string }, StorageFault> {
  const { source, target, overwrites } = job;
  if (!overwrites && exists(target)) return fail({ kind: 'FileAlreadyExists', path: target });
  const chain = openChain(source, 'read', keyRing(job.keys));
  if (!chain.ok) return chain;
  const temporary = temporaryPath(target);
  const written = attempt(target, 'write', () => {
    writeImage(job, chain.value.layers, temporary);
    renameSync(temporary, target);
    syncFolder(dirname(target));
    return { path: target };
  });
  for (const layer of chain.value.layers) layer.close();
  if (!written.ok) removeIfPresent(temporary);
  return written;
}

function writeImage(
  { format, target, control }: ImageJob,
  layers: readonly [DiskLayer, ...DiskLayer[]],
  path: string,
): void {
  const [{ capacityBytes }] = layers;
  const fd = format === 'raw' ? createFlatExtent(path, capacityBytes) : createPrivateFile(path);
  try {
    const writer = format === 'raw' ? rawWriter(fd, capacityBytes) : streamWriter(fd, target, capacityBytes);
    const grain = new Uint8Array(STREAM_GRAIN_BYTES);
    for (let start = 0; start < capacityBytes; start += SEGMENT_BYTES) {
      const lengthBytes = Math.min(SEGMENT_BYTES, capacityBytes - start);
      for (const offset of grainsIn(mergedRanges(layers, start, lengthBytes))) {
        if (isCancelled(control)) throw new StorageError({ kind: 'Cancelled', path: target });
        // The last grain of a disk may be cut; what is beyond the end is zero.
        const length = Math.min(grain.length, capacityBytes - offset);
        readAllocated(layers, grain.subarray(0, length), offset);
        grain.fill(0, length);
        if (!isZero(grain)) writer.grain(grain, offset);
      }
      setDone(control, start + lengthBytes);
    }
    writer.finish();
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Where the grains begin that hold any of the ranges' bytes, in order. */
function* grainsIn(ranges: readonly ByteRange[]): Generator<number> {
  let next = 0;
  for (const { offset, lengthBytes } of ranges) {
    const first = Math.max(next, offset - (offset % STREAM_GRAIN_BYTES));
    for (next = first; next < offset + lengthBytes; next += STREAM_GRAIN_BYTES) yield next;
  }
}

function rawWriter(fd: number, capacityBytes: number): ReturnType<typeof createStreamWriter> {
  return {
    grain(bytes, offset) {
      const inside = bytes.subarray(0, capacityBytes - offset);
      for (const [start, end] of nonZeroRuns(inside))
        writeAll(fd, inside.subarray(start, end), offset + start);
    },
    finish: () => undefined,
  };
}

function streamWriter(
  fd: number,
  target: string,
  capacityBytes: number,
): ReturnType<typeof createStreamWriter> {
  const flat = flatDescriptor(target, capacityBytes, false);
  const [extent] = flat.extents;
  const descriptor: VmdkDescriptor = {
    ...flat,
    createType: 'streamOptimized',
    extents: extent === undefined ? [] : [{ ...extent, type: 'SPARSE', fileName: basename(target) }],
  };
  return createStreamWriter(fd, descriptor, capacityBytes);
}
