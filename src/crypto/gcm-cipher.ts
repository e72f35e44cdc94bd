import { createCipheriv, createDecipheriv } from 'node:crypto';
import { assert } from '../base/assert.ts';
import type { NativeGcm, Pieces } from '../native/libcrypto.ts';
import { chooseEngine, type EngineOptions } from './engine.ts';
import { keyLengthBytes, type SecretKey, withKeyBytes, zeroise } from './secret-key.ts';

/**
 * AES-256-GCM (SP 800-38D) with 96-bit nonces, from one buffer into another or in place. The plaintext may lie in
 * several pieces, which are one message. The caller owns the nonces.
 */
export interface GcmCipher {
  /** `sealed` takes the ciphertext and the tag: 16 bytes more than `plaintext`, at the same start or apart. */
  seal(nonce: Uint8Array, aad: Uint8Array, plaintext: Scattered, sealed: Uint8Array): void;
  /** False when the message is not genuine; `plaintext` is zeroed then. */
  open(nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array, plaintext: Scattered): boolean;
  dispose(): void;
}

export type { Pieces };

/** Bytes in one place, or in several in order. */
export type Scattered = Uint8Array | Pieces;

export function lengthOf(bytes: Scattered): number {
  if (bytes instanceof Uint8Array) return bytes.length;
  let length = 0;
  for (const piece of bytes) length += piece.length;
  return length;
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
  const check = (nonce: Uint8Array, plaintextBytes: number, sealed: Uint8Array): void => {
    assert(!disposed, 'a cipher is not used after dispose');
    assert(nonce.length === NONCE_BYTES, `a GCM nonce has ${NONCE_BYTES} bytes here, not ${nonce.length}`);
    assert(
      sealed.length === plaintextBytes + TAG_BYTES,
      `a sealed message has ${TAG_BYTES} bytes more than its plaintext: ${sealed.length}, ${plaintextBytes}`,
    );
  };
  return {
    seal(nonce, aad, plaintext, sealed) {
      assert(direction === 'seal', 'this cipher opens');
      const from = piecesOf(plaintext);
      const lengthBytes = lengthOf(from);
      check(nonce, lengthBytes, sealed);
      gcm.message(nonce, aad, from, cutLike(from, sealed), sealed.subarray(lengthBytes));
    },
    open(nonce, aad, sealed, plaintext) {
      assert(direction === 'open', 'this cipher seals');
      const to = piecesOf(plaintext);
      const lengthBytes = lengthOf(to);
      check(nonce, lengthBytes, sealed);
      const genuine = gcm.message(nonce, aad, cutLike(to, sealed), to, sealed.subarray(lengthBytes));
      if (!genuine) for (const piece of to) zeroise(piece);
      return genuine;
    },
    dispose() {
      disposed = true;
      gcm.dispose();
    },
  };
}

function piecesOf(bytes: Scattered): Pieces {
  return bytes instanceof Uint8Array ? [bytes] : bytes;
}

/** The beginning of `bytes` in pieces of the same lengths. */
function cutLike(pieces: Pieces, bytes: Uint8Array): Pieces {
  let at = 0;
  return pieces.map(({ length }) => {
    at += length;
    return bytes.subarray(at - length, at);
  });
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
      for (const [i, piece] of from.entries()) to[i]?.set(cipher.update(piece));
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
      for (const [i, piece] of from.entries()) to[i]?.set(decipher.update(piece));
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
