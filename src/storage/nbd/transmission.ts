import { ok, type Result } from '../../base/result.ts';
import { MiB } from '../../base/units.ts';
import type { StorageFault } from '../storage-fault.ts';
import type { ByteQueue } from './byte-queue.ts';
import type { DiskExport } from './disk-export.ts';
import { borrowIoBuffer } from './io-buffers.ts';
import type { IoStatistics } from './io-statistics.ts';
import {
  Command,
  CommandFlag,
  ErrorNumber,
  MAX_PAYLOAD_BYTES,
  REQUEST_HEADER_BYTES,
  REQUEST_MAGIC,
} from './nbd-protocol.ts';
import type { Agreement } from './negotiation.ts';
import { type Replies, replyWriter } from './replies.ts';

/** Where a connection's replies go. */
export interface Output {
  /** `release` is called when the bytes' memory may be used again. Small ones are held back until `flush`. */
  send(bytes: Uint8Array, release?: () => void): void;
  flush(): void;
  /** Resolves when little enough is waiting to be sent. */
  drained(): Promise<void> | undefined;
}

export interface ServedDisk {
  readonly disk: DiskExport;
  readonly sizeBytes: number;
  readonly isReadOnly: boolean;
  readonly statistics: IoStatistics;
}

/**
 * The requests of one connection, answered in the order in which they come. `advance` works on what is in the queue
 * and ends when it needs more bytes, when the client has gone, or with why the connection must end: at once where
 * nothing has to be waited for.
 */
export interface Transmission {
  advance(input: ByteQueue): TransmissionEnd | Promise<TransmissionEnd>;
}

export type TransmissionEnd = 'more' | 'disconnected' | { readonly broken: string };

/** Zeros are written, where holes are not wanted, this much at a time. */
const ZERO_PIECE_BYTES = MiB;

interface Request {
  readonly flags: number;
  readonly type: number;
  readonly cookie: bigint;
  readonly offset: number;
  readonly lengthBytes: number;
}

export function createTransmission(served: ServedDisk, agreement: Agreement, output: Output): Transmission {
  const replies = replyWriter(served, agreement, output);
  const header = Buffer.alloc(REQUEST_HEADER_BYTES);
  let writing: { request: Request; payload: Uint8Array; filled: number; release: () => void } | undefined;

  /** Takes up one request; `undefined` when it is answered. */
  const take = (input: ByteQueue): TransmissionEnd | Promise<void> | undefined => {
    if (writing !== undefined) {
      writing.filled += input.fill(writing.payload.subarray(writing.filled));
      if (writing.filled < writing.payload.length) return 'more';
      const { request, payload, release } = writing;
      writing = undefined;
      answer(replies, request, () => write(served, request, payload));
      release();
      return undefined;
    }
    if (input.length < header.length) return 'more';
    input.fill(header);
    const request = parseRequest(header);
    if (request === undefined) return { broken: 'a request has the wrong magic number' };
    if (request.type === Command.disconnect) return 'disconnected';
    if (request.type !== Command.write) return serve(served, agreement, request, replies);
    if (request.lengthBytes > MAX_PAYLOAD_BYTES) {
      return { broken: `a write has more than ${MAX_PAYLOAD_BYTES} bytes` };
    }
    const { bytes, release } = borrowIoBuffer(request.lengthBytes);
    writing = { request, payload: bytes.subarray(0, request.lengthBytes), filled: 0, release };
    return take(input);
  };

  const advance = (input: ByteQueue): TransmissionEnd | Promise<TransmissionEnd> => {
    for (;;) {
      const taken = take(input);
      if (taken !== undefined && !(taken instanceof Promise)) {
        output.flush();
        return taken;
      }
      const waits = taken ?? output.drained();
      if (waits !== undefined) return waits.then(() => advance(input));
    }
  };
  return { advance };
}

function parseRequest(header: Buffer): Request | undefined {
  if (header.readUInt32BE(0) !== REQUEST_MAGIC) return undefined;
  return {
    flags: header.readUInt16BE(4),
    type: header.readUInt16BE(6),
    cookie: header.readBigUInt64BE(8),
    // Beyond 2^53 the number is inexact, but far outside any disk all the same.
    offset: header.readUInt32BE(16) * 2 ** 32 + header.readUInt32BE(20),
    lengthBytes: header.readUInt32BE(24),
  };
}

