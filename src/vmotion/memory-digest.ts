import { createPieceDigest } from '../crypto/piece-digest.ts';
import type { SecretKey } from '../crypto/secret-key.ts';
import { type Bitmap, createBitmap, hasBit, nextBit, setBit } from './bitmap.ts';
import { type GuestMemory, pagesOf } from './guest-memory.ts';

/** Memory is digested in chunks of 1 MiB; chunks that no page backs are zeros and are left out. */
const DIGEST_PAGES = 256;

export function digestChunks(pages: number): number {
  return Math.ceil(pages / DIGEST_PAGES);
}

/** The chunks that have memory behind them. */
export function backedChunks(memory: GuestMemory): Bitmap {
  const chunks = createBitmap(digestChunks(memory.pages));
  for (let page = nextBit(memory.backed, 0); page < memory.pages; ) {
    const chunk = Math.floor(page / DIGEST_PAGES);
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

/** The digest (32 bytes) of the chunks' contents and positions, and of the device state. Equal memories only give equal digests. */
export function memoryDigest(
  memory: GuestMemory,
  chunks: Bitmap,
  deviceState: Uint8Array,
  key: SecretKey,
): Buffer {
  const digest = createPieceDigest(key);
  digest.add(new Uint8Array(chunks.words.buffer, chunks.words.byteOffset, chunks.words.byteLength));
  for (let chunk = nextBit(chunks, 0); chunk < chunks.length; chunk = nextBit(chunks, chunk + 1)) {
    const page = chunk * DIGEST_PAGES;
    digest.add(pagesOf(memory, page, Math.min(DIGEST_PAGES, memory.pages - page)));
  }
  digest.add(deviceState);
  return digest.digest();
}
