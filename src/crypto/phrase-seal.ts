import { createCipheriv, createDecipheriv, pbkdf2Sync } from 'node:crypto';
import { assert } from '../base/assert.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { IntegrityFault } from './aes-gcm.ts';
import { equalInConstantTime, hmac } from './hmac.ts';
import { randomBytes } from './random.ts';
import { importSecretKey, keyLengthBytes, type SecretKey, withKeyBytes, zeroise } from './secret-key.ts';

/**
 * How a VMX that a passphrase protects is sealed: a format that is fixed, for exchange only. Everything else of a
 * VM is sealed by AES-GCM or XTS.
 */

const IV_BYTES = 16;
const BLOCK_BYTES = 16;
const CIPHER_KEY_BYTES = 32;
export const PHRASE_MAC_BYTES = 20;
const LIMIT_ROUNDS = 2_000_000;

/** Rounds read from a file may not keep this process busy for more than a second or two. */
export function isAcceptableRounds(rounds: number): boolean {
  return Number.isInteger(rounds) && rounds >= 1 && rounds <= LIMIT_ROUNDS;
}

/** PBKDF2 (RFC 8018) with HMAC-SHA-1: a key of `lengthBytes` from a passphrase in UTF-8. */
export function deriveKeyByPbkdf2Sha1(
  passphrase: string,
  salt: Uint8Array,
  rounds: number,
  lengthBytes: number,
): SecretKey {
  assert(isAcceptableRounds(rounds), `PBKDF2 takes 1 to ${LIMIT_ROUNDS} rounds, not ${rounds}`);
  const phrase = Buffer.from(passphrase, 'utf8');
  try {
    return importSecretKey(pbkdf2Sync(phrase, salt, rounds, lengthBytes, 'sha1'));
  } finally {
    zeroise(phrase);
  }
}

/**
 * IV (16) | AES-256-CBC with PKCS #7 padding | HMAC-SHA-1 of the plaintext (20). The first 32 bytes of `key` are the
 * cipher's; the MAC takes all of it.
 */
export function sealPhraseBlob(key: SecretKey, plaintext: Uint8Array): Uint8Array {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-cbc', cipherKey(key), iv);
  return new Uint8Array(
    Buffer.concat([iv, cipher.update(plaintext), cipher.final(), hmac('sha1', key, plaintext)]),
  );
}

/** Undoes `sealPhraseBlob`. A wrong key and changed data give one and the same fault. */
export function openPhraseBlob(key: SecretKey, sealed: Uint8Array): Result<Uint8Array, IntegrityFault> {
  const body = sealed.subarray(IV_BYTES, Math.max(IV_BYTES, sealed.length - PHRASE_MAC_BYTES));
  if (body.length === 0 || body.length % BLOCK_BYTES !== 0) return notGenuine();
  const decipher = createDecipheriv('aes-256-cbc', cipherKey(key), sealed.subarray(0, IV_BYTES));
  const start = decipher.update(body);
  let plaintext: Buffer;
  try {
    plaintext = Buffer.concat([start, decipher.final()]);
  } catch {
    return notGenuine();
  } finally {
    zeroise(start);
  }
  const mac = sealed.subarray(sealed.length - PHRASE_MAC_BYTES);
  if (equalInConstantTime(hmac('sha1', key, plaintext), mac)) return ok(new Uint8Array(plaintext));
  zeroise(plaintext);
  return notGenuine();
}

function notGenuine(): Result<never, IntegrityFault> {
  return fail({
    kind: 'Integrity',
    message: 'The sealed data was sealed under another key, or was changed.',
  });
}

function cipherKey(key: SecretKey): SecretKey {
  if (keyLengthBytes(key) === CIPHER_KEY_BYTES) return key;
  return withKeyBytes(key, (bytes) => importSecretKey(Uint8Array.from(bytes.subarray(0, CIPHER_KEY_BYTES))));
}
