import { createPrivateKey, createPublicKey, KeyObject } from 'node:crypto';
import { fail, ok, type Result } from '../base/result.ts';
import { zeroise } from './secret-key.ts';
import type { CryptoKey } from './webcrypto.ts';

/** An asymmetric private key, opaque like `SecretKey`. */
export type PrivateKey = KeyObject;
export type PublicKey = KeyObject;

export interface KeyFormatFault {
  readonly kind: 'KeyFormat';
  readonly message: string;
}

/** Reads a private key from PEM (PKCS #8, PKCS #1 or SEC 1), with the passphrase that protects it, if any. */
export function importPrivateKeyPem(
  pem: string | Buffer,
  passphrase?: string,
): Result<PrivateKey, KeyFormatFault> {
  try {
    return ok(
      createPrivateKey({ key: pem, format: 'pem', ...(passphrase === undefined ? {} : { passphrase }) }),
    );
  } catch {
    // OpenSSL's text may quote the input; a private key must not reach a log that way.
    return fail({
      kind: 'KeyFormat',
      message:
        'The text is not a private key in PEM form, or its passphrase is wrong. Give a PKCS #8, PKCS #1 or SEC 1 key.',
    });
  }
}

/** Unencrypted PKCS #8 DER, as a buffer that the caller zeroises; for sealing and for `withPrivateKeyPem`. */
export function exportPrivateKeyDer(key: PrivateKey): Buffer {
  return key.export({ format: 'der', type: 'pkcs8' });
}

/** Reads what `exportPrivateKeyDer` wrote and zeroises it. */
export function importPrivateKeyDer(der: Buffer): Result<PrivateKey, KeyFormatFault> {
  try {
    return ok(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
  } catch {
    return fail({ kind: 'KeyFormat', message: 'The bytes are not a PKCS #8 private key.' });
  } finally {
    zeroise(der);
  }
}

/** Lends the key as a PEM buffer (what node:tls takes) and zeroises it when `use` returns. */
export function withPrivateKeyPem<T>(key: PrivateKey, use: (pem: Buffer) => T): T {
  const pem = Buffer.from(key.export({ format: 'pem', type: 'pkcs8' }));
  try {
    return use(pem);
  } finally {
    zeroise(pem);
  }
}

/** The key behind a Web Crypto key, for node:tls and for sealing. */
export function privateKeyFromWebCrypto(key: CryptoKey): PrivateKey {
  return KeyObject.from(key);
}

/** The public half. */
export function publicKeyOf(key: PrivateKey): PublicKey {
  return createPublicKey(key);
}
