import { describe, expect, it } from 'vitest';
import { openGcm, sealGcm } from '../../src/crypto/aes-gcm.ts';
import { createGcmCipher } from '../../src/crypto/gcm-cipher.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { generateSecretKey } from '../../src/crypto/secret-key.ts';
import { GCM_CASES } from '../vectors/sp-800-38d.ts';
import { wycheproof } from '../vectors/wycheproof.ts';
import { ENGINES, flipped, hex, keyOf } from './engines.ts';

interface WycheproofGcm {
  readonly key: string;
  readonly iv: string;
  readonly aad: string;
  readonly msg: string;
  readonly ct: string;
  readonly tag: string;
}

describe.each(ENGINES)('AES-256-GCM, %s engine', (engine) => {
  it.each(GCM_CASES)('SP 800-38D $name, and no mutant of it', (vector) => {
    const key = keyOf(vector.key);
    const [nonce, aad, plaintext] = [hex(vector.nonce), hex(vector.aad), hex(vector.plaintext)];
    const sealed = Buffer.alloc(plaintext.length + 16);
    createGcmCipher(key, 'seal', { engine }).seal(nonce, aad, plaintext, sealed);
    expect(sealed.toString('hex')).toBe(vector.ciphertext + vector.tag);

    const opener = createGcmCipher(key, 'open', { engine });
    const opened = Buffer.alloc(plaintext.length);
    expect(opener.open(nonce, aad, sealed, opened)).toBe(true);
    expect(opened.equals(plaintext)).toBe(true);
    for (const mutant of flipped(sealed)) {
      opened.fill(7);
      expect(opener.open(nonce, aad, mutant, opened)).toBe(false);
      expect(opened.every((byte) => byte === 0)).toBe(true);
    }
    for (const mutant of flipped(aad)) expect(opener.open(nonce, mutant, sealed, opened)).toBe(false);
    for (const mutant of flipped(nonce)) expect(opener.open(mutant, aad, sealed, opened)).toBe(false);
    // A refusal leaves the context fit for the next message.
    expect(opener.open(nonce, aad, sealed, opened)).toBe(true);
  });

  const supported = wycheproof<WycheproofGcm>('aes_gcm_test.json').filter(
    ({ keySize, ivSize, tagSize }) => keySize === 256 && ivSize === 96 && tagSize === 128,
  );
  it.each(supported)('Wycheproof $tcId ($result): $comment', ({ key, iv, aad, msg, ct, tag, result }) => {
    const opened = Buffer.alloc(ct.length / 2);
    const genuine = createGcmCipher(keyOf(key), 'open', { engine }).open(
      hex(iv),
      hex(aad),
      hex(ct + tag),
      opened,
    );
    expect(genuine).toBe(result === 'valid');
    if (!genuine) return;
    expect(opened.toString('hex')).toBe(msg);
    const sealed = Buffer.alloc(opened.length + 16);
    createGcmCipher(keyOf(key), 'seal', { engine }).seal(hex(iv), hex(aad), opened, sealed);
    expect(sealed.toString('hex')).toBe(ct + tag);
  });

  it('works in place, between memories, and on shared memory', () => {
    const key = generateSecretKey(32);
    const [nonce, aad, plaintext] = [randomBytes(12), randomBytes(20), randomBytes(100_001)];
    const expected = Buffer.alloc(plaintext.length + 16);
    createGcmCipher(key, 'seal', { engine }).seal(nonce, aad, plaintext, expected);
    const shared = new Uint8Array(new SharedArrayBuffer(plaintext.length + 16 + 5), 5);
    shared.set(plaintext);
    const body = shared.subarray(0, plaintext.length);
    createGcmCipher(key, 'seal', { engine }).seal(nonce, aad, body, shared);
    expect(Buffer.compare(shared, expected)).toBe(0);
    expect(createGcmCipher(key, 'open', { engine }).open(nonce, aad, shared, body)).toBe(true);
    expect(Buffer.compare(body, plaintext)).toBe(0);
  });

  it('refuses wrong lengths, other nonces and use after dispose', () => {
    const cipher = createGcmCipher(generateSecretKey(32), 'seal', { engine });
    const nothing = new Uint8Array(0);
    expect(() => cipher.seal(randomBytes(12), nothing, new Uint8Array(4), new Uint8Array(19))).toThrow(
      '16 bytes',
    );
    expect(() => cipher.seal(randomBytes(8), nothing, new Uint8Array(4), new Uint8Array(20))).toThrow(
      'nonce',
    );
    cipher.dispose();
    expect(() => cipher.seal(randomBytes(12), nothing, new Uint8Array(4), new Uint8Array(20))).toThrow(
      'dispose',
    );
  });
});

it.runIf(ENGINES.includes('native'))('the native engine refuses a message half over itself', () => {
  const cipher = createGcmCipher(generateSecretKey(32), 'seal', { engine: 'native' });
  const memory = new Uint8Array(100);
  const seal = () =>
    cipher.seal(randomBytes(12), new Uint8Array(0), memory.subarray(8, 48), memory.subarray(0, 56));
  expect(seal).toThrow('half over');
});

describe('sealed files', () => {
  const key = generateSecretKey(32);
  const aad = Buffer.from('vm-42 nvram 7');

  it('open to what was sealed, and two seals of one file differ', () => {
    const plaintext = randomBytes(5000);
    const [one, two] = [sealGcm(key, plaintext, aad), sealGcm(key, plaintext, aad)];
    expect(Buffer.compare(one, two)).not.toBe(0);
    const opened = openGcm(key, one, aad);
    expect(opened.ok && Buffer.compare(opened.value, plaintext)).toBe(0);
  });

  it('do not open when a bit differs, under another key, for another purpose, or cut', () => {
    const sealed = sealGcm(key, Buffer.from('displayName = "app-01"'), aad);
    for (const mutant of flipped(sealed)) expect(openGcm(key, mutant, aad)).toMatchObject({ ok: false });
    for (let length = 0; length < sealed.length; length++) {
      expect(openGcm(key, sealed.subarray(0, length), aad)).toMatchObject({ fault: { kind: 'Integrity' } });
    }
    expect(openGcm(generateSecretKey(32), sealed, aad).ok).toBe(false);
    expect(openGcm(key, sealed, Buffer.from('vm-42 nvram 8')).ok).toBe(false);
  });
});
