import { describe, expect, it } from 'vitest';
import type { Result } from '../../src/base/result.ts';
import {
  type KeyIntegrityFault,
  unwrapKey,
  unwrapKeyPadded,
  wrapKey,
  wrapKeyPadded,
} from '../../src/crypto/key-wrap.ts';
import { generateSecretKey, type SecretKey, withKeyBytes } from '../../src/crypto/secret-key.ts';
import { RFC_3394_CASES, RFC_5649_CASES } from '../vectors/rfc-3394.ts';
import { wycheproof } from '../vectors/wycheproof.ts';
import { flipped, hex, keyOf } from './engines.ts';

interface WycheproofWrap {
  readonly key: string;
  readonly msg: string;
  readonly ct: string;
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
function unwrapped(result: Result<SecretKey, KeyIntegrityFault>): string {
  if (!result.ok) return result.fault.kind;
  return withKeyBytes(result.value, hexOf);
}

describe('AES key wrap', () => {
  it.each(RFC_3394_CASES)('RFC 3394 §$section, and no mutant of it', ({ kek, key, wrapped }) => {
    expect(hexOf(wrapKey(keyOf(kek), keyOf(key)))).toBe(wrapped);
    expect(unwrapped(unwrapKey(keyOf(kek), hex(wrapped)))).toBe(key);
    for (const mutant of flipped(hex(wrapped))) expect(unwrapKey(keyOf(kek), mutant).ok).toBe(false);
  });

  it.each(RFC_5649_CASES)('RFC 5649 §$section, and no mutant of it', ({ kek, key, wrapped }) => {
    expect(hexOf(wrapKeyPadded(keyOf(kek), keyOf(key)))).toBe(wrapped);
    expect(unwrapped(unwrapKeyPadded(keyOf(kek), hex(wrapped)))).toBe(key);
    for (const mutant of flipped(hex(wrapped))) expect(unwrapKeyPadded(keyOf(kek), mutant).ok).toBe(false);
  });

  it('makes 72 bytes of a disk key and gives it back under the same key encryption key only', () => {
    const [kek, dek] = [generateSecretKey(32), generateSecretKey(64)];
    const wrapped = wrapKey(kek, dek);
    expect(wrapped).toHaveLength(72);
    const back = unwrapKey(kek, wrapped);
    expect(back.ok && back.value.equals(dek)).toBe(true);
    expect(unwrapKey(generateSecretKey(32), wrapped)).toMatchObject({ fault: { kind: 'KeyIntegrity' } });
  });

  it('refuses what has no length of a wrapped key', () => {
    for (const length of [0, 8, 16, 23, 25, 8000]) {
      expect(unwrapKey(generateSecretKey(32), new Uint8Array(length)).ok).toBe(false);
      expect(unwrapKeyPadded(generateSecretKey(32), new Uint8Array(length)).ok).toBe(false);
    }
    expect(() => wrapKey(generateSecretKey(32), generateSecretKey(20))).toThrow('multiples of 8');
    expect(() => wrapKey(generateSecretKey(33), generateSecretKey(32))).toThrow('AES key');
  });

  it.each(wycheproof<WycheproofWrap>('aes_wrap_test.json'))(
    'Wycheproof RFC 3394 $tcId ($result): $comment',
    ({ key, msg, ct, result }) => {
      // "acceptable": keys of 64 bits, which RFC 3394 excludes and so do we.
      const expected = result === 'valid' ? msg : 'KeyIntegrity';
      expect(unwrapped(unwrapKey(keyOf(key), hex(ct)))).toBe(expected);
      if (result === 'valid') expect(hexOf(wrapKey(keyOf(key), keyOf(msg)))).toBe(ct);
    },
  );

  it.each(wycheproof<WycheproofWrap>('aes_kwp_test.json'))(
    'Wycheproof RFC 5649 $tcId ($result): $comment',
    ({ key, msg, ct, result }) => {
      if (result === 'acceptable') return;
      expect(unwrapped(unwrapKeyPadded(keyOf(key), hex(ct)))).toBe(result === 'valid' ? msg : 'KeyIntegrity');
      if (result === 'valid') expect(hexOf(wrapKeyPadded(keyOf(key), keyOf(msg)))).toBe(ct);
    },
  );
});
