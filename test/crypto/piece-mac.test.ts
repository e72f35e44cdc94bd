import { describe, expect, it } from 'vitest';
import type { CryptoEngine } from '../../src/crypto/engine.ts';
import { createPieceMac } from '../../src/crypto/piece-mac.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { generateSecretKey } from '../../src/crypto/secret-key.ts';
import { ENGINES, flipped } from './engines.ts';

describe('the tag of a piece', () => {
  const key = generateSecretKey(32);
  const piece = randomBytes(70);
  const tagOf = (
    position: number,
    bytes: Uint8Array,
    underKey = key,
    engine: CryptoEngine = 'portable',
  ): string => {
    const tag = Buffer.alloc(16);
    createPieceMac(underKey, { engine }).tag(position, bytes, tag);
    return tag.toString('hex');
  };

  it('is the same on every engine and on shared memory', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(piece.length));
    shared.set(piece);
    const all = ENGINES.flatMap((engine) => [tagOf(3, piece, key, engine), tagOf(3, shared, key, engine)]);
    expect(new Set(all).size).toBe(1);
  });

  it('changes with any bit, with the position and with the key', () => {
    const others = [...flipped(piece)].map((mutant) => tagOf(3, mutant));
    others.push(tagOf(4, piece), tagOf(3, piece, generateSecretKey(32)), tagOf(3, piece.subarray(1)));
    expect(others).not.toContain(tagOf(3, piece));
  });
});