function serve(
  served: ServedDisk,
  agreement: Agreement,
  request: Request,
  replies: Replies,
): Promise<void> | undefined {
  const { type, cookie, offset, lengthBytes, flags } = request;
  const { disk, statistics } = served;
  if (type === Command.flush)
    return answer(replies, request, () => timed(statistics, 'flush', 0, () => disk.flush()));
  const refusal = refuse(served, agreement, request);
  if (refusal !== undefined) {
    replies.error(cookie, refusal.error, refusal.message);
    return undefined;
  }
  switch (type) {
    case Command.read:
      return replies.read(cookie, offset, lengthBytes, (flags & CommandFlag.dontFragment) !== 0);
    case Command.trim:
      return answer(replies, request, () =>
        timed(statistics, 'trim', lengthBytes, () => forced(disk, flags, disk.trim(offset, lengthBytes))),
      );
    case Command.writeZeroes:
      return writeZeroes(served, request, replies);
    case Command.blockStatus:
      replies.blockStatus(cookie, offset, lengthBytes, (flags & CommandFlag.onlyOne) !== 0);
      return undefined;
    default:
      replies.error(cookie, ErrorNumber.invalid, `There is no command ${type}.`);
      return undefined;
  }
}

interface Refusal {
  readonly error: number;
  readonly message: string;
}

/** What is wrong with a request before its disk is asked. */
function refuse(served: ServedDisk, agreement: Agreement, request: Request): Refusal | undefined {
  const { sizeBytes, isReadOnly } = served;
  const { type, offset, lengthBytes } = request;
  const changes = type === Command.write || type === Command.trim || type === Command.writeZeroes;
  if (changes && isReadOnly) return { error: ErrorNumber.permission, message: 'The export is read-only.' };
  if (offset + lengthBytes > sizeBytes) {
    const error = type === Command.write ? ErrorNumber.noSpace : ErrorNumber.invalid;
    return { error, message: `The request ends beyond the disk's ${sizeBytes} bytes.` };
  }
  if (type === Command.read && lengthBytes > MAX_PAYLOAD_BYTES) {
    return { error: ErrorNumber.invalid, message: `A read has at most ${MAX_PAYLOAD_BYTES} bytes.` };
  }
  if (type === Command.blockStatus && (!agreement.hasAllocationContext || lengthBytes === 0)) {
    return {
      error: ErrorNumber.invalid,
      message: 'base:allocation was not agreed on, or the range is empty.',
    };
  }
  return undefined;
}

function write(
  served: ServedDisk,
  request: Request,
  payload: Uint8Array,
): Result<void, StorageFault> | Refusal {
  const refusal = refuse(served, NO_AGREEMENT, request);
  if (refusal !== undefined) return refusal;
  const { disk, statistics } = served;
  const { flags, offset } = request;
  return timed(statistics, 'write', payload.length, () => forced(disk, flags, disk.write(payload, offset)));
}

const NO_AGREEMENT: Agreement = { exportName: '', hasStructuredReplies: false, hasAllocationContext: false };

/** Zeros without holes are written out piece by piece, so that other connections are served in between. */
async function writeZeroes(
  { disk, statistics }: ServedDisk,
  request: Request,
  replies: Replies,
): Promise<void> {
  const { cookie, flags, offset, lengthBytes } = request;
  if ((flags & CommandFlag.noHole) === 0) {
    return answer(replies, request, () =>
      timed(statistics, 'trim', lengthBytes, () => forced(disk, flags, disk.zero(offset, lengthBytes))),
    );
  }
  if ((flags & CommandFlag.fastZero) !== 0) {
    return replies.error(cookie, ErrorNumber.notSupported, 'Zeros without holes are not fast.');
  }
  for (let at = 0; at < lengthBytes; at += ZERO_PIECE_BYTES) {
    const piece = new Uint8Array(Math.min(ZERO_PIECE_BYTES, lengthBytes - at));
    const written = timed(statistics, 'write', piece.length, () => disk.write(piece, offset + at));
    if (!written.ok) return answer(replies, request, () => written);
    await new Promise((resolve) => setImmediate(resolve));
  }
  answer(replies, request, () => forced(disk, flags, ok(undefined)));
}

/** FUA: the request is done when it is durable. */
function forced(
  disk: DiskExport,
  flags: number,
  done: Result<void, StorageFault>,
): Result<void, StorageFault> {
  if (!done.ok || (flags & CommandFlag.forceUnitAccess) === 0) return done;
  return disk.flush();
}

function answer(
  replies: Replies,
  { cookie }: Request,
  body: () => Result<void, StorageFault> | Refusal,
): undefined {
  const done = body();
  if ('error' in done) replies.error(cookie, done.error, done.message);
  else if (done.ok) replies.done(cookie);
  else replies.fault(cookie, done.fault);
}

function timed<T>(
  statistics: IoStatistics,
  kind: 'write' | 'flush' | 'trim',
  bytes: number,
  body: () => T,
): T {
  const startedMs = performance.now();
  const result = body();
  statistics.add(kind, bytes, performance.now() - startedMs);
  return result;
}
