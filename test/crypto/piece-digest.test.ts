import { describe, expect, it } from 'vitest';
import type { CryptoEngine } from '../../src/crypto/engine.ts';
import { createPieceDigest } from '../../src/crypto/piece-digest.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { generateSecretKey } from '../../src/crypto/secret-key.ts';
import { ENGINES, flipped } from './engines.ts';

describe('a digest of pieces', () => {
  const key = generateSecretKey(32);
  const pieces = [randomBytes(5000), randomBytes(70), randomBytes(5000)];
  const digest = (parts: Uint8Array[], underKey = key, engine: CryptoEngine = 'portable'): string => {
    const result = createPieceDigest(underKey, { engine });
    for (const part of parts) result.add(part);
    return result.digest().toString('hex');
  };

  it('is the same on every engine and on shared memory', () => {
    const shared = pieces.map((piece) => {
      const copy = new Uint8Array(new SharedArrayBuffer(piece.length));
      copy.set(piece);
      return copy;
    });
    const all = ENGINES.flatMap((engine) => [digest(pieces, key, engine), digest(shared, key, engine)]);
    expect(new Set(all).size).toBe(1);
  });

  it('changes with any bit, with the order, with a missing piece and with the key', () => {
    const [a, b, c] = pieces as [Buffer, Buffer, Buffer];
    const others = [...flipped(b)].map((mutant) => digest([a, mutant, c]));
    others.push(digest([c, b, a]), digest([a, b]), digest(pieces, generateSecretKey(32)));
    expect(others).not.toContain(digest(pieces));
  });
});
