/**
 * Set D: XenServer evacuates ten guests of 64 GB over 25 Gb/s, encrypted by a program of its own or by the
 * kernel (xapi's design note on migration over TLS). Seconds.
 */
export const XENSERVER_EVACUATION = [
  { load: 'idle', slowCipher: 185, fastCipher: 163 },
  { load: 'medium', slowCipher: 249, fastCipher: 171 },
  { load: 'page thrashing', slowCipher: 1341, fastCipher: 835 },
] as const;
