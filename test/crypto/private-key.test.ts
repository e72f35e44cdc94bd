import { describe, expect, it } from 'vitest';
import {
  exportPrivateKeyDer,
  importPrivateKeyDer,
  importPrivateKeyPem,
  privateKeyFromWebCrypto,
  publicKeyOf,
  withPrivateKeyPem,
} from '../../src/crypto/private-key.ts';
import { webcrypto } from '../../src/crypto/webcrypto.ts';

const pair = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
  'sign',
  'verify',
]);
const key = privateKeyFromWebCrypto(pair.privateKey);

describe('a private key', () => {
  it('goes to PEM and back', () => {
    const lent: Buffer[] = [];
    const back = withPrivateKeyPem(key, (pem) => {
      lent.push(pem);
      return importPrivateKeyPem(pem.toString());
    });
    expect(back.ok && back.value.equals(key)).toBe(true);
    expect(lent[0]?.every((byte) => byte === 0)).toBe(true);
  });

  it('goes to DER and back, and the DER is zeroised', () => {
    const der = exportPrivateKeyDer(key);
    const back = importPrivateKeyDer(der);
    expect(back.ok && publicKeyOf(back.value).equals(publicKeyOf(key))).toBe(true);
    expect(der.every((byte) => byte === 0)).toBe(true);
  });

  it('is refused without quoting the input', () => {
    const result = importPrivateKeyPem('-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----');
    expect(result).toMatchObject({ ok: false, fault: { kind: 'KeyFormat' } });
    expect(JSON.stringify(result)).not.toContain('c2VjcmV0');
    expect(importPrivateKeyDer(Buffer.from('nothing')).ok).toBe(false);
  });
});
