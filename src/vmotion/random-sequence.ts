/**
 * A reproducible sequence of 32-bit numbers (xorshift32 by Marsaglia): what a seed stands for in guest
 * memory and workloads. It has nothing to do with secrets.
 */
export interface RandomSequence {
  /** An integer from 0 to 2^32 - 1. */
  next(): number;
  /** An integer from 0 to `limit` - 1. */
  below(limit: number): number;
}

export function createRandomSequence(seed: number): RandomSequence {
  let state = mix(seed) || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  return { next, below: (limit) => Math.floor((next() / 2 ** 32) * limit) };
}

/** Spreads a seed or an index over 32 bits (the finaliser of MurmurHash3). */
export function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
