import { isIP } from 'node:net';
import {
  checkServerIdentity,
  connect,
  createSecureContext,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import type { Clock } from '../../base/clock.ts';
import { foreignText } from '../../base/foreign-text.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { zeroise } from '../../crypto/secret-key.ts';
import { Tag } from '../tags.ts';
import { createFrameReader, type FrameReader } from '../ttlv/frame.ts';
import type { Deadline } from './deadline.ts';
import type { KmipFault } from './kmip-fault.ts';
import type { CertificateInfo, KeyProviderConfig, KmipServerConfig } from './provider-config.ts';

/** One TLS connection to one server, for one exchange at a time. */
export interface Connection {
  readonly certificate: CertificateInfo;
  readonly tlsVersion: string;
  readonly cipher: string;
  readonly isOpen: boolean;
  /**
   * Sends requests that stand one behind the other, zeroises them and waits for their `count` answers, which come in the
   * same order and which the caller zeroises.
   */
  exchange(
    requests: Uint8Array,
    count: number,
    deadline: Deadline,
  ): Promise<Result<readonly Uint8Array[], ExchangeFault>>;
  close(): void;
}

export interface ExchangeFault {
  readonly fault: KmipFault;
  /** Bytes of the requests have left, so the server may have done what they asked. */
  readonly wasSent: boolean;
}

/** The client's identity and whom it trusts, in OpenSSL's form; expensive, so made once for a server. */
export function clientContext(
  provider: KeyProviderConfig,
  server: KmipServerConfig,
): Result<SecureContext, KmipFault> {
  const key = Buffer.from(provider.clientKeyPem);
  try {
    return ok(
      createSecureContext({
        cert: provider.clientCertificatePem,
        key,
        minVersion: 'TLSv1.2',
        ...(server.serverCaPem === undefined ? {} : { ca: server.serverCaPem }),
      }),
    );
  } catch {
    return fail({
      kind: 'ClientCertificateInvalid',
      message: `The client certificate of key provider '${provider.name}' and its private key do not fit, or are not PEM. Make or upload them anew.`,
    });
  } finally {
    zeroise(key);
  }
}

/**
 * Connects and shakes hands. A server that is not the one that was trusted is left before a request
 * is sent: its certificate must be valid now, and be the pinned one or be vouched for by the
 * provider's authorities under the server's name or address.
 */
export async function openConnection(
  server: KmipServerConfig,
  secureContext: SecureContext | undefined,
  deadline: Deadline,
  clock: Clock,
): Promise<Result<Connection, KmipFault>> {
  const shaken = await shakeHands(server, secureContext, deadline);
  if (!shaken.ok) return shaken;
  const socket = shaken.value;
  const certificate = certificateInfo(socket);
  const trusted = checkTrust(server, socket, certificate, clock.nowMs());
  if (!trusted.ok) {
    socket.destroy();
    return trusted;
  }
  return ok(connection(server, socket, certificate));
}

/** Fetches the certificate that a server shows, trusting nothing: for the user to look at and pin. */
export async function fetchCertificate(
  server: KmipServerConfig,
  deadline: Deadline,
): Promise<Result<CertificateInfo, KmipFault>> {
  const shaken = await shakeHands(server, undefined, deadline, true);
  if (!shaken.ok) return shaken;
  const certificate = certificateInfo(shaken.value);
  shaken.value.destroy();
  return ok(certificate);
}

function shakeHands(
  server: KmipServerConfig,
  secureContext: SecureContext | undefined,
  deadline: Deadline,
  onlyCertificate = false,
): Promise<Result<TLSSocket, KmipFault>> {
  return new Promise((resolve) => {
    const socket = connect({
      host: server.address,
      port: server.port,
      ...(secureContext === undefined ? {} : { secureContext }),
      servername: isIP(server.address) === 0 ? server.address : '',
      minVersion: 'TLSv1.2',
      // Judged by `checkTrust`: a pinned certificate needs no authority and no name.
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
    });
    socket.setNoDelay(true);
    const timer = setTimeout(
      () => finish(fail(timeout(server, 'the TLS handshake'))),
      deadline.remainingMs(),
    );
    const onAbort = (): void => finish(fail(cancelled()));
    const finish = (result: Result<TLSSocket, KmipFault>): void => {
      clearTimeout(timer);
      deadline.signal?.removeEventListener('abort', onAbort);
      socket.removeAllListeners();
      socket.on('error', () => socket.destroy());
      if (!result.ok) socket.destroy();
      resolve(result);
    };
    if (deadline.signal?.aborted === true) return finish(fail(cancelled()));
    deadline.signal?.addEventListener('abort', onAbort);
    socket.once('secureConnect', () => finish(ok(socket)));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      // A server that wants a client certificate may end the handshake after it has shown its own.
      if (onlyCertificate && hasShownCertificate(socket)) finish(ok(socket));
      else finish(fail(connectionFault(server, error)));
    });
    socket.once('close', () => finish(fail(closed(server, 'during the TLS handshake'))));
  });
}

