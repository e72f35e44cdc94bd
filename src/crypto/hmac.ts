import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SecretKey } from './secret-key.ts';

/** HMAC (RFC 2104). SHA-1 is for reading and writing formats that fix it, nothing else. */
export function hmac(hash: 'sha256' | 'sha1', key: SecretKey, data: Uint8Array): Buffer {
  return createHmac(hash, key).update(data).digest();
}

/** Compares two byte strings in time that depends on their length only. */
export function equalInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
