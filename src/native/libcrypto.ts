import { assert } from '../base/assert.ts';
import { type Koffi, loadKoffi } from './koffi.ts';

/**
 * The OpenSSL inside the Node process, called directly: in place, on any typed array (also over a
 * SharedArrayBuffer or WebAssembly memory), without an allocation per call. Every length is checked
 * against its buffer before the call and every return code after it.
 */
export interface Libcrypto {
  /** AES-256 of independent blocks. `key` is 32 bytes and is copied into the context. */
  createEcb(key: Uint8Array, direction: 'encrypt' | 'decrypt'): NativeEcb;
  /** AES-256-GCM, one context for all messages of a key. */
  createGcm(key: Uint8Array, direction: 'encrypt' | 'decrypt'): NativeGcm;
}

export interface NativeEcb {
  /** Transforms `data`, a multiple of 16 bytes, in place. */
  transform(data: Uint8Array): void;
  /** Cleanses and frees the context. */
  dispose(): void;
}

export interface NativeGcm {
  /**
   * One message, piece by piece from `from` to `to` (as many pieces, of equal lengths; the same memory or disjoint).
   * Encrypting writes `tag`; decrypting reads it. False when the tag does not fit: `to` then holds nothing to be used.
   */
  message(nonce: Uint8Array, aad: Uint8Array, from: Pieces, to: Pieces, tag: Uint8Array): boolean;
  dispose(): void;
}

/** Bytes that lie in several places, in order. */
export type Pieces = readonly Uint8Array[];

let opened: { readonly libcrypto: Libcrypto | undefined } | undefined;

/** Undefined where the foreign function library or one of the functions is missing. */
export function openLibcrypto(): Libcrypto | undefined {
  opened ??= { libcrypto: open(loadKoffi()) };
  return opened.libcrypto;
}

const EVP_CTRL_AEAD_GET_TAG = 0x10;
const EVP_CTRL_AEAD_SET_TAG = 0x11;
const TAG_BYTES = 16;
const NONCE_BYTES = 12;
/** The functions take lengths as C's int; no caller comes near this. */
const MAX_CALL_BYTES = 2 ** 30;

type Context = object;
type Bytes = Uint8Array | Int32Array | null;

interface Evp {
  newContext(): Context | null;
  freeContext(context: Context): void;
  aes256Ecb(): unknown;
  aes256Gcm(): unknown;
  init(context: Context, cipher: unknown, engine: null, key: Bytes, iv: Bytes, encrypt: number): number;
  setPadding(context: Context, on: number): number;
  update(context: Context, to: Bytes, written: Int32Array, from: Bytes, lengthBytes: number): number;
  final(context: Context, to: Bytes, written: Int32Array): number;
  control(context: Context, what: number, argument: number, bytes: Bytes): number;
  clearErrors(): void;
}

function open(koffi: Koffi | undefined): Libcrypto | undefined {
  const evp = koffi && bind(koffi);
  if (evp === undefined) return undefined;
  return {
    createEcb: (key, direction) => createEcb(evp, key, direction),
    createGcm: (key, direction) => createGcm(evp, key, direction),
  };
}

function bind(koffi: Koffi): Evp | undefined {
  try {
    const library = koffi.load(null);
    return {
      newContext: library.func('void *EVP_CIPHER_CTX_new()'),
      freeContext: library.func('void EVP_CIPHER_CTX_free(void *context)'),
      aes256Ecb: library.func('void *EVP_aes_256_ecb()'),
      aes256Gcm: library.func('void *EVP_aes_256_gcm()'),
      init: library.func(
        'int EVP_CipherInit_ex(void *context, void *cipher, void *engine, void *key, void *iv, int encrypt)',
      ),
      setPadding: library.func('int EVP_CIPHER_CTX_set_padding(void *context, int on)'),
      update: library.func(
        'int EVP_CipherUpdate(void *context, void *to, void *written, void *from, int lengthBytes)',
      ),
      final: library.func('int EVP_CipherFinal_ex(void *context, void *to, void *written)'),
      control: library.func('int EVP_CIPHER_CTX_ctrl(void *context, int what, int argument, void *bytes)'),
      clearErrors: library.func('void ERR_clear_error()'),
    };
  } catch {
    return undefined;
  }
}

