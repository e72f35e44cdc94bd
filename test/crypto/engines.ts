import { type CryptoEngine, hasNativeEngine } from '../../src/crypto/engine.ts';
import { importSecretKey, type SecretKey } from '../../src/crypto/secret-key.ts';

/** Both engines, where this platform has both. */
export const ENGINES: readonly CryptoEngine[] = hasNativeEngine() ? ['native', 'portable'] : ['portable'];

export const hex = (text: string): Buffer => Buffer.from(Buffer.from(text, 'hex'));
export const keyOf = (text: string): SecretKey => importSecretKey(Buffer.from(text, 'hex'));

/** Every way to change one bit of `bytes` that starts at a multiple of `step` bits. */
export function* flipped(bytes: Uint8Array, step = 1): Generator<Uint8Array> {
  for (let bit = 0; bit < bytes.length * 8; bit += step) {
    const mutant = Uint8Array.from(bytes);
    mutant[bit >> 3] = (mutant[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    yield mutant;
  }
}
