import { ok, type Result } from '../base/result.ts';
import {
  exportPrivateKeyDer,
  importPrivateKeyPem,
  type KeyFormatFault,
  privateKeyFromWebCrypto,
  withPrivateKeyPem,
} from '../crypto/private-key.ts';
import { zeroise } from '../crypto/secret-key.ts';
import { type CryptoKey, type CryptoKeyPair, webcrypto } from '../crypto/webcrypto.ts';

/** Kinds of key pairs that certificates are made for. */
export type KeyKind = 'RSA-2048' | 'EC-P256';

const GENERATED = {
  'RSA-2048': {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
  'EC-P256': { name: 'ECDSA', namedCurve: 'P-256' },
} as const;

const SIGNING = {
  'RSA-2048': { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  'EC-P256': { name: 'ECDSA', hash: 'SHA-256' },
} as const;

export function signingAlgorithm(kind: KeyKind): (typeof SIGNING)[KeyKind] {
  return SIGNING[kind];
}

export async function generateKeyPair(kind: KeyKind): Promise<CryptoKeyPair> {
  return webcrypto.subtle.generateKey(GENERATED[kind], true, ['sign', 'verify']);
}

/** The private key as PEM (PKCS #8) in a buffer of its own, which the caller zeroises. */
export function privateKeyPem(key: CryptoKey): Uint8Array {
  return withPrivateKeyPem(privateKeyFromWebCrypto(key), (pem) => Uint8Array.from(pem));
}

/** A private key for signing, from PEM. */
export async function readSigningKey(
  pem: Uint8Array,
): Promise<Result<{ readonly key: CryptoKey; readonly kind: KeyKind }, KeyFormatFault>> {
  const read = importPrivateKeyPem(Buffer.from(pem));
  if (!read.ok) return read;
  const kind: KeyKind = read.value.asymmetricKeyType === 'ec' ? 'EC-P256' : 'RSA-2048';
  const der = exportPrivateKeyDer(read.value);
  try {
    const algorithm = kind === 'EC-P256' ? GENERATED[kind] : SIGNING[kind];
    return ok({ key: await webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']), kind });
  } finally {
    zeroise(der);
  }
}
