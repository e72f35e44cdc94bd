import { scryptSync } from 'node:crypto';
import { importSecretKey, type SecretKey } from './secret-key.ts';

/** scrypt's cost (RFC 7914): N = 2^log2N, block size r, parallelism p. Memory is 128·N·r bytes. */
export interface ScryptCost {
  readonly log2N: number;
  readonly r: number;
  readonly p: number;
}

/** 32 MiB and some 60 ms: for log-ins and passphrases that a person types. */
export const INTERACTIVE_COST: ScryptCost = { log2N: 15, r: 8, p: 1 };

/** A cost read from a file may not make this process allocate more than 256 MiB or run for minutes. */
export function isAcceptableCost({ log2N, r, p }: ScryptCost): boolean {
  const whole = [log2N, r, p].every((value) => Number.isInteger(value) && value >= 1);
  return whole && log2N <= 20 && r <= 32 && p <= 16 && 128 * 2 ** log2N * r <= 256 * 1024 * 1024;
}

/** A key of `lengthBytes` from a passphrase (RFC 7914). `salt` is at least 16 random bytes, kept beside the result. */
export function deriveKeyFromPassphrase(
  passphrase: string | Uint8Array,
  salt: Uint8Array,
  lengthBytes: number,
  cost: ScryptCost = INTERACTIVE_COST,
): SecretKey {
  if (!isAcceptableCost(cost))
    throw new RangeError(`scrypt cost out of range: log2N ${cost.log2N}, r ${cost.r}, p ${cost.p}`);
  const N = 2 ** cost.log2N;
  const memory = 128 * cost.r * (N + cost.p + 2);
  return importSecretKey(
    scryptSync(passphrase, salt, lengthBytes, { N, r: cost.r, p: cost.p, maxmem: memory }),
  );
}
