import { createCipheriv, createDecipheriv } from 'node:crypto';
import { assert } from '../base/assert.ts';
import type { NativeGcm } from '../native/libcrypto.ts';
import { chooseEngine, type EngineOptions } from './engine.ts';
import { keyLengthBytes, type SecretKey, withKeyBytes, zeroise } from './secret-key.ts';

/** AES-256-GCM (SP 800-38D) with 96-bit nonces, from one buffer into another or in place. The caller owns the nonces. */
export interface GcmCipher {
  /** `sealed` takes the ciphertext and the tag: 16 bytes more than `plaintext`, at the same start or apart. */
  seal(nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array, sealed: Uint8Array): void;
  /** False when the message is not genuine; `plaintext` is zeroed then. */
  open(nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array, plaintext: Uint8Array): boolean;
  dispose(): void;
}

const TAG_BYTES = 16;
const NONCE_BYTES = 12;

/** A cipher that only seals or only opens: one context, keyed once. */
export function createGcmCipher(
  key: SecretKey,
  direction: 'seal' | 'open',
  options: EngineOptions = {},
): GcmCipher {
  assert(keyLengthBytes(key) === 32, `AES-256-GCM takes a key of 32 bytes, not ${keyLengthBytes(key)}`);
  const gcm = createMessages(key, direction, options);
  let disposed = false;
  const check = (nonce: Uint8Array, plaintext: Uint8Array, sealed: Uint8Array): void => {
    assert(!disposed, 'a cipher is not used after dispose');
    assert(nonce.length === NONCE_BYTES, `a GCM nonce has ${NONCE_BYTES} bytes here, not ${nonce.length}`);
    assert(
      sealed.length === plaintext.length + TAG_BYTES,
      `a sealed message has ${TAG_BYTES} bytes more than its plaintext: ${sealed.length}, ${plaintext.length}`,
    );
  };
  return {
    seal(nonce, aad, plaintext, sealed) {
      assert(direction === 'seal', 'this cipher opens');
      check(nonce, plaintext, sealed);
      const body = sealed.subarray(0, plaintext.length);
      gcm.message(nonce, aad, plaintext, body, sealed.subarray(plaintext.length));
    },
    open(nonce, aad, sealed, plaintext) {
      assert(direction === 'open', 'this cipher seals');
      check(nonce, plaintext, sealed);
      const body = sealed.subarray(0, plaintext.length);
      const genuine = gcm.message(nonce, aad, body, plaintext, sealed.subarray(plaintext.length));
      if (!genuine) zeroise(plaintext);
      return genuine;
    },
    dispose() {
      disposed = true;
      gcm.dispose();
    },
  };
}

function createMessages(key: SecretKey, direction: 'seal' | 'open', options: EngineOptions): NativeGcm {
  const native = chooseEngine(options);
  if (native !== undefined) {
    return withKeyBytes(key, (bytes) =>
      native.createGcm(bytes, direction === 'seal' ? 'encrypt' : 'decrypt'),
    );
  }
  return direction === 'seal' ? portableSeal(key) : portableOpen(key);
}

function portableSeal(key: SecretKey): NativeGcm {
  return {
    message(nonce, aad, from, to, tag) {
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(aad);
      to.set(cipher.update(from));
      cipher.final();
      tag.set(cipher.getAuthTag());
      return true;
    },
    dispose: () => undefined,
  };
}

function portableOpen(key: SecretKey): NativeGcm {
  return {
    message(nonce, aad, from, to, tag) {
      // Without authTagLength, Node accepts tags of 4 bytes.
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(aad);
      decipher.setAuthTag(tag);
      to.set(decipher.update(from));
      try {
        decipher.final();
        return true;
      } catch {
        return false;
      }
    },
    dispose: () => undefined,
  };
}
