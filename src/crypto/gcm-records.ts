import { assert } from '../base/assert.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { EngineOptions } from './engine.ts';
import { createGcmCipher, lengthOf, type Scattered } from './gcm-cipher.ts';
import type { SecretKey } from './secret-key.ts';

/**
 * An ordered stream of records under AES-256-GCM: the record's number is its nonce's counter, so a
 * record that is changed, dropped, doubled, moved or taken from another stream does not open. The last
 * record is marked as such (as in STREAM), so a cut is seen too.
 *
 * Nonce: the stream's salt (8 bytes) | record number (4, big-endian). Associated data: record number (8) |
 * 1 for the final record, else 0 | the caller's header.
 */
export interface GcmSender {
  /**
   * Encrypts one record, from one place or several, into `sealed` (16 bytes longer; the same memory or apart). Fails, before it
   * touches anything, when the key has sealed all the records it may.
   */
  seal(record: RecordHeader, plaintext: Scattered, sealed: Uint8Array): Result<void, KeyExhaustedFault>;
  /** Records sealed so far. */
  readonly records: number;
  dispose(): void;
}

export interface GcmReceiver {
  /** Opens the next record into `plaintext`, one place or several. After a fault the stream is dead: nothing more opens. */
  open(
    record: RecordHeader,
    sealed: Uint8Array,
    plaintext: Scattered,
  ): Result<void, RecordFault | KeyExhaustedFault>;
  readonly records: number;
  /** True once the final record has come. A stream that ends without it was cut. */
  readonly finished: boolean;
  dispose(): void;
}

export interface RecordHeader {
  /** Sent in the clear and authenticated. At most 64 bytes. */
  readonly header: Uint8Array;
  readonly final: boolean;
}

/** The record is not the next genuine one of this stream. */
export interface RecordFault {
  readonly kind: 'RecordIntegrity';
  readonly record: number;
  readonly message: string;
}

export interface KeyExhaustedFault {
  readonly kind: 'KeyExhausted';
  readonly message: string;
}

export interface RecordOptions extends EngineOptions {
  /** A lower limit than the key's own, `MAX_RECORDS`. */
  readonly recordLimit?: number;
}

/** 0.9 * 2^32: nine tenths of what the counter could number. */
export const MAX_RECORDS = 3_865_470_566;
export const RECORD_TAG_BYTES = 16;
export const SALT_BYTES = 8;
const MAX_HEADER_BYTES = 64;

/**
 * The salt of one of several streams under one key: the key's nonce with the stream's number (below 2^32)
 * xored into its first half. Each direction of each connection is a stream of its own.
 */
export function streamSalt(nonce: Uint8Array, stream: number): Uint8Array {
  assert(nonce.length === SALT_BYTES, `a stream nonce has ${SALT_BYTES} bytes, not ${nonce.length}`);
  assert(Number.isInteger(stream) && stream >= 0 && stream < 2 ** 32, 'a stream number is a 32-bit integer');
  const salt = Uint8Array.from(nonce);
  const view = new DataView(salt.buffer);
  view.setUint32(0, (view.getUint32(0) ^ stream) >>> 0);
  return salt;
}

/** `salt` (8 bytes) is never used twice with one key. */
export function createGcmSender(key: SecretKey, salt: Uint8Array, options: RecordOptions = {}): GcmSender {
  const cipher = createGcmCipher(key, 'seal', options);
  const numbering = numberRecords(salt, options.recordLimit ?? MAX_RECORDS);
  let ended = false;
  return {
    seal(record, plaintext, sealed) {
      assert(!ended, 'nothing follows the final record');
      const labels = numbering.next(record);
      if (labels === undefined) return fail(exhausted(numbering.records));
      cipher.seal(labels.nonce, labels.aad, plaintext, sealed);
      ended = record.final;
      return ok(undefined);
    },
    get records() {
      return numbering.records;
    },
    dispose: () => cipher.dispose(),
  };
}

export function createGcmReceiver(
  key: SecretKey,
  salt: Uint8Array,
  options: RecordOptions = {},
): GcmReceiver {
  const cipher = createGcmCipher(key, 'open', options);
  const numbering = numberRecords(salt, options.recordLimit ?? MAX_RECORDS);
  let state: 'open' | 'finished' | 'dead' = 'open';
  return {
    open(record, sealed, plaintext) {
      const number = numbering.records;
      const refuse = (message: string) => {
        if (state === 'open') state = 'dead';
        return fail<RecordFault>({ kind: 'RecordIntegrity', record: number, message });
      };
      if (state === 'finished') return refuse('A record follows the final one.');
      if (state === 'dead') return refuse('The stream already failed; nothing after that can be trusted.');
      if (sealed.length !== lengthOf(plaintext) + RECORD_TAG_BYTES)
        return refuse('The record has a wrong length.');
      const labels = numbering.next(record);
      if (labels === undefined) {
        state = 'dead';
        return fail(exhausted(number));
      }
      if (!cipher.open(labels.nonce, labels.aad, sealed, plaintext)) {
        return refuse(
          `Record ${number} is not genuine: it was changed, is out of order, or comes from another stream or key.`,
        );
      }
      if (record.final) state = 'finished';
      return ok(undefined);
    },
    get records() {
      return numbering.records;
    },
    get finished() {
      return state === 'finished';
    },
    dispose: () => cipher.dispose(),
  };
}

interface Labels {
  readonly nonce: Uint8Array;
  readonly aad: Uint8Array;
}

/** Gives each record its nonce and associated data, each number once; undefined at the limit. */
function numberRecords(salt: Uint8Array, limit: number) {
  assert(salt.length === SALT_BYTES, `a stream's salt has ${SALT_BYTES} bytes, not ${salt.length}`);
  assert(
    Number.isInteger(limit) && limit > 0 && limit <= MAX_RECORDS,
    'a record limit is below the key limit',
  );
  const nonce = new Uint8Array(SALT_BYTES + 4);
  nonce.set(salt);
  const counter = new DataView(nonce.buffer, SALT_BYTES);
  const aad = new Uint8Array(9 + MAX_HEADER_BYTES);
  const number = new DataView(aad.buffer);
  let records = 0;
  return {
    next({ header, final }: RecordHeader): Labels | undefined {
      assert(header.length <= MAX_HEADER_BYTES, `a record header has at most ${MAX_HEADER_BYTES} bytes`);
      if (records >= limit) return undefined;
      counter.setUint32(0, records);
      number.setUint32(4, records);
      aad[8] = final ? 1 : 0;
      aad.set(header, 9);
      records++;
      return { nonce, aad: aad.subarray(0, 9 + header.length) };
    },
    get records() {
      return records;
    },
  };
}

function exhausted(records: number): KeyExhaustedFault {
  return {
    kind: 'KeyExhausted',
    message: `The key has protected ${records} records, the most it may. Start again with a new key.`,
  };
}
