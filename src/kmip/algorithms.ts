import { CryptographicAlgorithm as Algorithm } from './enums.ts';

/** Lengths in bits that a symmetric algorithm's keys have; undefined means any multiple of 8 up to the limit. */
const LENGTHS = new Map<number, readonly number[] | undefined>([
  [Algorithm.AES, [128, 192, 256]],
  [Algorithm.DES, [56, 64]],
  [Algorithm.DES3, [112, 128, 168, 192]],
  [Algorithm.SKIPJACK, [80]],
  [Algorithm.IDEA, [128]],
  [Algorithm.Camellia, [128, 192, 256]],
  [Algorithm.Twofish, [128, 192, 256]],
  [Algorithm.Blowfish, undefined],
  [Algorithm.CAST5, undefined],
  [Algorithm.MARS, undefined],
  [Algorithm.RC2, undefined],
  [Algorithm.RC4, undefined],
  [Algorithm.RC5, undefined],
  [Algorithm.HMAC_MD5, undefined],
  [Algorithm.HMAC_SHA1, undefined],
  [Algorithm.HMAC_SHA224, undefined],
  [Algorithm.HMAC_SHA256, undefined],
  [Algorithm.HMAC_SHA384, undefined],
  [Algorithm.HMAC_SHA512, undefined],
]);

const MAX_KEY_BITS = 4096;

/**
 * Bytes of key material for an algorithm and a Cryptographic Length in bits; undefined when the two
 * do not fit, or the algorithm is not symmetric. DES keys carry a parity bit in each byte. The OASIS cases do not
 * count it (56 bits are 8 bytes, 112 are 16, 168 are 24), PyKMIP and others do (64, 128, 192); both are taken.
 */
export function keyMaterialBytes(algorithm: number, lengthBits: number): number | undefined {
  if (!LENGTHS.has(algorithm)) return undefined;
  const lengths = LENGTHS.get(algorithm);
  const fits =
    lengths?.includes(lengthBits) ?? (lengthBits > 0 && lengthBits <= MAX_KEY_BITS && lengthBits % 8 === 0);
  if (!fits) return undefined;
  const isWithoutParity =
    (algorithm === Algorithm.DES || algorithm === Algorithm.DES3) && lengthBits % 7 === 0;
  return isWithoutParity ? lengthBits / 7 : lengthBits / 8;
}

export function isSymmetric(algorithm: number): boolean {
  return LENGTHS.has(algorithm);
}
