import type { Clock } from '../../base/clock.ts';
import { foreignText } from '../../base/foreign-text.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { X509Certificate } from '../../crypto/x509-certificate.ts';
import { QueryFunction } from '../enums.ts';
import { query } from '../payloads/query.ts';
import { versionText } from '../version.ts';
import { fetchCertificate } from './connection.ts';
import { deadlineIn } from './deadline.ts';
import { deadlineOf } from './key-operations.ts';
import type { KmipFault } from './kmip-fault.ts';
import { call, type KmipSession, listVersions } from './kmip-session.ts';
import type { CertificateInfo, KeyProviderConfig, KmipServerConfig } from './provider-config.ts';
import type { SessionPool } from './session-pool.ts';

/** How a server stands now: what RetrieveKmipServersStatus tells. */
export interface ServerStatus {
  readonly server: string;
  /** Red: not usable. Yellow: usable, and something will go wrong soon. */
  readonly health: 'green' | 'yellow' | 'red';
  readonly connectionStatus: string;
  readonly certificate?: CertificateInfo;
  readonly certificateExpiresInSeconds?: number;
  readonly clientCertificateExpiresInSeconds?: number;
  /** The client accepts the server's certificate. */
  readonly clientTrustsServer: boolean;
  /** The server accepts the client's certificate. */
  readonly serverTrustsClient: boolean;
  readonly versions: readonly string[];
  readonly vendor?: string;
  readonly fault?: KmipFault;
}

/** A certificate that ends sooner is worth a warning. */
const EXPIRY_WARNING_SECONDS = 30 * 24 * 3600;

const LOOK_MS = 1_000;

/** Asks every server at once, each over a connection of its own: Discover Versions twice, then Query, as vCenter does. */
export function providerStatus(
  provider: KeyProviderConfig,
  pool: SessionPool,
  clock: Clock,
  signal?: AbortSignal,
): Promise<ServerStatus[]> {
  return Promise.all(provider.servers.map((server) => serverStatus(provider, server, pool, clock, signal)));
}

async function serverStatus(
  provider: KeyProviderConfig,
  server: KmipServerConfig,
  pool: SessionPool,
  clock: Clock,
  signal?: AbortSignal,
): Promise<ServerStatus> {
  const opened = await pool.openFresh(provider, server, signal);
  if (!opened.ok) {
    // Who was silent for all of its time is not waited for as long again.
    const lookMs = opened.fault.kind === 'Timeout' ? Math.min(LOOK_MS, server.timeoutMs) : server.timeoutMs;
    const shown = await fetchCertificate(server, deadlineIn(lookMs, clock, signal));
    return redStatus(server, opened.fault, shown.ok ? shown.value : undefined, clock);
  }
  const session = opened.value;
  try {
    const asked = await askDetails(session, signal);
    if (!asked.ok) return redStatus(server, asked.fault, session.connection.certificate, clock);
    const { certificate } = session.connection;
    const serverSeconds = secondsUntil(certificate.notAfterMs, clock);
    const clientSeconds = secondsUntil(clientCertificateEndMs(provider), clock);
    const warnings = [
      ...expiryWarning("The server's certificate", serverSeconds),
      ...expiryWarning('The client certificate', clientSeconds),
    ];
    return {
      server: server.name,
      health: warnings.length > 0 ? 'yellow' : 'green',
      connectionStatus: ['Connected.', ...warnings].join(' '),
      certificate,
      certificateExpiresInSeconds: serverSeconds,
      clientCertificateExpiresInSeconds: clientSeconds,
      clientTrustsServer: true,
      serverTrustsClient: true,
      ...asked.value,
    };
  } finally {
    session.connection.close();
  }
}

async function askDetails(
  session: KmipSession,
  signal?: AbortSignal,
): Promise<Result<{ versions: string[]; vendor?: string }, KmipFault>> {
  const deadline = deadlineOf(session, signal);
  const versions = await listVersions(session, deadline);
  // A 1.0 server has no Discover Versions.
  if (!versions.ok && versions.fault.fault.kind !== 'OperationRefused') return fail(versions.fault.fault);
  const listed = versions.ok ? versions.value.map(versionText) : [versionText(session.version)];
  const request = { functions: [QueryFunction.QueryServerInformation] };
  const vendor = await call(session, query, request, deadline, (response) => response.vendorIdentification);
  if (!vendor.ok && vendor.fault.fault.kind !== 'OperationRefused') return fail(vendor.fault.fault);
  return ok({
    versions: listed,
    ...(vendor.ok && vendor.value !== undefined ? { vendor: foreignText(vendor.value, 100) } : {}),
  });
}

function redStatus(
  server: KmipServerConfig,
  fault: KmipFault,
  certificate: CertificateInfo | undefined,
  clock: Clock,
): ServerStatus {
  const clientTrustsServer =
    certificate !== undefined &&
    fault.kind !== 'CertificateChanged' &&
    fault.kind !== 'CertificateNotTrusted';
  return {
    server: server.name,
    health: 'red',
    connectionStatus: fault.message,
    ...(certificate === undefined
      ? {}
      : { certificate, certificateExpiresInSeconds: secondsUntil(certificate.notAfterMs, clock) }),
    clientTrustsServer,
    serverTrustsClient:
      clientTrustsServer && fault.kind !== 'ClientNotTrusted' && fault.kind !== 'ServerUnreachable',
    versions: [],
    fault,
  };
}

function clientCertificateEndMs(provider: KeyProviderConfig): number {
  return Date.parse(new X509Certificate(provider.clientCertificatePem).validTo);
}

function expiryWarning(which: string, secondsLeft: number): string[] {
  if (secondsLeft >= EXPIRY_WARNING_SECONDS) return [];
  return [
    `${which} ${secondsLeft < 0 ? 'has expired' : `expires in ${Math.floor(secondsLeft / 86_400)} days`}.`,
  ];
}

function secondsUntil(ms: number, clock: Clock): number {
  return Math.floor((ms - clock.nowMs()) / 1000);
}
