import { describe, expect, it } from 'vitest';
import { createSha256, sha256, sha256Hex } from '../../src/crypto/digest.ts';
import { deriveKey } from '../../src/crypto/hkdf.ts';
import { equalInConstantTime, hmac } from '../../src/crypto/hmac.ts';
import { hashPassword, verifyPassword } from '../../src/crypto/password.ts';
import { randomBytes, randomUuid } from '../../src/crypto/random.ts';
import { deriveKeyFromPassphrase } from '../../src/crypto/scrypt.ts';
import { generateSecretKey, withKeyBytes } from '../../src/crypto/secret-key.ts';
import { RFC_5869_CASES } from '../vectors/rfc-5869.ts';
import { hex, keyOf } from './engines.ts';

const CHEAP = { log2N: 4, r: 8, p: 1 };

describe('HKDF', () => {
  it.each(RFC_5869_CASES)('RFC 5869 $name', ({ key, salt, info, derived }) => {
    const result = deriveKey(keyOf(key), hex(salt), hex(info), derived.length / 2);
    expect(withKeyBytes(result, (bytes) => bytes.toString('hex'))).toBe(derived);
  });

  it('gives another key for another purpose', () => {
    const key = generateSecretKey(32);
    const derive = (info: string) => deriveKey(key, new Uint8Array(16), info, 32);
    expect(derive('nvram').equals(derive('nvram'))).toBe(true);
    expect(derive('nvram').equals(derive('vmx'))).toBe(false);
  });
});

describe('digests', () => {
  const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

  it('SHA-256 of FIPS 180-4, at once and in pieces', () => {
    expect(sha256Hex('abc')).toBe(ABC);
    expect(sha256(Buffer.from('abc')).toString('hex')).toBe(ABC);
    const pieces = createSha256();
    for (const letter of 'abc') pieces.update(letter);
    expect(pieces.digest().toString('hex')).toBe(ABC);
  });

  it('HMAC of RFC 4231 case 2 and RFC 2202 case 2', () => {
    const data = Buffer.from('what do ya want for nothing?');
    const key = keyOf(Buffer.from('Jefe').toString('hex'));
    expect(hmac('sha256', key, data).toString('hex')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
    expect(hmac('sha1', key, data).toString('hex')).toBe('effcdf6ae5eb2fa2d27416d5f184df9c259a7c79');
  });

  it('compares without throwing on unequal lengths', () => {
    expect(equalInConstantTime(Buffer.from('ab'), Buffer.from('ab'))).toBe(true);
    expect(equalInConstantTime(Buffer.from('ab'), Buffer.from('ac'))).toBe(false);
    expect(equalInConstantTime(Buffer.from('ab'), Buffer.from('abc'))).toBe(false);
  });
});

describe('scrypt', () => {
  it('RFC 7914 §12', () => {
    const derived =
      'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162' +
      '2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640';
    const key = deriveKeyFromPassphrase('password', Buffer.from('NaCl'), 64, { log2N: 10, r: 8, p: 16 });
    expect(withKeyBytes(key, (bytes) => bytes.toString('hex'))).toBe(derived);
  });

  it('refuses a cost that would exhaust memory', () => {
    for (const cost of [
      { log2N: 30, r: 8, p: 1 },
      { log2N: 20, r: 32, p: 1 },
      { log2N: 0, r: 8, p: 1 },
    ]) {
      expect(() => deriveKeyFromPassphrase('x', new Uint8Array(16), 32, cost)).toThrow('out of range');
    }
  });
});

describe('passwords', () => {
  it('verify against their own hash only', () => {
    const hash = hashPassword('VMware1!', CHEAP);
    expect(hash).toMatch(/^\$scrypt\$ln=4,r=8,p=1\$/);
    expect(verifyPassword('VMware1!', hash)).toBe(true);
    expect(verifyPassword('VMware1', hash)).toBe(false);
    expect(hashPassword('VMware1!', CHEAP)).not.toBe(hash);
  });

  it('are the same however their letters were composed', () => {
    expect(verifyPassword('Schl\u00fcssel', hashPassword('Schlu\u0308ssel', CHEAP))).toBe(true);
  });

  it('never verify against a damaged or absurd hash', () => {
    const hash = hashPassword('secret', CHEAP);
    for (const bad of [
      '',
      'secret',
      hash.slice(0, -1),
      hash.replace('ln=4', 'ln=99'),
      hash.replace('scrypt', 'x'),
    ])
      expect(verifyPassword('secret', bad)).toBe(false);
  });
});

describe('random', () => {
  it('bytes have a buffer of their own, which zeroising does not share', () => {
    const bytes = randomBytes(16);
    expect(bytes.buffer.byteLength).toBe(16);
    expect(bytes.equals(randomBytes(16))).toBe(false);
  });

  it('UUIDs are version 4', () => {
    expect(randomUuid()).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });
});
