import type { AddressInfo, Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { Clock } from '../../base/clock.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { ResultReason, ResultStatus } from '../enums.ts';
import { responseMessage } from '../messages.ts';
import { MAX_FRAME_BYTES } from '../ttlv/frame.ts';
import { encodeTtlv } from '../ttlv/writer.ts';
import type { ProcessedRequest, RequestOutcome } from './batch.ts';
import type { ClientDirectory, PeerCertificate } from './client-directory.ts';
import { createConnectionCap } from './connection-cap.ts';
import type { KeyStore } from './key-store.ts';
import { isLost, type RehearsedFaults } from './rehearsed-faults.ts';
import { createRequestProcessor, type RequestProcessor } from './request-processor.ts';
import { headerVersionOf } from './request-reading.ts';
import { type SessionLimits, serveSession } from './session.ts';

export interface TlsIdentity {
  readonly certificatePem: string;
  /** PEM; the caller may zeroise it after `createKmipServer` has returned. */
  readonly keyPem: Uint8Array;
}

export interface KmipServerOptions {
  readonly tls: TlsIdentity & {
    /** Authorities whose client certificates are verified, PEM. */
    readonly clientCaPem?: readonly string[];
    /** Makes the certificate that the fault `expiredCertificate` shows. */
    readonly expired?: () => Promise<TlsIdentity>;
  };
  readonly clients: ClientDirectory;
  readonly store: KeyStore;
  readonly clock: Clock;
  readonly limits?: Partial<ServerLimits>;
  readonly verifyUser?: (owner: string, user: string, password: string) => boolean;
  /** Told of connections, requests and refusals; never key bytes. */
  readonly onEvent?: (event: ServerEvent) => void;
}

export interface ServerLimits extends SessionLimits {
  readonly handshakeMs: number;
  readonly maxConnections: number;
}

export const DEFAULT_LIMITS: ServerLimits = {
  maxMessageBytes: MAX_FRAME_BYTES,
  handshakeMs: 5_000,
  idleMs: 60_000,
  requestMs: 10_000,
  responseMs: 10_000,
  maxConnections: 512,
};

export type ServerEvent =
  | { readonly kind: 'connected'; readonly client: string; readonly address: string }
  /** The address is empty when the connection was gone before it could be told. */
  | { readonly kind: 'refused'; readonly address: string; readonly message: string }
  | { readonly kind: 'request'; readonly client: string; readonly outcomes: readonly RequestOutcome[] }
  | { readonly kind: 'failed'; readonly message: string };

export interface ListenFault {
  readonly kind: 'ListenFailed';
  readonly message: string;
}

export interface KmipServer {
  /** Port 0 takes a free one. */
  listen(
    address: string,
    port: number,
  ): Promise<Result<{ readonly address: string; readonly port: number }, ListenFault>>;
  /** Replaces the faults in force. */
  setFaults(faults: RehearsedFaults): Promise<void>;
  readonly connectionCount: number;
  close(): Promise<void>;
}

/** A key management server: KMIP 1.0 to 1.4 over mutual TLS 1.2 and 1.3. */
export function createKmipServer(options: KmipServerOptions): KmipServer {
  const limits: ServerLimits = { ...DEFAULT_LIMITS, ...options.limits };
  let faults: RehearsedFaults = {};
  let bound: { address: string; port: number } | undefined;
  const processor = createRequestProcessor({
    store: options.store,
    clock: options.clock,
    isLost: (id) => isLost(faults, id),
    onError: (error) => options.onEvent?.({ kind: 'failed', message: error.message }),
    ...(options.verifyUser === undefined ? {} : { verifyUser: options.verifyUser }),
  });
  const cap = createConnectionCap(limits.maxConnections);
  const server = createServer({
    cert: options.tls.certificatePem,
    key: Buffer.from(options.tls.keyPem),
    ...(options.tls.clientCaPem === undefined ? { ca: [] } : { ca: [...options.tls.clientCaPem] }),
    requestCert: true,
    // The directory decides: it knows certificates that no authority has signed.
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    handshakeTimeout: limits.handshakeMs,
  });
  // One connection that cannot be accepted, for want of memory, ends no server.
  server.on('error', (error: Error) => {
    if (server.listening) options.onEvent?.({ kind: 'failed', message: error.message });
  });
  server.on('connection', (socket: Socket) => cap.admit(socket));
  server.on('tlsClientError', (error, socket) => {
    // Whoever only looks at the certificate, before it is trusted, goes away like this.
    const { code, reason = error.message } = error as NodeJS.ErrnoException & { reason?: string };
    const message =
      code === 'ECONNRESET' ? 'It was closed before TLS was agreed.' : `TLS was not agreed: ${reason}.`;
    options.onEvent?.({ kind: 'refused', address: socket.remoteAddress ?? '', message });
    socket.destroy();
  });
  server.on('secureConnection', (socket: TLSSocket) => {
    cap.established(socket);
    welcome(socket, options, limits, processor, () => faults);
  });

  return {
    async listen(address, port) {
      const listening = await startListening(server, address, port);
      if (listening.ok) bound = listening.value;
      return listening;
    },
    async setFaults(wanted) {
      const before = faults;
      faults = wanted;
      if ((wanted.expiredCertificate ?? false) !== (before.expiredCertificate ?? false)) {
        await showCertificate(server, options, wanted.expiredCertificate === true);
        // Whoever is connected has seen the other one.
        cap.closeAll();
      }
      if (wanted.down === true && server.listening) {
        cap.closeAll();
        await stopListening(server);
      }
      if (wanted.down !== true && !server.listening && bound !== undefined) {
        await startListening(server, bound.address, bound.port);
      }
    },
    get connectionCount() {
      return cap.count;
    },
    async close() {
      cap.closeAll();
      if (server.listening) await stopListening(server);
    },
  };
}

function startListening(
  server: Server,
  address: string,
  port: number,
): Promise<Result<{ address: string; port: number }, ListenFault>> {
  return new Promise((resolve) => {
    const failed = (error: Error): void =>
      resolve(
        fail({
          kind: 'ListenFailed',
          message: `The key management server cannot listen on ${address}:${port}: ${error.message}.`,
        }),
      );
    server.once('error', failed);
    server.listen(port, address, () => {
      server.off('error', failed);
      const { port: taken } = server.address() as AddressInfo;
      resolve(ok({ address, port: taken }));
    });
  });
}

function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

async function showCertificate(
  server: Server,
  options: KmipServerOptions,
  isExpired: boolean,
): Promise<void> {
  const identity = isExpired ? await options.tls.expired?.() : options.tls;
  if (identity === undefined) return;
  server.setSecureContext({
    cert: identity.certificatePem,
    key: Buffer.from(identity.keyPem),
    ca: [...(options.tls.clientCaPem ?? [])],
    minVersion: 'TLSv1.2',
  });
}

/** A client that is not trusted gets its refusal, and no more memory or time than that takes. */
const UNTRUSTED_MESSAGE_BYTES = 4096;

function welcome(
  socket: TLSSocket,
  options: KmipServerOptions,
  limits: ServerLimits,
  processor: RequestProcessor,
  faults: () => RehearsedFaults,
): void {
  const address = socket.remoteAddress ?? '';
  const peer = peerCertificate(socket);
  const client = identifyPeer(peer, options);
  if (client.ok) options.onEvent?.({ kind: 'connected', client: client.value, address });
  else options.onEvent?.({ kind: 'refused', address, message: client.fault });
  socket.setNoDelay(true);
  serveSession(socket, {
    limits: client.ok
      ? limits
      : { ...limits, maxMessageBytes: UNTRUSTED_MESSAGE_BYTES, idleMs: limits.handshakeMs },
    faults,
    nowMs: () => options.clock.monotonicMs(),
    takeBack: (ids) => processor.takeBack(ids),
    process(frames) {
      // Asked again: a client may have been revoked, or its certificate have ended, since it connected.
      const now = client.ok ? identifyPeer(peer, options) : client;
      if (!now.ok) {
        setImmediate(() => socket.end());
        return frames.map((frame) => refuseClient(frame, now.fault, options.clock));
      }
      const processed = processor.process(frames, now.value);
      for (const { outcomes } of processed) {
        options.onEvent?.({ kind: 'request', client: now.value, outcomes });
      }
      return processed;
    },
  });
}

function peerCertificate(socket: TLSSocket): PeerCertificate | undefined {
  const certificate = socket.getPeerCertificate();
  // Without a certificate Node gives an empty object.
  if (!('raw' in certificate)) return undefined;
  return {
    sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    commonName: [certificate.subject.CN].flat().join(' '),
    isVerified: socket.authorized,
    notBeforeMs: Date.parse(certificate.valid_from),
    notAfterMs: Date.parse(certificate.valid_to),
  };
}

function identifyPeer(peer: PeerCertificate | undefined, options: KmipServerOptions): Result<string, string> {
  if (peer === undefined) return fail('The client has shown no certificate.');
  const nowMs = options.clock.nowMs();
  if (nowMs < peer.notBeforeMs || nowMs > peer.notAfterMs) {
    return fail('The client certificate is not valid now: it has expired or is not valid yet.');
  }
  return options.clients.identify(peer);
}

/** One refusal for whatever an untrusted client asks; nothing of the request but its version is looked at. */
function refuseClient(frame: Uint8Array, message: string, clock: Clock): ProcessedRequest {
  const version = headerVersionOf(frame);
  const header = { version, timeStamp: BigInt(Math.floor(clock.nowMs() / 1000)), batchCount: 1 };
  const item = {
    status: ResultStatus.OperationFailed,
    reason: ResultReason.AuthenticationNotSuccessful,
    message,
  };
  const response = encodeTtlv(responseMessage.write({ header, items: [item] }, { version }));
  return { response, created: [], outcomes: [] };
}
