import { hkdfSync } from 'node:crypto';
import { importSecretKey, type SecretKey } from './secret-key.ts';

/**
 * HKDF with SHA-256 (RFC 5869): a key of `lengthBytes` (at most 8160) that is bound to `info`, the
 * name of its purpose. Different purposes give unrelated keys.
 */
export function deriveKey(
  from: SecretKey,
  salt: Uint8Array,
  info: string | Uint8Array,
  lengthBytes: number,
): SecretKey {
  return importSecretKey(new Uint8Array(hkdfSync('sha256', from, salt, info, lengthBytes)));
}
