import { assert } from '../base/assert.ts';
import { KiB, MiB } from '../base/units.ts';
import { lengthOf, type Pieces, type Scattered } from '../crypto/gcm-cipher.ts';
import {
  createGcmReceiver,
  createGcmSender,
  RECORD_TAG_BYTES,
  type RecordHeader,
  streamSalt,
} from '../crypto/gcm-records.ts';
import type { SecretKey } from '../crypto/secret-key.ts';
import { type MigrationFault, MigrationStop } from './fault.ts';

/**
 * The records of a vMotion stream. A header in the clear says length, number and type; the body is
 * sealed under the migration's one-time key with the header as associated data, or plain.
 *
 *     0  body length, tag included   u32, little-endian
 *     4  record number               u32
 *     8  type                        u8
 *     9  1 for the stream's last     u8
 *    10  stream                      u16
 */
export const RECORD_HEADER_BYTES = 12;
export const MAX_BODY_BYTES = MiB + 64 * KiB;
/** A destination only greets, answers with a digest and says why it stops. */
const MAX_ANSWER_BYTES = 16 * KiB;
/** Of one read. What comes in stays in the processor's cache until it is opened. */
const READ_BYTES = 512 * KiB;

/** From the source: what follows, pages, the end of a stream; the stopped guest's state; run or forget. From the destination: its greetings and answers. */
export const RECORD_TYPES = {
  batch: 1,
  pages: 2,
  /** The memory is nearly all there: begin to digest it. */
  digest: 7,
  end: 3,
  stopped: 4,
  resume: 5,
  abort: 6,
  hello: 16,
  ready: 17,
  running: 18,
} as const;
export type RecordType = keyof typeof RECORD_TYPES;

const TYPE_NAMES = new Map(
  Object.entries(RECORD_TYPES).map(([name, value]) => [value as number, name as RecordType]),
);

/** How a migration's records are protected: by its one-time key and nonce, or not at all. */
export type Protection =
  | { readonly kind: 'encrypted'; readonly key: SecretKey; readonly nonce: Uint8Array }
  | { readonly kind: 'plain' };

export type Sender = 'source' | 'destination';

export interface RecordWriter {
  /** Bytes that a body of this length takes with header and tag. */
  sizeOf(lengthBytes: number): number;
  /** Where the body of a record at `at` begins, for bodies that are put together in place. */
  bodyAt(target: Uint8Array, at: number, lengthBytes: number): Uint8Array;
  /** Writes a record at `at` in `target` and gives the offset behind it. `body` may be what `bodyAt` gave. */
  write(target: Uint8Array, at: number, record: OutgoingRecord): number;
  readonly dispose: () => void;
}

export interface OutgoingRecord {
  readonly type: RecordType;
  /** In one place, or in several that are sealed straight from where they lie. */
  readonly body: Scattered;
  readonly final?: boolean;
}

/** Writes the records of one stream (0 to 65535) in one direction. */
export function createRecordWriter(protection: Protection, sender: Sender, stream: number): RecordWriter {
  const gcm =
    protection.kind === 'encrypted'
      ? createGcmSender(protection.key, saltOf(protection.nonce, sender, stream))
      : undefined;
  const tagBytes = gcm === undefined ? 0 : RECORD_TAG_BYTES;
  let records = 0;
  return {
    sizeOf: (lengthBytes) => RECORD_HEADER_BYTES + lengthBytes + tagBytes,
    bodyAt: (target, at, lengthBytes) =>
      target.subarray(at + RECORD_HEADER_BYTES, at + RECORD_HEADER_BYTES + lengthBytes),
    write(target, at, { type, body, final = false }) {
      const lengthBytes = lengthOf(body);
      const end = at + RECORD_HEADER_BYTES + lengthBytes + tagBytes;
      assert(end <= target.length && lengthBytes + tagBytes <= MAX_BODY_BYTES, 'a record fits its buffer');
      const header = target.subarray(at, at + RECORD_HEADER_BYTES);
      const view = new DataView(header.buffer, header.byteOffset, RECORD_HEADER_BYTES);
      view.setUint32(0, lengthBytes + tagBytes, true);
      view.setUint32(4, records++, true);
      view.setUint8(8, RECORD_TYPES[type]);
      view.setUint8(9, final ? 1 : 0);
      view.setUint16(10, stream, true);
      const sealed = target.subarray(at + RECORD_HEADER_BYTES, end);
      if (gcm === undefined) {
        copyInto(sealed, body);
      } else {
        const result = gcm.seal({ header, final }, body, sealed);
        if (!result.ok) throw stop(sender, result.fault);
      }
      return end;
    },
    dispose: () => gcm?.dispose(),
  };
}

export interface IncomingRecord {
  readonly type: RecordType;
  readonly final: boolean;
  /** Length of the body once opened. */
  readonly lengthBytes: number;
  /** Opens the body into `into` (of that length in all), by default where it lies, which it then gives. Called exactly once per record. */
  readonly open: (into?: Pieces) => Uint8Array;
}

export interface RecordReader {
  /** Where the next bytes of the connection go. */
  readonly room: () => Uint8Array;
  /** Takes in bytes that were put there and hands on each record that they complete. */
  readonly filled: (lengthBytes: number) => void;
  /** Whatever comes afterwards is dropped. */
  readonly dispose: () => void;
}

/**
 * Reads the records of one stream in one direction. `take` must open each record at once: the buffer is
 * used again. A record that is not the next genuine one throws `MigrationStop`.
 */
