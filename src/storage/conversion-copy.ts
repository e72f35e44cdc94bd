import { assert } from '../base/assert.ts';
import { faultPoint } from '../base/fault-point.ts';
import { KiB, MiB, SECTOR_BYTES } from '../base/units.ts';
import { allocateXtsBuffer, createXts, type Xts } from '../crypto/aes-xts.ts';
import type { SecretKey } from '../crypto/secret-key.ts';
import { createBlankLayer } from './blank-layer.ts';
import {
  addDone,
  type ConversionControl,
  claimSegment,
  mustStop,
  pause,
  readProgress,
} from './conversion-control.ts';
import type { ConversionFaultPoint } from './conversion-fault-points.ts';
import type { ConversionJob } from './conversion-job.ts';
import { readDescriptor } from './descriptor-file.ts';
import { mergedRanges, readAllocated } from './disk.ts';
import { openChain } from './disk-chain.ts';
import { diskKeyId, keyRing, openDataKey } from './disk-key.ts';
import type { DiskLayer } from './disk-layer.ts';
import { writeAll } from './durable-file.ts';
import { alignRanges, BLOCK_BYTES } from './extent-map.ts';
import { openRawLayer } from './raw-layer.ts';
import { orThrow, StorageError } from './storage-fault.ts';

/** Claimed by a thread at a time: long enough that its writes are a run on the disk. */
const SEGMENT_BYTES = 8 * MiB;
/**
 * Read, transformed in place and written at a time. Stays in the core's cache; and Linux takes a write's size for that
 * of the page cache's folios, of which larger ones cost it several times as much to find.
 */
const CHUNK_BYTES = 64 * KiB;
/** Each thread's own buffer, made once and used for every conversion; its data is transformed without a copy. */
let buffer: Uint8Array | undefined;

/**
 * Moves segments of the source to the target's extent until none is left or the conversion is stopped. Holes and
 * never-written blocks are skipped; what has data is decrypted by the source's layers and encrypted for the target.
 * `onWritten` hears after each chunk how much all threads have done.
 */
export function copySegments(
  job: ConversionJob,
  targetFd: number,
  onWritten: (doneBytes: number) => void = () => undefined,
): void {
  const { control } = job;
  const layers = openSource(job);
  const endBytes = job.parentName === undefined ? job.capacityBytes : layers[0].capacityBytes;
  let xts: Xts | undefined;
  // An empty disk needs no cipher.
  const cipher = (): Xts | undefined => {
    if (job.view === 'filled') xts ??= createXts(keptDataKey(job));
    else if (job.targetKey !== undefined) xts ??= createXts(job.targetKey.dek);
    return xts;
  };
  // All threads together keep to the rate.
  const pace = createPace(job.maxBytesPerSecond, control, () => readProgress(control).doneBytes);
  try {
    for (;;) {
      const start = claimSegment(control) * SEGMENT_BYTES;
      if (start >= endBytes || mustStop(control)) return;
      const lengthBytes = Math.min(SEGMENT_BYTES, endBytes - start);
      copySegment(job, { layers, cipher, targetFd, pace, onWritten }, start, lengthBytes);
    }
  } finally {
    xts?.dispose();
    for (const layer of layers) layer.close();
  }
}

/** The layers that the job reads. The topmost one's capacity is the length of the target's extent. */
export function openSource({
  source,
  view,
  capacityBytes,
  sourceKeys,
}: ConversionJob): readonly [DiskLayer, ...DiskLayer[]] {
  if (view === 'raw') return [orThrow(openRawLayer(source))];
  if (view === 'blank') return [createBlankLayer(capacityBytes)];
  return orThrow(openChain(source, 'read', keyRing(sourceKeys))).layers;
}

/** The data key that a move leaves the disk. */
function keptDataKey({ source, sourceKeys }: ConversionJob): SecretKey {
  const descriptor = orThrow(readDescriptor(source));
  const key = orThrow(diskKeyId(descriptor, source));
  assert(key !== undefined, 'the disk is encrypted');
  const kek = keyRing(sourceKeys)(key);
  if (kek === undefined) throw new StorageError({ kind: 'EncryptionKeyRequired', path: source, key });
  return orThrow(openDataKey(descriptor, kek, source));
}

interface Copy {
  readonly layers: readonly [DiskLayer, ...DiskLayer[]];
  readonly cipher: () => Xts | undefined;
  readonly targetFd: number;
  readonly pace: () => void;
  readonly onWritten: (doneBytes: number) => void;
}

function copySegment(
  { control, isThick }: ConversionJob,
  copy: Copy,
  start: number,
  lengthBytes: number,
): void {
  const ownBytes = ownLength(copy.layers, start, lengthBytes);
  const ranges = isThick
    ? [{ offset: start, lengthBytes }]
    : ownBytes === 0
      ? []
      : alignRanges(mergedRanges(copy.layers, start, ownBytes), start + lengthBytes);
  for (const range of ranges) {
    const end = range.offset + range.lengthBytes;
    for (let offset = range.offset; offset < end; offset += CHUNK_BYTES) {
      if (mustStop(control)) return;
      buffer ??= allocateXtsBuffer(CHUNK_BYTES);
      const chunk = buffer.subarray(0, Math.min(CHUNK_BYTES, end - offset));
      copyChunk(copy, chunk, offset, isThick);
      addDone(control, chunk.length);
      faultPoint('convert.chunk-written' satisfies ConversionFaultPoint);
      copy.onWritten(readProgress(control).doneBytes);
      copy.pace();
    }
  }
}

/** How much of a range the source has; a larger clone has zeros behind it. */
function ownLength([{ capacityBytes }]: Copy['layers'], offset: number, lengthBytes: number): number {
  return Math.max(0, Math.min(lengthBytes, capacityBytes - offset));
}

function copyChunk(
  { layers, cipher, targetFd }: Copy,
  chunk: Uint8Array,
  offset: number,
  isThick: boolean,
): void {
  const ownBytes = ownLength(layers, offset, chunk.length);
  const allocated = ownBytes === 0 ? [] : readAllocated(layers, chunk.subarray(0, ownBytes), offset);
  chunk.fill(0, ownBytes);
  // Of a block with data every sector is written: clear zeros in it would be taken for ciphertext.
  const blockEnd = Math.min(Math.ceil(ownBytes / BLOCK_BYTES) * BLOCK_BYTES, chunk.length);
  const written = allocated.map((run) => (run.end === ownBytes ? { ...run, end: blockEnd } : run));
  const runs = isThick ? [{ start: 0, end: chunk.length }] : written;
  for (const { start, end } of runs) {
    const run = chunk.subarray(start, end);
    cipher()?.encrypt(run, (offset + start) / SECTOR_BYTES);
    writeAll(targetFd, run, offset + start);
  }
}

/** Keeps below a rate: sleeps when more is done than the time allows, but not past a cancellation. */
export function createPace(
  maxBytesPerSecond: number | undefined,
  control: ConversionControl,
  doneBytes: () => number,
): () => void {
  if (maxBytesPerSecond === undefined) return () => undefined;
  const startedMs = performance.now();
  const beforeBytes = doneBytes();
  return () => {
    const earlyMs =
      ((doneBytes() - beforeBytes) / maxBytesPerSecond) * 1000 - (performance.now() - startedMs);
    if (earlyMs > 1) pause(control, earlyMs);
  };
}
