import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { NativeEcb } from '../native/libcrypto.ts';
import { chooseEngine, type EngineOptions } from './engine.ts';
import type { SecretKey } from './secret-key.ts';
import { withKeyBytes } from './secret-key.ts';

/** AES-256 of independent blocks in place: the building block of XTS, never a mode for data. */
export type Ecb = NativeEcb;

export function createEcb(key: SecretKey, direction: 'encrypt' | 'decrypt', options: EngineOptions): Ecb {
  const native = chooseEngine(options);
  if (native !== undefined) return withKeyBytes(key, (bytes) => native.createEcb(bytes, direction));
  // Without padding the object keeps nothing between calls of whole blocks, so one serves for ever.
  const create = direction === 'encrypt' ? createCipheriv : createDecipheriv;
  const cipher = create('aes-256-ecb', key, null).setAutoPadding(false);
  return {
    transform: (data) => data.set(cipher.update(data)),
    dispose: () => undefined,
  };
}