export function createRecordReader(
  protection: Protection,
  sender: Sender,
  stream: number,
  take: (record: IncomingRecord) => void,
): RecordReader {
  const reader: Sender = sender === 'source' ? 'destination' : 'source';
  const refuse = (message: string): MigrationStop => stop(reader, { kind: 'RecordIntegrity', message });
  const bodies = createBodies(protection, sender, stream, refuse);
  const maxBodyBytes = sender === 'source' ? MAX_BODY_BYTES : MAX_ANSWER_BYTES;
  const firstBytes = Math.min(READ_BYTES, RECORD_HEADER_BYTES + maxBodyBytes);
  let buffer = new Uint8Array(Buffer.allocUnsafeSlow(firstBytes).buffer);
  let start = 0;
  let end = 0;
  let disposed = false;

  const grow = (lengthBytes: number): void => {
    const larger = new Uint8Array(lengthBytes);
    larger.set(buffer.subarray(start, end));
    end -= start;
    start = 0;
    buffer = larger;
  };
  const next = (): boolean => {
    if (disposed || end - start < RECORD_HEADER_BYTES) return false;
    const header = buffer.subarray(start, start + RECORD_HEADER_BYTES);
    const view = new DataView(buffer.buffer, start, RECORD_HEADER_BYTES);
    const bodyBytes = view.getUint32(0, true);
    if (bodyBytes > maxBodyBytes || bodyBytes < bodies.tagBytes)
      throw refuse('A record has an impossible length.');
    const recordBytes = RECORD_HEADER_BYTES + bodyBytes;
    if (end - start < recordBytes) {
      if (recordBytes > buffer.length) grow(recordBytes);
      return false;
    }
    const type = TYPE_NAMES.get(view.getUint8(8));
    const final = view.getUint8(9) === 1;
    if (type === undefined || view.getUint16(10, true) !== stream)
      throw refuse('A record is of no known type.');
    const body = buffer.subarray(start + RECORD_HEADER_BYTES, start + RECORD_HEADER_BYTES + bodyBytes);
    start += RECORD_HEADER_BYTES + bodyBytes;
    const number = view.getUint32(4, true);
    take({
      type,
      final,
      lengthBytes: bodyBytes - bodies.tagBytes,
      open: (into) => bodies.open({ header, final }, number, body, into),
    });
    return true;
  };

  return {
    room() {
      if (start === end) {
        start = 0;
        end = 0;
      } else if (buffer.length - end < buffer.length / 4) {
        buffer.copyWithin(0, start, end);
        end -= start;
        start = 0;
      }
      return buffer.subarray(end);
    },
    filled(lengthBytes) {
      end += lengthBytes;
      while (next());
      // Nobody listens any more; the connection may still bring its last bytes.
      if (disposed) start = end;
    },
    dispose() {
      disposed = true;
      bodies.dispose();
    },
  };
}

type Refuse = (message: string) => MigrationStop;

/** Opens bodies in order: by GCM, which counts itself, or plain, where only the number can be checked. */
function createBodies(protection: Protection, sender: Sender, stream: number, refuse: Refuse) {
  if (protection.kind === 'plain') {
    let records = 0;
    return {
      tagBytes: 0,
      open(_record: RecordHeader, number: number, body: Uint8Array, into?: Pieces): Uint8Array {
        if (number !== records++) throw refuse(`Record ${records - 1} is missing or out of order.`);
        if (into !== undefined) scatter(body, into);
        return body;
      },
      dispose: () => undefined,
    };
  }
  const gcm = createGcmReceiver(protection.key, saltOf(protection.nonce, sender, stream));
  return {
    tagBytes: RECORD_TAG_BYTES,
    open(record: RecordHeader, _number: number, body: Uint8Array, into?: Pieces): Uint8Array {
      const inPlace = body.subarray(0, body.length - RECORD_TAG_BYTES);
      const result = gcm.open(record, body, into ?? inPlace);
      if (result.ok) return inPlace;
      throw result.fault.kind === 'KeyExhausted' ? stop(sender, result.fault) : refuse(result.fault.message);
    },
    dispose: () => gcm.dispose(),
  };
}

/** Copies bytes that are not there already. */
function copyInto(target: Uint8Array, bytes: Scattered): void {
  if (!(bytes instanceof Uint8Array)) {
    let at = 0;
    for (const piece of bytes) {
      target.set(piece, at);
      at += piece.length;
    }
  } else if (bytes.buffer !== target.buffer || bytes.byteOffset !== target.byteOffset) target.set(bytes);
}

function scatter(bytes: Uint8Array, into: Pieces): void {
  assert(lengthOf(into) === bytes.length, 'a body is opened into as many bytes');
  let at = 0;
  for (const piece of into) {
    piece.set(bytes.subarray(at, at + piece.length));
    at += piece.length;
  }
}

/** Each stream's two directions are streams of their own under the key. */
function saltOf(nonce: Uint8Array, sender: Sender, stream: number): Uint8Array {
  return streamSalt(nonce, stream * 2 + (sender === 'source' ? 0 : 1));
}

function stop(side: Sender, fault: { kind: string; message: string }): MigrationStop {
  const kind: MigrationFault['kind'] = fault.kind === 'KeyExhausted' ? 'KeyExhausted' : 'ChannelIntegrity';
  return new MigrationStop({ kind, side, message: fault.message });
}
