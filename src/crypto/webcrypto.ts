import { webcrypto } from 'node:crypto';

/** Node's Web Crypto, for the certificate library, which takes a `Crypto`. */
export { webcrypto };
export type CryptoKey = webcrypto.CryptoKey;
export type CryptoKeyPair = webcrypto.CryptoKeyPair;
