import type { EngineOptions } from './engine.ts';
import { createGcmCipher } from './gcm-cipher.ts';
import type { SecretKey } from './secret-key.ts';

/**
 * Authenticates pieces of much data by AES-256-GMAC (SP 800-38D) under their position, several times as
 * fast as a hash. A position may be authenticated again when its piece has changed, so tags are secrets
 * of whoever holds the one-time key: compare a hash of them, never show one.
 */
export interface PieceMac {
  /** Writes the 16-byte tag of the piece at `position` (below 2^32). */
  tag(position: number, piece: Uint8Array, tag: Uint8Array): void;
  dispose(): void;
}

export const PIECE_TAG_BYTES = 16;

export function createPieceMac(key: SecretKey, options: EngineOptions = {}): PieceMac {
  const mac = createGcmCipher(key, 'seal', options);
  const nonce = new Uint8Array(12);
  const counter = new DataView(nonce.buffer);
  const nothing = new Uint8Array(0);
  return {
    tag(position, piece, tag) {
      counter.setUint32(8, position);
      mac.seal(nonce, piece, nothing, tag);
    },
    dispose: () => mac.dispose(),
  };
}
