import { createCipheriv, createDecipheriv } from 'node:crypto';
import { assert } from '../base/assert.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { randomBytes } from './random.ts';
import { keyLengthBytes, type SecretKey, zeroise } from './secret-key.ts';

/** The data was sealed under another key or other associated data, or was changed since. */
export interface IntegrityFault {
  readonly kind: 'Integrity';
  readonly message: string;
}

export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

/**
 * AES-GCM (SP 800-38D) for a whole small file: nonce (12) | ciphertext | tag (16), under a fresh random
 * nonce. One key may seal at most 2^32 times this way; every key here belongs to one file.
 */
export function sealGcm(key: SecretKey, plaintext: Uint8Array, aad: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(gcmName(key), key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(aad);
  const sealed = new Uint8Array(NONCE_BYTES + plaintext.length + TAG_BYTES);
  sealed.set(nonce);
  sealed.set(cipher.update(plaintext), NONCE_BYTES);
  cipher.final();
  sealed.set(cipher.getAuthTag(), NONCE_BYTES + plaintext.length);
  return sealed;
}

/** Undoes `sealGcm`. Nothing of the plaintext is released unless all of it is genuine. */
export function openGcm(
  key: SecretKey,
  sealed: Uint8Array,
  aad: Uint8Array,
): Result<Uint8Array, IntegrityFault> {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) {
    return fail({
      kind: 'Integrity',
      message: `Sealed data has at least ${NONCE_BYTES + TAG_BYTES} bytes, not ${sealed.length}.`,
    });
  }
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const body = sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES);
  const decipher = createDecipheriv(gcmName(key), key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(aad);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const plaintext = decipher.update(body);
  try {
    decipher.final();
    return ok(plaintext);
  } catch {
    zeroise(plaintext);
    return fail({
      kind: 'Integrity',
      message: 'The sealed data is not genuine: the key or its purpose differs, or it was changed.',
    });
  }
}

function gcmName(key: SecretKey): 'aes-128-gcm' | 'aes-256-gcm' {
  const bytes = keyLengthBytes(key);
  assert(bytes === 32 || bytes === 16, `AES-GCM takes a key of 32 bytes, not ${bytes}`);
  return bytes === 32 ? 'aes-256-gcm' : 'aes-128-gcm';
}
