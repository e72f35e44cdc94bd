import { createSha256 } from '../crypto/digest.ts';
import { createPieceMac, PIECE_TAG_BYTES } from '../crypto/piece-mac.ts';
import type { SecretKey } from '../crypto/secret-key.ts';
import { type Bitmap, clearBit, createBitmap, hasBit, nextBit, setAll, setBit } from './bitmap.ts';
import { type GuestMemory, pagesOf } from './guest-memory.ts';

/** Memory is digested in chunks of 64 KiB; chunks that no page backs are zeros and are left out. */
const DIGEST_PAGES = 16;

/**
 * The digest of a guest's memory as one side of a migration keeps it: most of it is read as it is sent or arrives and
 * is still in the processor's cache, and only what changed since then is read again, the last of it when the guest has
 * stopped.
 */
export interface MemoryDigest {
  /** Says that these pages may have changed. */
  changed(page: number, count: number): void;
  /** Reads chunks of these pages that were never read. Others may be written again and wait for `update`. */
  readNew(page: number, count: number): void;
  /** Reads chunks that are new or have changed, at most so many; true when none is left. */
  update(maxChunks?: number): boolean;
  /** 32 bytes over all chunks in `chunks` and the device state, which only equal guests share. Everything else must be zeros. */
  digest(chunks: Bitmap, deviceState: Uint8Array): Buffer;
  dispose(): void;
}

export function createMemoryDigest(memory: GuestMemory, key: SecretKey): MemoryDigest {
  const mac = createPieceMac(key);
  const count = digestChunks(memory.pages);
  const tags = new Uint8Array(count * PIECE_TAG_BYTES);
  const stale = createBitmap(count);
  const unread = createBitmap(count);
  setAll(stale);
  setAll(unread);
  const tagOf = (chunk: number): Uint8Array =>
    tags.subarray(chunk * PIECE_TAG_BYTES, (chunk + 1) * PIECE_TAG_BYTES);
  const read = (chunk: number): void => {
    const page = chunk * DIGEST_PAGES;
    mac.tag(chunk, pagesOf(memory, page, Math.min(DIGEST_PAGES, memory.pages - page)), tagOf(chunk));
    clearBit(stale, chunk);
    clearBit(unread, chunk);
  };
  return {
    changed(page, pages) {
      for (let chunk = chunkOf(page); chunk <= chunkOf(page + pages - 1); chunk++) setBit(stale, chunk);
    },
    readNew(page, pages) {
      const last = chunkOf(page + pages - 1);
      for (let chunk = nextBit(unread, chunkOf(page)); chunk <= last && chunk < count; ) {
        if (isBacked(memory, chunk)) read(chunk);
        chunk = nextBit(unread, chunk + 1);
      }
    },
    update(maxChunks = Number.POSITIVE_INFINITY) {
      const backed = backedChunks(memory);
      let left = maxChunks;
      for (let chunk = nextBit(backed, 0); chunk < count; chunk = nextBit(backed, chunk + 1)) {
        if (!hasBit(stale, chunk)) continue;
        if (left-- <= 0) return false;
        read(chunk);
      }
      return true;
    },
    digest(chunks, deviceState) {
      const whole = createSha256();
      whole.update(new Uint8Array(chunks.words.buffer, chunks.words.byteOffset, chunks.words.byteLength));
      for (let chunk = nextBit(chunks, 0); chunk < count; chunk = nextBit(chunks, chunk + 1)) {
        if (hasBit(stale, chunk)) read(chunk);
        whole.update(tagOf(chunk));
      }
      whole.update(deviceState);
      return whole.digest();
    },
    dispose: () => mac.dispose(),
  };
}

export function digestChunks(pages: number): number {
  return Math.ceil(pages / DIGEST_PAGES);
}

function isBacked({ backed }: GuestMemory, chunk: number): boolean {
  return nextBit(backed, chunk * DIGEST_PAGES) < Math.min((chunk + 1) * DIGEST_PAGES, backed.length);
}

/** The chunks that have memory behind them. */
export function backedChunks(memory: GuestMemory): Bitmap {
  const chunks = createBitmap(digestChunks(memory.pages));
  for (let page = nextBit(memory.backed, 0); page < memory.pages; ) {
    const chunk = chunkOf(page);
    setBit(chunks, chunk);
    page = nextBit(memory.backed, (chunk + 1) * DIGEST_PAGES);
  }
  return chunks;
}

/** True when memory that is not in `chunks` holds anything. */
export function hasPagesOutside(memory: GuestMemory, chunks: Bitmap): boolean {
  const own = backedChunks(memory);
  for (let chunk = nextBit(own, 0); chunk < own.length; chunk = nextBit(own, chunk + 1)) {
    if (!hasBit(chunks, chunk)) return true;
  }
  return false;
}

function chunkOf(page: number): number {
  return Math.floor(page / DIGEST_PAGES);
}