/** Node's types leave out that a connection which never came about has none: null. */
function hasShownCertificate(socket: TLSSocket): boolean {
  const certificate = socket.getPeerCertificate() as object | null;
  return certificate !== null && 'raw' in certificate;
}

/** What the socket's events tell the exchange that waits. */
interface Wire {
  readonly reader: FrameReader;
  end: KmipFault | undefined;
  wake: () => void;
}

function connection(server: KmipServerConfig, socket: TLSSocket, certificate: CertificateInfo): Connection {
  const wire: Wire = {
    reader: createFrameReader(Tag.ResponseMessage),
    end: undefined,
    wake: () => undefined,
  };
  listen(server, socket, wire);
  return {
    certificate,
    tlsVersion: socket.getProtocol() ?? '',
    cipher: socket.getCipher().standardName,
    get isOpen() {
      return wire.end === undefined && !socket.destroyed && wire.reader.heldBytes === 0;
    },
    async exchange(requests, count, deadline) {
      if (wire.end !== undefined || socket.destroyed) {
        zeroise(requests);
        return fail({ fault: wire.end ?? closed(server, 'before the request'), wasSent: false });
      }
      const onAbort = (): void => {
        wire.end ??= cancelled();
        wire.wake();
      };
      deadline.signal?.addEventListener('abort', onAbort);
      if (deadline.signal?.aborted === true) onAbort();
      socket.write(requests, () => zeroise(requests));
      const answers = await nextFrames(server, wire, count, deadline);
      deadline.signal?.removeEventListener('abort', onAbort);
      if (answers.ok) return answers;
      // An answer that comes later belongs to no request.
      socket.destroy();
      return fail({ fault: answers.fault, wasSent: true });
    },
    close: () => socket.destroy(),
  };
}

function listen(server: KmipServerConfig, socket: TLSSocket, wire: Wire): void {
  const finish = (fault: KmipFault): void => {
    wire.end ??= fault;
    wire.wake();
  };
  socket.removeAllListeners('error');
  socket.on('error', (error: NodeJS.ErrnoException) => finish(connectionFault(server, error)));
  socket.on('close', () => {
    finish(closed(server, 'without an answer'));
    wire.reader.dispose();
  });
  socket.on('data', (chunk: Buffer) => {
    const pushed = wire.reader.push(chunk);
    if (pushed.ok) {
      wire.wake();
      return;
    }
    finish({
      kind: pushed.fault.kind === 'TooLong' ? 'ResponseTooLarge' : 'ProtocolError',
      server: server.name,
      message: `The key management server '${server.name}' has sent no proper answer. ${pushed.fault.message}`,
    });
    socket.destroy();
  });
}

async function nextFrames(
  server: KmipServerConfig,
  wire: Wire,
  count: number,
  deadline: Deadline,
): Promise<Result<readonly Uint8Array[], KmipFault>> {
  const frames: Uint8Array[] = [];
  for (;;) {
    for (let frame = wire.reader.take(); frame.ok && frame.value !== undefined; frame = wire.reader.take()) {
      frames.push(frame.value);
      if (frames.length === count) return ok(frames);
    }
    const remainingMs = deadline.remainingMs();
    if (remainingMs === 0) wire.end ??= timeout(server, 'its answer');
    if (wire.end !== undefined) {
      for (const came of frames) zeroise(came);
      return fail(wire.end);
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, remainingMs);
      wire.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    wire.wake = () => undefined;
  }
}

