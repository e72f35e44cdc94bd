import { type Libcrypto, openLibcrypto } from '../native/libcrypto.ts';

/**
 * Who does the bulk ciphers. `native`: the OpenSSL inside the Node process, called in place.
 * `portable`: node:crypto's own objects, several times slower, bit for bit the same.
 */
export type CryptoEngine = 'native' | 'portable';

export interface EngineOptions {
  /** By default native where this platform has it. Asking for native where it is missing throws. */
  readonly engine?: CryptoEngine;
}

export function hasNativeEngine(): boolean {
  return openLibcrypto() !== undefined;
}

/** The native functions, or undefined for the portable engine. */
export function chooseEngine(options: EngineOptions): Libcrypto | undefined {
  if (options.engine === 'portable') return undefined;
  const libcrypto = openLibcrypto();
  if (libcrypto === undefined && options.engine === 'native') {
    throw new Error('This Node does not offer its OpenSSL functions. Use the portable engine.');
  }
  return libcrypto;
}
