/** Loaded at the first use: few shells need it. */
let loaded: typeof import('node:crypto') | undefined;
const crypto = () => (loaded ??= process.getBuiltinModule('node:crypto'));

/**
 * AES-CBC with PKCS #7 padding, for PowerShell's own text form of a SecureString and nothing else: it does not tell
 * whether somebody has changed the data. The key has 16, 24 or 32 bytes, `iv` 16. Undefined where the key does not fit.
 */
export function aesCbc(
  direction: 'encrypt' | 'decrypt',
  key: Uint8Array,
  iv: Uint8Array,
  data: Uint8Array,
): Uint8Array | undefined {
  const { createCipheriv, createDecipheriv } = crypto();
  const cipher = (direction === 'encrypt' ? createCipheriv : createDecipheriv)(
    `aes-${key.length * 8}-cbc`,
    key,
    iv,
  );
  try {
    return Buffer.concat([cipher.update(data), cipher.final()]);
  } catch {
    return undefined;
  }
}
