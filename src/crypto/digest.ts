import { createHash, hash } from 'node:crypto';

/** SHA-256 (FIPS 180-4) of one piece of data: 32 bytes. */
export function sha256(data: Uint8Array | string): Buffer {
  return hash('sha256', data, 'buffer');
}

/** SHA-256 as 64 lower-case hexadecimal digits. */
export function sha256Hex(data: Uint8Array | string): string {
  return hash('sha256', data);
}

/** A hash of data that comes in pieces. */
export interface Digest {
  update(data: Uint8Array | string): void;
  /** Ends the computation; may be called once. */
  digest(): Buffer;
}

/** SHA-256 of data that comes in pieces. */
export function createSha256(): Digest {
  return createDigest('SHA256');
}

/** Any of them, of data that comes in pieces: for checksums that others wrote. */
export function createDigest(algorithm: HashName): Digest {
  const made = createHash(algorithm.toLowerCase());
  return { update: (data) => void made.update(data), digest: () => made.digest() };
}

export type HashName = 'MD5' | 'SHA1' | 'SHA256' | 'SHA384' | 'SHA512';

/** A hash by its usual name, for checksums of what scripts have. */
export function hashOf(algorithm: HashName, data: Uint8Array): Buffer {
  return hash(algorithm.toLowerCase(), data, 'buffer');
}

/** A hash by its usual name, of data in pieces, as hexadecimal digits in capitals; for checksums of files, not for secrets. */
export function hashHex(algorithm: HashName, pieces: Iterable<Uint8Array>): string {
  const made = createHash(algorithm.toLowerCase());
  for (const piece of pieces) made.update(piece);
  return made.digest('hex').toUpperCase();
}
