import { type Bitmap, clearAll, createBitmap, setBit } from './bitmap.ts';
import { type GuestMemory, PAGE_BYTES, pageOf, populatedPages } from './guest-memory.ts';
import { createRandomSequence, type RandomSequence } from './random-sequence.ts';
import { type Workload, type WriteRegion, writeRegions } from './workload.ts';

/**
 * A running guest: its memory, the workload that writes it, and the hypervisor's record of the pages
 * written since they were last collected. It runs in its host's thread, in slices of real time.
 */
export interface Guest {
  readonly memory: GuestMemory;
  /** Runs the workload for what it would have done in `elapsedMs`. */
  run(elapsedMs: number): void;
  /** Part of full speed at which it runs, 0 to 1. 0 is stunned. */
  setSpeed(speed: number): void;
  readonly speed: number;
  /** Pages written and not yet collected. */
  readonly dirtyPages: number;
  /** Hands over the pages written since the last call and starts recording anew. The caller gives the bitmap back by the next call. */
  collectDirty(): Bitmap;
  /** Page writes done so far: the workload's own measure of its work. */
  readonly writes: number;
}

export function createGuest(memory: GuestMemory, workload: Workload): Guest {
  const pages = populatedPages(memory.spec);
  const sequence = createRandomSequence(workload.seed);
  const writers = placeRegions(writeRegions(workload, pages.length * PAGE_BYTES), pages);
  let recording = createBitmap(memory.pages);
  let collected = createBitmap(memory.pages);
  let dirtyPages = 0;
  let speed = 1;
  let writes = 0;

  const write = (page: number): void => {
    const bytes = pageOf(memory, page);
    const value = sequence.next();
    const at = value & (PAGE_BYTES - 8);
    bytes[at] = value;
    bytes[at + 1] = value >>> 8;
    bytes[at + 2] = value >>> 16;
    // A page of zeros becomes one that is not.
    bytes[at + 3] = (value >>> 24) | 1;
    setBit(memory.backed, page);
    if (setBit(recording, page)) dirtyPages++;
    writes++;
  };

  return {
    memory,
    run(elapsedMs) {
      for (const writer of writers) {
        for (let due = writer.due(elapsedMs * speed); due > 0; due--) write(writer.nextPage(sequence));
      }
    },
    setSpeed(value) {
      speed = value;
    },
    get speed() {
      return speed;
    },
    get dirtyPages() {
      return dirtyPages;
    },
    collectDirty() {
      const full = recording;
      recording = collected;
      clearAll(recording);
      collected = full;
      dirtyPages = 0;
      return full;
    },
    get writes() {
      return writes;
    },
  };
}

interface Writer {
  /** Whole page writes that have fallen due after this much more time. */
  due(elapsedMs: number): number;
  nextPage(sequence: RandomSequence): number;
}

/** Lays the regions one after another over the pages that the guest's programs use. */
function placeRegions(regions: readonly WriteRegion[], pages: Uint32Array): Writer[] {
  let first = 0;
  const writers: Writer[] = [];
  for (const { sizeBytes, bytesPerSecond, pattern } of regions) {
    const count = Math.min(Math.round(sizeBytes / PAGE_BYTES), pages.length - first);
    if (count <= 0) continue;
    writers.push(createWriter(pages.subarray(first, first + count), bytesPerSecond, pattern));
    first += count;
  }
  return writers;
}

function createWriter(pages: Uint32Array, bytesPerSecond: number, pattern: WriteRegion['pattern']): Writer {
  let owed = 0;
  let sweep = 0;
  return {
    due(elapsedMs) {
      owed += (elapsedMs / 1000) * (bytesPerSecond / PAGE_BYTES);
      const whole = Math.floor(owed);
      owed -= whole;
      return whole;
    },
    nextPage(sequence) {
      if (pattern === 'uniform') return pages[sequence.below(pages.length)] ?? 0;
      sweep = (sweep + 1) % pages.length;
      return pages[sweep] ?? 0;
    },
  };
}
