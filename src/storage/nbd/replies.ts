import { type StorageFault, storageFaultText } from '../storage-fault.ts';
import type { StatusExtent } from './disk-export.ts';
import { borrowIoBuffer, IO_BUFFER_BYTES } from './io-buffers.ts';
import {
  ALLOCATION_CONTEXT_ID,
  CHUNK_DONE,
  Chunk,
  ErrorNumber,
  SIMPLE_REPLY_MAGIC,
  STRUCTURED_REPLY_MAGIC,
} from './nbd-protocol.ts';
import type { Agreement } from './negotiation.ts';
import type { Output, ServedDisk } from './transmission.ts';

/** Writes the replies of one connection in the form that was agreed on. */
export interface Replies {
  done(cookie: bigint): void;
  error(cookie: bigint, error: number, message: string): void;
  fault(cookie: bigint, fault: StorageFault): void;
  /** Reads and sends, piece by piece where the read is large. `whole` asks for one chunk. */
  read(cookie: bigint, offset: number, lengthBytes: number, whole: boolean): Promise<void> | undefined;
  blockStatus(cookie: bigint, offset: number, lengthBytes: number, onlyOne: boolean): void;
}

const SIMPLE_BYTES = 16;
const CHUNK_BYTES = 20;
const OFFSET_BYTES = 8;
const LIMIT_STATUS_EXTENTS = 1024;
const LIMIT_MESSAGE_BYTES = 512;
/** Space before a read's data: the larger of the two headers, and data that begins on a word. */
const HEAD_BYTES = 32;
/** A large read goes out in chunks of this size, which a kept buffer holds with its header. */
const PIECE_BYTES = IO_BUFFER_BYTES - HEAD_BYTES;

export function replyWriter(served: ServedDisk, agreement: Agreement, output: Output): Replies {
  const { disk, statistics } = served;
  const isStructured = agreement.hasStructuredReplies;

  const error = (cookie: bigint, number: number, message: string): void => {
    if (!isStructured) {
      output.send(simple(cookie, number));
      return;
    }
    output.send(errorChunk(cookie, number, message));
  };
  const fault = (cookie: bigint, cause: StorageFault): void =>
    error(
      cookie,
      cause.kind === 'InsufficientSpace' ? ErrorNumber.noSpace : ErrorNumber.io,
      storageFaultText(cause).message,
    );
  const timedRead = (into: Uint8Array, offset: number) => {
    const startedMs = performance.now();
    const read = disk.read(into, offset);
    statistics.add('read', into.length, performance.now() - startedMs);
    return read;
  };

  const done = (cookie: bigint): void =>
    output.send(isStructured ? chunk(cookie, Chunk.none, CHUNK_DONE, 0) : simple(cookie, 0));

  /** A piece of a read, its header before it in the same memory. False when the disk could not be read. */
  const sendPiece = (piece: Piece): boolean => {
    const { bytes, release } = borrowIoBuffer(HEAD_BYTES + piece.lengthBytes);
    const data = bytes.subarray(HEAD_BYTES, HEAD_BYTES + piece.lengthBytes);
    const read = timedRead(data, piece.offset);
    if (!read.ok) {
      release();
      fault(piece.cookie, read.fault);
      return false;
    }
    const header = piece.header();
    bytes.set(header, HEAD_BYTES - header.length);
    output.send(bytes.subarray(HEAD_BYTES - header.length, HEAD_BYTES + piece.lengthBytes), release);
    return true;
  };

  const inPieces = async (cookie: bigint, offset: number, lengthBytes: number): Promise<void> => {
    for (let at = 0; at < lengthBytes; at += PIECE_BYTES) {
      const size = Math.min(PIECE_BYTES, lengthBytes - at);
      const flags = at + size === lengthBytes ? CHUNK_DONE : 0;
      const header = () => dataChunk(cookie, offset + at, size, flags);
      if (!sendPiece({ cookie, offset: offset + at, lengthBytes: size, header })) return;
      await output.drained();
    }
  };

  return {
    done,
    error,
    fault,
    read(cookie, offset, lengthBytes, whole) {
      if (lengthBytes === 0) {
        done(cookie);
        return undefined;
      }
      // A simple reply is one for all: an error cannot be told after its header has gone out.
      if (isStructured && !whole && lengthBytes > PIECE_BYTES) return inPieces(cookie, offset, lengthBytes);
      const header = () =>
        isStructured ? dataChunk(cookie, offset, lengthBytes, CHUNK_DONE) : simple(cookie, 0);
      sendPiece({ cookie, offset, lengthBytes, header });
      return undefined;
    },
    blockStatus(cookie, offset, lengthBytes, onlyOne) {
      const extents = disk.status(offset, lengthBytes, onlyOne ? 1 : LIMIT_STATUS_EXTENTS);
      if (extents.ok) output.send(statusChunk(cookie, extents.value));
      else fault(cookie, extents.fault);
    },
  };
}

function errorChunk(cookie: bigint, error: number, message: string): Buffer {
  const text = Buffer.from(message).subarray(0, LIMIT_MESSAGE_BYTES);
  const body = Buffer.alloc(6);
  body.writeUInt32BE(error, 0);
  body.writeUInt16BE(text.length, 4);
  return Buffer.concat([chunk(cookie, Chunk.error, CHUNK_DONE, body.length + text.length), body, text]);
}

interface Piece {
  readonly cookie: bigint;
  readonly offset: number;
  readonly lengthBytes: number;
  readonly header: () => Buffer;
}

function simple(cookie: bigint, error: number): Buffer {
  const bytes = Buffer.allocUnsafe(SIMPLE_BYTES);
  bytes.writeUInt32BE(SIMPLE_REPLY_MAGIC, 0);
  bytes.writeUInt32BE(error, 4);
  bytes.writeBigUInt64BE(cookie, 8);
  return bytes;
}

function chunk(cookie: bigint, type: number, flags: number, bodyBytes: number, extraBytes = 0): Buffer {
  const bytes = Buffer.allocUnsafe(CHUNK_BYTES + extraBytes);
  bytes.writeUInt32BE(STRUCTURED_REPLY_MAGIC, 0);
  bytes.writeUInt16BE(flags, 4);
  bytes.writeUInt16BE(type, 6);
  bytes.writeBigUInt64BE(cookie, 8);
  bytes.writeUInt32BE(bodyBytes, 16);
  return bytes;
}

function statusChunk(cookie: bigint, extents: readonly StatusExtent[]): Buffer {
  const body = Buffer.alloc(4 + extents.length * 8);
  body.writeUInt32BE(ALLOCATION_CONTEXT_ID, 0);
  for (const [index, extent] of extents.entries()) {
    body.writeUInt32BE(extent.lengthBytes, 4 + index * 8);
    body.writeUInt32BE(extent.flags, 8 + index * 8);
  }
  return Buffer.concat([chunk(cookie, Chunk.blockStatus, CHUNK_DONE, body.length), body]);
}

function dataChunk(cookie: bigint, offset: number, lengthBytes: number, flags: number): Buffer {
  const bytes = chunk(cookie, Chunk.offsetData, flags, OFFSET_BYTES + lengthBytes, OFFSET_BYTES);
  bytes.writeBigUInt64BE(BigInt(offset), CHUNK_BYTES);
  return bytes;
}
