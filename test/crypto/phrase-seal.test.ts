import { describe, expect, it } from 'vitest';
import { deriveKeyByPbkdf2Sha1, openPhraseBlob, sealPhraseBlob } from '../../src/crypto/phrase-seal.ts';
import { generateSecretKey, withKeyBytes } from '../../src/crypto/secret-key.ts';
import { RFC_6070_CASES } from '../vectors/rfc-6070.ts';
import { flipped } from './engines.ts';

describe('PBKDF2 with HMAC-SHA-1', () => {
  it.each(RFC_6070_CASES)('RFC 6070: $password, $rounds rounds', ({ password, salt, rounds, derived }) => {
    const key = deriveKeyByPbkdf2Sha1(password, Buffer.from(salt), rounds, derived.length / 2);
    expect(withKeyBytes(key, (bytes) => bytes.toString('hex'))).toBe(derived);
  });

  it('takes no number of rounds that would keep the process busy', () => {
    expect(() => deriveKeyByPbkdf2Sha1('x', new Uint8Array(16), 16_777_216, 20)).toThrow('rounds');
  });
});

describe('a blob under AES-256-CBC and HMAC-SHA-1', () => {
  it.each([32, 64])('opens under its key of %i bytes, and under no other', (lengthBytes) => {
    const key = generateSecretKey(lengthBytes);
    const sealed = sealPhraseBlob(key, Buffer.from('seventeen letters'));
    expect(sealed.length).toBe(16 + 32 + 20);
    expect(openPhraseBlob(key, sealed)).toEqual({
      ok: true,
      value: new Uint8Array(Buffer.from('seventeen letters')),
    });
    expect(openPhraseBlob(generateSecretKey(lengthBytes), sealed).ok).toBe(false);
  });

  it('is refused when one bit is changed or its end is cut', () => {
    const key = generateSecretKey(32);
    const sealed = sealPhraseBlob(key, Buffer.from('seventeen letters'));
    for (const mutant of flipped(sealed)) expect(openPhraseBlob(key, mutant).ok).toBe(false);
    for (let end = 0; end < sealed.length; end++)
      expect(openPhraseBlob(key, sealed.subarray(0, end)).ok).toBe(false);
  });
});
