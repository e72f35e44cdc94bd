import { createCipheriv, createDecipheriv } from 'node:crypto';
import { assert } from '../base/assert.ts';
import { SECTOR_BYTES } from '../base/units.ts';
import { keyLengthBytes, type SecretKey } from './secret-key.ts';

/** Disk encryption in place: XTS-AES-256 in 512-byte units (IEEE 1619), tweak = little-endian sector number (plain64). */
export interface Xts {
  /** Encrypts `data`, a whole number of sectors of which the first has the number `firstSector`. */
  encrypt(data: Uint8Array, firstSector: number): void;
  decrypt(data: Uint8Array, firstSector: number): void;
  /** Forgets the key. The object cannot be used afterwards. */
  dispose(): void;
}

/** `key` is 64 bytes: the data key and the tweak key, which must differ. */
export function createXts(key: SecretKey): Xts {
  assert(keyLengthBytes(key) === 64, 'XTS-AES-256 takes a key of 64 bytes');
  const run = (create: typeof createCipheriv | typeof createDecipheriv, data: Uint8Array, first: number) => {
    assert(data.length % SECTOR_BYTES === 0, `XTS data is whole sectors, not ${data.length} bytes`);
    assert(Number.isSafeInteger(first) && first >= 0, `a sector number is a safe integer, not ${first}`);
    const tweak = Buffer.alloc(16);
    for (let at = 0, sector = first; at < data.length; at += SECTOR_BYTES, sector++) {
      tweak.writeBigUInt64LE(BigInt(sector));
      const unit = data.subarray(at, at + SECTOR_BYTES);
      unit.set(create('aes-256-xts', key, tweak).update(unit));
    }
  };
  return {
    encrypt: (data, firstSector) => run(createCipheriv, data, firstSector),
    decrypt: (data, firstSector) => run(createDecipheriv, data, firstSector),
    dispose: () => undefined,
  };
}
