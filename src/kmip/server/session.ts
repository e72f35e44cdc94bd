import type { TLSSocket } from 'node:tls';
import { zeroise } from '../../crypto/secret-key.ts';
import { ResultReason, ResultStatus } from '../enums.ts';
import { responseMessage } from '../messages.ts';
import { Tag } from '../tags.ts';
import { createFrameReader, type FrameFault } from '../ttlv/frame.ts';
import { encodeTtlv } from '../ttlv/writer.ts';
import { V1_0 } from '../version.ts';
import type { ProcessedRequest } from './batch.ts';
import type { RehearsedFaults } from './rehearsed-faults.ts';

export interface SessionLimits {
  readonly maxMessageBytes: number;
  /** A connection without a request is closed after this time. */
  readonly idleMs: number;
  /** From its first byte a request must be complete within this time. */
  readonly requestMs: number;
  /** The client must take an answer within this time. */
  readonly responseMs: number;
}

export interface SessionOptions {
  readonly limits: SessionLimits;
  readonly faults: () => RehearsedFaults;
  /** Answers to requests that have come together, in their order. */
  readonly process: (frames: readonly Uint8Array[]) => readonly ProcessedRequest[];
  readonly takeBack: (ids: readonly string[]) => void;
  /** Milliseconds of a clock that never goes back. */
  readonly nowMs: () => number;
}

/** Requests that have come whole by the time of a client's turn are answered together, up to this many. */
const MAX_IN_A_TURN = 16;

/**
 * Serves one client over its TLS socket: its requests in order. While they are being answered nothing more is read, so
 * a client that sends without reading is held back by TCP, and each wait has a time limit.
 */
export function serveSession(socket: TLSSocket, options: SessionOptions): void {
  const { limits } = options;
  const reader = createFrameReader(Tag.RequestMessage, limits.maxMessageBytes);
  let timer: NodeJS.Timeout | undefined;
  let requestStartedMs: number | undefined;
  let isAnswering = false;

  const closeIn = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => socket.destroy(), ms);
    timer.unref();
  };
  const awaitMore = (): void => {
    if (reader.heldBytes === 0) {
      requestStartedMs = undefined;
      closeIn(limits.idleMs);
      return;
    }
    requestStartedMs ??= options.nowMs();
    closeIn(Math.max(limits.requestMs - (options.nowMs() - requestStartedMs), 1));
  };
  const next = (): void => {
    if (isAnswering || socket.destroyed) return;
    const first = reader.take();
    if (!first.ok) {
      refuseFrame(socket, first.fault, options);
      return;
    }
    if (first.value === undefined) {
      awaitMore();
      if (socket.isPaused()) socket.resume();
      return;
    }
    isAnswering = true;
    requestStartedMs = undefined;
    closeIn(limits.responseMs + (options.faults().slowMs ?? 0));
    const frames = [first.value];
    // A rehearsed fault befalls each request.
    const most = isRehearsing(options.faults()) ? 1 : MAX_IN_A_TURN;
    while (frames.length < most) {
      const frame = reader.take();
      // What is no request is refused when those before it are answered.
      if (!frame.ok || frame.value === undefined) break;
      frames.push(frame.value);
    }
    answer(socket, frames, options, () => {
      isAnswering = false;
      // Other clients have their turn before this one's next requests.
      if (reader.heldBytes > 0) setImmediate(next);
      else next();
    });
  };

  socket.on('data', (chunk: Buffer) => {
    // A client with requests waiting must not fill the memory with more: it is read on when all are answered.
    if (isAnswering) socket.pause();
    const pushed = reader.push(chunk);
    if (pushed.ok) next();
    else if (!isAnswering) refuseFrame(socket, pushed.fault, options);
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    clearTimeout(timer);
    reader.dispose();
  });
  closeIn(limits.idleMs);
}

function isRehearsing({ slowMs, halfOpen, cutAnswers }: RehearsedFaults): boolean {
  return slowMs !== undefined || halfOpen === true || cutAnswers === true;
}

function answer(
  socket: TLSSocket,
  frames: readonly Buffer[],
  options: SessionOptions,
  done: () => void,
): void {
  const { slowMs, halfOpen } = options.faults();
  const work = (): void => {
    // A client that has given up is not served: it would not learn of a key made for it.
    const isServed = !socket.destroyed && halfOpen !== true;
    const processed = isServed ? options.process(frames) : [];
    for (const frame of frames) zeroise(frame);
    if (isServed) send(socket, processed, options, done);
  };
  if (slowMs === undefined || slowMs === 0) work();
  else setTimeout(work, slowMs).unref();
}

/** Sends answers; objects that they tell of are taken back when they cannot be delivered. */
function send(
  socket: TLSSocket,
  processed: readonly ProcessedRequest[],
  options: SessionOptions,
  done: () => void,
): void {
  const response = Buffer.concat(processed.map((one) => one.response));
  for (const one of processed) zeroise(one.response);
  const created = processed.flatMap((one) => one.created);
  const isCut = options.faults().cutAnswers === true;
  const undelivered = (): void => {
    zeroise(response);
    if (created.length > 0) options.takeBack(created);
    socket.destroy();
  };
  if (isCut) {
    socket.write(response.subarray(0, response.length >> 1), undelivered);
    return;
  }
  let isSettled = false;
  const settle = (isDelivered: boolean): void => {
    if (isSettled) return;
    isSettled = true;
    socket.off('close', onClose);
    if (!isDelivered) {
      undelivered();
      return;
    }
    zeroise(response);
    done();
  };
  const onClose = (): void => settle(false);
  socket.once('close', onClose);
  socket.write(response, (error) => settle(error === undefined || error === null));
}

/** What is no request, or too long a one, is answered once and ends the connection: there is no telling where the next begins. */
function refuseFrame(socket: TLSSocket, fault: FrameFault, options: SessionOptions): void {
  socket.pause();
  socket.removeAllListeners('data');
  const header = { version: V1_0, timeStamp: BigInt(0), batchCount: 1 };
  const item = {
    status: ResultStatus.OperationFailed,
    reason: ResultReason.InvalidMessage,
    message: fault.message,
  };
  socket.end(encodeTtlv(responseMessage.write({ header, items: [item] }, { version: V1_0 })));
  setTimeout(() => socket.destroy(), options.limits.responseMs).unref();
}
