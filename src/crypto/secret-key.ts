import { createSecretKey, type KeyObject, randomFillSync } from 'node:crypto';
import { assert } from '../base/assert.ts';

/**
 * A symmetric key as everything outside this room holds it. It prints no bytes (`JSON.stringify`
 * gives `{}`, `util.inspect` its type only) and survives structured cloning to a worker.
 */
export type SecretKey = KeyObject;

const MAX_KEY_BYTES = 4096;

/** A fresh random key of `lengthBytes` (1 to 4096). */
export function generateSecretKey(lengthBytes: number): SecretKey {
  assert(
    Number.isInteger(lengthBytes) && lengthBytes > 0 && lengthBytes <= MAX_KEY_BYTES,
    `a key has 1 to ${MAX_KEY_BYTES} bytes, not ${lengthBytes}`,
  );
  return importSecretKey(randomFillSync(new Uint8Array(lengthBytes)));
}

/** Copies `bytes` into a key and zeroises them: afterwards the key is the only holder. */
export function importSecretKey(bytes: Uint8Array): SecretKey {
  try {
    assert(bytes.length > 0 && bytes.length <= MAX_KEY_BYTES, `a key has 1 to ${MAX_KEY_BYTES} bytes`);
    return createSecretKey(bytes);
  } finally {
    zeroise(bytes);
  }
}

/**
 * Lends the key's bytes to `use` and zeroises them when it returns or throws. `use` must be
 * synchronous and must not keep the buffer.
 */
export function withKeyBytes<T>(key: SecretKey, use: (bytes: Buffer) => T): T {
  const bytes = key.export();
  try {
    const result = use(bytes);
    assert(!(result instanceof Promise), 'key bytes are lent to synchronous code only');
    return result;
  } finally {
    zeroise(bytes);
  }
}

/** Length of the key in bytes. */
export function keyLengthBytes(key: SecretKey): number {
  assert(key.symmetricKeySize !== undefined, 'a SecretKey is symmetric');
  return key.symmetricKeySize;
}

/** Overwrites a buffer that held a secret. */
export function zeroise(buffer: Uint8Array): void {
  buffer.fill(0);
}