/** A keyed context, and the check that it is still there. */
function createContext(evp: Evp, cipher: unknown, key: Uint8Array, encrypt: number) {
  assert(key.length === 32, `an AES-256 key has 32 bytes, not ${key.length}`);
  const created = evp.newContext();
  assert(created !== null, 'OpenSSL has memory for a cipher context');
  let context: Context | undefined = created;
  const dispose = (): void => {
    if (context !== undefined) evp.freeContext(context);
    context = undefined;
  };
  if (evp.init(created, cipher, null, key, null, encrypt) !== 1) {
    evp.clearErrors();
    dispose();
    throw new Error('OpenSSL refused to set up AES-256.');
  }
  const use = (): Context => {
    assert(context !== undefined, 'a cipher is not used after dispose');
    return context;
  };
  return { use, dispose };
}

function createEcb(evp: Evp, key: Uint8Array, direction: 'encrypt' | 'decrypt'): NativeEcb {
  const { use, dispose } = createContext(evp, evp.aes256Ecb(), key, direction === 'encrypt' ? 1 : 0);
  expectOne(evp, evp.setPadding(use(), 0));
  const written = new Int32Array(1);
  return {
    transform(data) {
      assert(data.length % 16 === 0 && data.length <= MAX_CALL_BYTES, 'ECB data is whole blocks');
      if (data.length === 0) return;
      expectOne(evp, evp.update(use(), data, written, data, data.length));
      assert(written[0] === data.length, 'OpenSSL transformed every block');
    },
    dispose,
  };
}

function createGcm(evp: Evp, key: Uint8Array, direction: 'encrypt' | 'decrypt'): NativeGcm {
  const encrypt = direction === 'encrypt' ? 1 : 0;
  const { use, dispose } = createContext(evp, evp.aes256Gcm(), key, encrypt);
  const written = new Int32Array(1);
  const rest = new Uint8Array(TAG_BYTES);
  return {
    message(nonce, aad, from, to, tag) {
      checkMessage(nonce, aad, from, to, tag);
      const context = use();
      expectOne(evp, evp.init(context, null, null, null, nonce, encrypt));
      if (aad.length > 0) expectOne(evp, evp.update(context, null, written, aad, aad.length));
      for (let i = 0; i < from.length; i++) {
        const [input, output] = [from[i], to[i]];
        if (input === undefined || output === undefined || input.length === 0) continue;
        expectOne(evp, evp.update(context, output, written, input, input.length));
        assert(written[0] === input.length, 'OpenSSL transformed the whole piece');
      }
      if (encrypt === 0) expectOne(evp, evp.control(context, EVP_CTRL_AEAD_SET_TAG, TAG_BYTES, tag));
      const genuine = evp.final(context, rest, written) === 1;
      if (!genuine) {
        evp.clearErrors();
        assert(encrypt === 0, 'OpenSSL finishes a message that it encrypted');
        return false;
      }
      if (encrypt === 1) expectOne(evp, evp.control(context, EVP_CTRL_AEAD_GET_TAG, TAG_BYTES, tag));
      return true;
    },
    dispose,
  };
}

function checkMessage(nonce: Uint8Array, aad: Uint8Array, from: Pieces, to: Pieces, tag: Uint8Array): void {
  assert(nonce.length === NONCE_BYTES, `a GCM nonce has ${NONCE_BYTES} bytes, not ${nonce.length}`);
  assert(tag.length === TAG_BYTES, `a GCM tag has ${TAG_BYTES} bytes, not ${tag.length}`);
  assert(aad.length <= MAX_CALL_BYTES && to.length === from.length, 'a GCM message comes in pairs of pieces');
  for (let i = 0; i < from.length; i++) checkPiece(from[i], to[i]);
}

function checkPiece(from: Uint8Array | undefined, to: Uint8Array | undefined): void {
  assert(from !== undefined && to?.length === from.length, 'GCM ciphertext is as long as its plaintext');
  assert(from.length <= MAX_CALL_BYTES, 'a piece of a GCM message is at most 1 GiB');
  const apart =
    from.buffer !== to.buffer ||
    from.byteOffset === to.byteOffset ||
    Math.abs(from.byteOffset - to.byteOffset) >= from.length;
  assert(apart, 'a GCM message is transformed in place or into other memory, never half over itself');
}

function expectOne(evp: Evp, code: number): void {
  if (code === 1) return;
  evp.clearErrors();
  throw new Error(`OpenSSL refused a cipher call (returned ${code}).`);
}
