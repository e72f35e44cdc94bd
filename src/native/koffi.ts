import { createRequire } from 'node:module';
import type koffi from 'koffi';

export type Koffi = typeof koffi;

let loaded: { readonly koffi: Koffi | undefined } | undefined;

/**
 * The foreign function library, loaded at first use (it costs some 10 ms and is not on the start
 * path), or undefined where it has no binary for this platform.
 */
export function loadKoffi(): Koffi | undefined {
  loaded ??= { koffi: requireKoffi() };
  return loaded.koffi;
}

function requireKoffi(): Koffi | undefined {
  try {
    return createRequire(import.meta.url)('koffi') as Koffi;
  } catch {
    return undefined;
  }
}
