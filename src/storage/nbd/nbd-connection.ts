import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { createByteQueue } from './byte-queue.ts';
import { borrowIoBuffer, type IoBuffer } from './io-buffers.ts';
import { MAX_OPTION_BYTES } from './nbd-protocol.ts';
import { createNegotiation, type NegotiableExport } from './negotiation.ts';
import {
  createTransmission,
  type Output,
  type ServedDisk,
  type Transmission,
  type TransmissionEnd,
} from './transmission.ts';

export interface ConnectionOptions {
  /** What is offered now; a disk may be exchanged while it is served. */
  readonly exports: () => readonly (NegotiableExport & ServedDisk)[];
  readonly secureContext: SecureContext | undefined;
  /** How long a client may take from connecting to its first request. */
  readonly handshakeMs: number;
  readonly onEnd: (reason: string) => void;
}

/** Replies that may wait in memory before a connection's requests are no longer read. */
const HIGH_WATER_BYTES = 4 * 1024 * 1024;
const BATCH_BYTES = 64 * 1024;
const LARGE_REPLY_BYTES = BATCH_BYTES / 2;

/** Serves one client: negotiation, over TLS where there is a certificate, then requests until it goes. */
export function serveConnection(socket: Socket, options: ConnectionOptions): void {
  socket.setNoDelay(true);
  const timer = setTimeout(
    () => end(socket, options, 'the client took too long to negotiate'),
    options.handshakeMs,
  );
  socket.once('close', () => clearTimeout(timer));
  const transmit = (transport: Socket, transmission: Transmission, rest: Uint8Array): void => {
    clearTimeout(timer);
    pump(transport, transmission, rest, (reason) => end(socket, options, reason));
  };
  negotiate(socket, options, options.secureContext === undefined ? 'none' : 'required', transmit);
}

type Transmit = (transport: Socket, transmission: Transmission, rest: Uint8Array) => void;

function negotiate(
  transport: Socket,
  options: ConnectionOptions,
  tls: 'none' | 'required' | 'done',
  transmit: Transmit,
): void {
  const negotiation = createNegotiation(options.exports, tls);
  const input = createByteQueue();
  const onData = (chunk: Buffer): void => {
    input.push(chunk);
    const step = negotiation.advance(input, (bytes) => transport.write(bytes));
    if (step.next === 'more') {
      if (input.length > 2 * MAX_OPTION_BYTES) end(transport, options, 'too much data while negotiating');
      return;
    }
    transport.off('data', onData);
    transport.pause();
    const rest = input.take(input.length) ?? Buffer.alloc(0);
    if (step.next === 'close') end(transport, options, step.reason);
    else if (step.next === 'start-tls') startTls(transport, options, rest, transmit);
    else {
      const { agreement } = step;
      const served = options.exports().find((candidate) => candidate.name === agreement.exportName);
      if (served === undefined) end(transport, options, 'the export has gone');
      else transmit(transport, createTransmission(served, agreement, socketOutput(transport)), rest);
    }
  };
  transport.on('data', onData);
  transport.on('error', () => end(transport, options, 'the connection failed'));
  transport.once('close', () => options.onEnd('closed'));
  if (tls !== 'done') transport.write(negotiation.greeting);
}

function startTls(transport: Socket, options: ConnectionOptions, rest: Buffer, transmit: Transmit): void {
  // Bytes in clear behind STARTTLS would be taken for the protected ones (CVE-2021-3716 in other servers).
  if (rest.length > 0) {
    end(transport, options, 'the client sent data in clear after STARTTLS');
    return;
  }
  const secured = new TLSSocket(transport, {
    isServer: true,
    ...(options.secureContext === undefined ? {} : { secureContext: options.secureContext }),
  });
  negotiate(secured, options, 'done', transmit);
}

/** Feeds the transmission and lets no more in than it takes: reading stops while it works. */
function pump(
  transport: Socket,
  transmission: Transmission,
  rest: Uint8Array,
  finish: (reason: string) => void,
): void {
  const input = createByteQueue();
  let isBusy = false;
  let isOver = false;
  const settle = (step: TransmissionEnd): void => {
    isBusy = false;
    if (step === 'more') {
      if (transport.isPaused()) transport.resume();
      return;
    }
    isOver = true;
    finish(step === 'disconnected' ? 'the client disconnected' : step.broken);
  };
  const work = (): void => {
    if (isBusy || isOver) return;
    const step = transmission.advance(input);
    if (!(step instanceof Promise)) {
      settle(step);
      return;
    }
    isBusy = true;
    transport.pause();
    step.then(settle, (error: unknown) => finish(`failed: ${String(error)}`));
  };
  transport.on('data', (chunk: Buffer) => {
    input.push(chunk);
    work();
  });
  input.push(rest);
  work();
}

/** Small replies to a burst of requests go out together: a write to a socket costs more than a copy of 4 KiB. */
function socketOutput(socket: Socket): Output {
  let batch: { readonly buffer: IoBuffer; used: number } | undefined;
  const flush = (): void => {
    if (batch === undefined) return;
    const { buffer, used } = batch;
    batch = undefined;
    socket.write(buffer.bytes.subarray(0, used), () => buffer.release());
  };
  return {
    flush,
    send(bytes, release) {
      if (bytes.length > LARGE_REPLY_BYTES) {
        flush();
        socket.write(bytes, () => release?.());
        return;
      }
      if (batch !== undefined && batch.used + bytes.length > BATCH_BYTES) flush();
      batch ??= { buffer: borrowIoBuffer(BATCH_BYTES), used: 0 };
      batch.buffer.bytes.set(bytes, batch.used);
      batch.used += bytes.length;
      release?.();
    },
    drained() {
      if (socket.writableLength < HIGH_WATER_BYTES || socket.destroyed) return undefined;
      flush();
      return new Promise((resolve) => {
        const go = (): void => {
          socket.off('drain', go).off('close', go);
          resolve();
        };
        socket.on('drain', go).on('close', go);
      });
    },
  };
}

function end(socket: Socket, options: ConnectionOptions, reason: string): void {
  options.onEnd(reason);
  socket.end();
  socket.destroySoon();
}
