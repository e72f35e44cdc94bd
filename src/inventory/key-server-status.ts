import type { ServerStatus } from '../datacenter/keys/key-server-health.ts';
import type { ServerTestReport } from '../datacenter/keys/key-service.ts';
import { localDateTime } from '../values/date-time.ts';
import { objectType } from '../values/object-type.ts';

export interface KeyServerStatusItem {
  readonly providerName: string;
  readonly status: ServerStatus;
}

/** How a key management server does at this moment. */
export const keyServerStatusType = objectType<KeyServerStatusItem>()({
  name: 'KeyManagementServerStatus',
  fullName: 'VSeal.KeyManagementServerStatus',
  properties: {
    KeyProvider: { type: 'string', get: ({ providerName }) => providerName },
    Name: { type: 'string', get: ({ status }) => status.server },
    Status: { type: 'string', get: ({ status }) => status.health, help: 'green, yellow or red.' },
    ConnectionStatus: { type: 'string', get: ({ status }) => status.connectionStatus },
    ClientTrustServer: { type: 'bool', get: ({ status }) => status.clientTrustsServer },
    ServerTrustClient: { type: 'bool', get: ({ status }) => status.serverTrustsClient },
    Vendor: { type: 'string', get: ({ status }) => status.vendor ?? null },
    Versions: { type: 'string[]', get: ({ status }) => [...status.versions] },
    CertificateSubject: { type: 'string', get: ({ status }) => status.certificate?.subject ?? null },
    CertificateSha256: { type: 'string', get: ({ status }) => status.certificate?.sha256 ?? null },
    CertificateExpiryDate: {
      type: 'datetime',
      get: ({ status }) =>
        status.certificate === undefined ? null : localDateTime(status.certificate.notAfterMs),
    },
  },
  view: {
    table: [
      { property: 'KeyProvider', width: 16 },
      { property: 'Name', width: 16 },
      { property: 'Status', width: 7 },
      { property: 'ConnectionStatus' },
    ],
  },
  toString: ({ status }) => `${status.server}: ${status.health}`,
});

export interface KeyProviderTestItem {
  readonly providerName: string;
  readonly server: string;
  readonly step: ServerTestReport['steps'][number];
}

/** One step of a key's round trip on one server. */
export const keyProviderTestType = objectType<KeyProviderTestItem>()({
  name: 'KeyProviderTestStep',
  fullName: 'VSeal.KeyProviderTestStep',
  properties: {
    KeyProvider: { type: 'string', get: ({ providerName }) => providerName },
    Server: { type: 'string', get: ({ server }) => server },
    Step: { type: 'string', get: ({ step }) => step.name },
    Outcome: { type: 'string', get: ({ step }) => step.outcome, help: 'ok, failed or notSupported.' },
    Detail: { type: 'string', get: ({ step }) => step.detail },
    Milliseconds: { type: 'double', get: ({ step }) => Math.round(step.elapsedMs * 10) / 10 },
  },
  view: {
    table: [
      { property: 'Server', width: 14 },
      { property: 'Step', width: 18 },
      { property: 'Outcome', width: 12 },
      { property: 'Detail' },
    ],
  },
  toString: ({ server, step }) => `${server}: ${step.name}`,
});
