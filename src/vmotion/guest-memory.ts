import { assert } from '../base/assert.ts';
import { GiB, MiB } from '../base/units.ts';
import { type Bitmap, createBitmap, hasBit, setBit } from './bitmap.ts';
import { mix } from './random-sequence.ts';

export const PAGE_BYTES = 4096;
/** Memory comes in regions, because one buffer cannot hold a large guest. Batches and digests are cut so that none crosses two. */
const REGION_BYTES = GiB;
/** The seed fills or leaves out memory in blocks of this size, as large pages do. */
const BLOCK_BYTES = 2 * MiB;
const BLOCK_PAGES = BLOCK_BYTES / PAGE_BYTES;
/** One page in this many of a filled block is zeros, as in memory that a guest freed. */
const ZERO_PAGE_EVERY = 16;
const MAX_MEMORY_BYTES = 256 * GiB;

/** What the memory of a guest is made from, wherever it is needed. */
export interface GuestMemorySpec {
  readonly seed: number;
  /** A multiple of 4096. */
  readonly sizeBytes: number;
  /** The part of the memory that holds data, 0 to 1; the rest is never touched and takes no room. */
  readonly populated: number;
}

/** A guest's memory: real bytes, shared between threads by reference. Plain data that survives cloning. */
export interface GuestMemory {
  readonly spec: GuestMemorySpec;
  readonly pages: number;
  readonly regions: readonly Uint8Array[];
  /** Pages that have ever been written; all others are zeros and have no memory behind them. */
  readonly backed: Bitmap;
}

/** Part of memory that is populated unless said otherwise. */
export const DEFAULT_POPULATED = 0.25;

/** Memory of zeros, for a destination to fill. */
export function createEmptyMemory(spec: GuestMemorySpec): GuestMemory {
  const { sizeBytes } = spec;
  assert(
    sizeBytes > 0 && sizeBytes % PAGE_BYTES === 0 && sizeBytes <= MAX_MEMORY_BYTES,
    `guest memory is whole pages up to 256 GiB, not ${sizeBytes} bytes`,
  );
  const regions: Uint8Array[] = [];
  for (let at = 0; at < sizeBytes; at += REGION_BYTES) {
    regions.push(new Uint8Array(new SharedArrayBuffer(Math.min(REGION_BYTES, sizeBytes - at))));
  }
  const pages = sizeBytes / PAGE_BYTES;
  return { spec, pages, regions, backed: createBitmap(pages, true) };
}

/** As `createEmptyMemory`, with the memory taken from the system at once: a guest with a full reservation. */
export function reserveMemory(spec: GuestMemorySpec): GuestMemory {
  const memory = createEmptyMemory(spec);
  for (const region of memory.regions) for (let at = 0; at < region.length; at += PAGE_BYTES) region[at] = 0;
  return memory;
}

/** The memory that the seed stands for: the same bytes in every process. */
export function createSeededMemory(spec: GuestMemorySpec): GuestMemory {
  const memory = createEmptyMemory(spec);
  for (const block of populatedBlocks(spec)) {
    const end = Math.min((block + 1) * BLOCK_PAGES, memory.pages);
    for (let page = block * BLOCK_PAGES; page < end; page++) {
      const zero = mix(spec.seed ^ Math.imul(page, 0x9e3779b1)) % ZERO_PAGE_EVERY === 0;
      setBit(memory.backed, page);
      fillPage(pageOf(memory, page), zero ? 0 : mix(spec.seed + page) || 1);
    }
  }
  return memory;
}

/** The blocks of 2 MiB that the seed fills, in order. */
export function populatedBlocks({ seed, sizeBytes, populated }: GuestMemorySpec): number[] {
  const count = Math.ceil(sizeBytes / BLOCK_BYTES);
  const wanted = Math.round(count * Math.min(1, Math.max(0, populated)));
  const order = Array.from({ length: count }, (_, block) => block);
  if (wanted < count) {
    const rank = order.map((block) => mix(seed ^ Math.imul(block + 1, 0x85ebca6b)));
    order.sort((a, b) => (rank[a] ?? 0) - (rank[b] ?? 0) || a - b);
  }
  return order.slice(0, wanted).sort((a, b) => a - b);
}

/** The page numbers that a guest's programs use: those of the populated blocks. */
export function populatedPages(spec: GuestMemorySpec): Uint32Array {
  const pages = spec.sizeBytes / PAGE_BYTES;
  const blocks = populatedBlocks(spec);
  const list = new Uint32Array(blocks.length * BLOCK_PAGES);
  let count = 0;
  for (const block of blocks) {
    const end = Math.min((block + 1) * BLOCK_PAGES, pages);
    for (let page = block * BLOCK_PAGES; page < end; page++) list[count++] = page;
  }
  return list.subarray(0, count);
}

/** A run of pages as bytes. It must lie in one region. */
export function pagesOf(memory: GuestMemory, page: number, count: number): Uint8Array {
  const at = page * PAGE_BYTES;
  const region = memory.regions[Math.floor(at / REGION_BYTES)];
  assert(region !== undefined, 'a page lies in its guest');
  const offset = at % REGION_BYTES;
  assert(offset + count * PAGE_BYTES <= region.length, 'a run of pages lies in one region');
  return region.subarray(offset, offset + count * PAGE_BYTES);
}

export function pageOf(memory: GuestMemory, page: number): Uint8Array {
  return pagesOf(memory, page, 1);
}

const ZERO_PAGE = Buffer.alloc(PAGE_BYTES);

export function isZeroPage(memory: GuestMemory, page: number): boolean {
  if (!hasBit(memory.backed, page)) return true;
  // Nearly all pages differ here already, without a view of them.
  const at = page * PAGE_BYTES;
  if (memory.regions[Math.floor(at / REGION_BYTES)]?.[at % REGION_BYTES] !== 0) return false;
  return ZERO_PAGE.equals(pageOf(memory, page));
}

/** Makes a page zeros without giving it memory that it does not have. */
export function zeroPages(memory: GuestMemory, page: number, count: number): void {
  for (let at = page; at < page + count; at++) if (hasBit(memory.backed, at)) pageOf(memory, at).fill(0);
}

export function setBacked(memory: GuestMemory, page: number, count: number): void {
  for (let at = page; at < page + count; at++) setBit(memory.backed, at);
}

/** Compressible in no way, different on every page; seed 0 stands for a page of zeros. */
function fillPage(bytes: Uint8Array, seed: number): void {
  if (seed === 0) return;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, PAGE_BYTES / 4);
  let state = seed | 0;
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = state;
  }
}