function checkTrust(
  server: KmipServerConfig,
  socket: TLSSocket,
  certificate: CertificateInfo,
  nowMs: number,
): Result<void, KmipFault> {
  const untrusted = (
    reason: Extract<KmipFault, { kind: 'CertificateNotTrusted' }>['reason'],
    why: string,
  ): Result<void, KmipFault> =>
    fail({
      kind: 'CertificateNotTrusted',
      server: server.name,
      reason,
      message: `The certificate of key management server '${server.name}' ${why}`,
    });
  if (nowMs > certificate.notAfterMs) {
    return untrusted(
      'expired',
      `expired on ${new Date(certificate.notAfterMs).toISOString()}. Renew it on the server.`,
    );
  }
  if (nowMs < certificate.notBeforeMs) {
    return untrusted(
      'notYetValid',
      `is valid from ${new Date(certificate.notBeforeMs).toISOString()} only. Check the clocks.`,
    );
  }
  if (server.pinnedSha256 !== undefined) {
    if (server.pinnedSha256 === certificate.sha256) return ok(undefined);
    return fail({
      kind: 'CertificateChanged',
      server: server.name,
      pinnedSha256: server.pinnedSha256,
      shownSha256: certificate.sha256,
      message: `The key management server '${server.name}' shows another certificate than the one that was trusted. Trust it again only if its owner confirms the change.`,
    });
  }
  if (server.serverCaPem === undefined)
    return untrusted('neverTrusted', 'was never trusted. Look at it and trust it first.');
  if (!socket.authorized) return untrusted('unknownIssuer', 'is not vouched for by the trusted authorities.');
  const mismatch = checkServerIdentity(server.address, socket.getPeerCertificate());
  return mismatch === undefined
    ? ok(undefined)
    : untrusted('wrongName', `is not made out for ${server.address}.`);
}

function certificateInfo(socket: TLSSocket): CertificateInfo {
  const certificate = socket.getPeerCertificate();
  const base64 = certificate.raw.toString('base64').replaceAll(/.{64}(?=.)/g, '$&\n');
  return {
    subject: nameText(certificate.subject),
    issuer: nameText(certificate.issuer),
    serialNumber: certificate.serialNumber,
    notBeforeMs: Date.parse(certificate.valid_from),
    notAfterMs: Date.parse(certificate.valid_to),
    sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    pem: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
  };
}

function nameText(name: object): string {
  const text = Object.entries(name)
    .flatMap(([key, value]) => [value].flat().map((one) => `${key}=${String(one)}`))
    .reverse()
    .join(',');
  return foreignText(text, 1000);
}

function connectionFault(server: KmipServerConfig, error: NodeJS.ErrnoException): KmipFault {
  const code = error.code ?? '';
  if (/ALERT_(BAD_|NO_|UNSUPPORTED_)?CERTIFICATE|ALERT_UNKNOWN_CA|ALERT_ACCESS_DENIED/.test(code)) {
    return {
      kind: 'ClientNotTrusted',
      server: server.name,
      message: `The key management server '${server.name}' does not accept the client certificate. Register the certificate on the server.`,
    };
  }
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|BAD_RECORD_TYPE/.test(code)) {
    return {
      kind: 'ServerUnreachable',
      server: server.name,
      message: `What answers at ${server.address}:${server.port} speaks no TLS, so it is not the key management server '${server.name}'. Is the port right?`,
    };
  }
  if (/PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|HANDSHAKE_FAILURE|NO_PROTOCOLS/.test(code)) {
    return {
      kind: 'ProtocolError',
      server: server.name,
      message: `There is no common TLS version or cipher with the key management server '${server.name}' (TLS 1.2 or later is needed).`,
    };
  }
  const why = code === '' ? error.message : code;
  return {
    kind: 'ServerUnreachable',
    server: server.name,
    message: `The key management server '${server.name}' cannot be reached at ${server.address}:${server.port} (${why}).`,
  };
}

function closed(server: KmipServerConfig, when: string): KmipFault {
  return {
    kind: 'ServerUnreachable',
    server: server.name,
    message: `The key management server '${server.name}' closed the connection ${when}; it may not accept the client certificate.`,
  };
}

function timeout(server: KmipServerConfig, what: string): KmipFault {
  return {
    kind: 'Timeout',
    server: server.name,
    message: `The key management server '${server.name}' did not finish ${what} within its timeout of ${server.timeoutMs} ms.`,
  };
}

function cancelled(): KmipFault {
  return { kind: 'Cancelled', message: 'The request to the key management server was cancelled.' };
}
