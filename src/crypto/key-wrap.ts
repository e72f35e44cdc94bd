import { createCipheriv, createDecipheriv } from 'node:crypto';
import { assert } from '../base/assert.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { importSecretKey, keyLengthBytes, type SecretKey, withKeyBytes, zeroise } from './secret-key.ts';

/** The wrapped bytes were not made by this KEK, or were changed since. */
export interface KeyIntegrityFault {
  readonly kind: 'KeyIntegrity';
  readonly message: string;
}

/** RFC 3394 §2.2.3.1: the default initial value. RFC 5649 §3: the alternative one, with the length behind it. */
const INITIAL_VALUE = Buffer.alloc(8, 0xa6);
const ALTERNATIVE_INITIAL_VALUE = Buffer.from('a65959a6', 'hex');
const MAX_WRAPPED_BYTES = 4096 + 16;

/** AES key wrap (RFC 3394). `key` is a multiple of 8 bytes, at least 16; the result is 8 bytes longer. */
export function wrapKey(kek: SecretKey, key: SecretKey): Uint8Array {
  const length = keyLengthBytes(key);
  assert(length % 8 === 0 && length >= 16, `RFC 3394 wraps multiples of 8 bytes from 16, not ${length}`);
  return wrap(`id-aes${kekBits(kek)}-wrap`, INITIAL_VALUE, kek, key);
}

/** Undoes `wrapKey`. */
export function unwrapKey(kek: SecretKey, wrapped: Uint8Array): Result<SecretKey, KeyIntegrityFault> {
  if (wrapped.length % 8 !== 0 || wrapped.length < 24) return fail(notWrapped('RFC 3394'));
  return unwrap(`id-aes${kekBits(kek)}-wrap`, INITIAL_VALUE, kek, wrapped);
}

/** AES key wrap with padding (RFC 5649), for a key of any length from 1 byte. */
export function wrapKeyPadded(kek: SecretKey, key: SecretKey): Uint8Array {
  return wrap(`id-aes${kekBits(kek)}-wrap-pad`, ALTERNATIVE_INITIAL_VALUE, kek, key);
}

/** Undoes `wrapKeyPadded`. */
export function unwrapKeyPadded(kek: SecretKey, wrapped: Uint8Array): Result<SecretKey, KeyIntegrityFault> {
  if (wrapped.length % 8 !== 0 || wrapped.length < 16) return fail(notWrapped('RFC 5649'));
  return unwrap(`id-aes${kekBits(kek)}-wrap-pad`, ALTERNATIVE_INITIAL_VALUE, kek, wrapped);
}

function wrap(algorithm: string, initialValue: Buffer, kek: SecretKey, key: SecretKey): Uint8Array {
  return withKeyBytes(key, (bytes) => createCipheriv(algorithm, kek, initialValue).update(bytes));
}

function unwrap(
  algorithm: string,
  initialValue: Buffer,
  kek: SecretKey,
  wrapped: Uint8Array,
): Result<SecretKey, KeyIntegrityFault> {
  if (wrapped.length > MAX_WRAPPED_BYTES) return fail(notWrapped('wrapped key'));
  let bytes: Buffer;
  try {
    bytes = createDecipheriv(algorithm, kek, initialValue).update(wrapped);
  } catch {
    // OpenSSL reports a failed integrity check as "Trying to add data in unsupported state".
    return fail({
      kind: 'KeyIntegrity',
      message: 'The wrapped key does not fit this key encryption key: it was wrapped by another or changed.',
    });
  }
  try {
    return ok(importSecretKey(bytes));
  } finally {
    zeroise(bytes);
  }
}

function notWrapped(what: string): KeyIntegrityFault {
  return { kind: 'KeyIntegrity', message: `The bytes have no length that ${what} can have.` };
}

function kekBits(kek: SecretKey): number {
  const bits = keyLengthBytes(kek) * 8;
  assert(
    bits === 128 || bits === 192 || bits === 256,
    `a key encryption key is an AES key, not ${bits} bits`,
  );
  return bits;
}
