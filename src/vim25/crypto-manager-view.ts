import type { ServerStatus } from '../datacenter/keys/key-server-health.ts';
import {
  type CertificateDetails,
  clientCertificateDetails,
} from '../datacenter/keys/provider-certificates.ts';
import { type KeyProviderRow, type KeyServerRow, VCENTER_ID, type VCenterRow } from '../datacenter/rows.ts';
import type { Value } from '../values/value.ts';
import { knownValue } from './known-value.ts';
import { dateOf, enumValue, listOf, make, providerIdOf } from './make.ts';
import { defineView } from './view.ts';
import type { VimObject } from './vim-object.ts';
import type { VimSession } from './vim-session.ts';

/** Key providers and their servers as CryptoManagerKmip has them: clusters of KMIP servers. */

defineView<VCenterRow>({
  typeName: 'CryptoManagerKmip',
  find: ({ datacenter }, id) => (id === 'CryptoManager' ? datacenter.get('vcenter', VCENTER_ID) : undefined),
  *all({ datacenter }) {
    const row = datacenter.get('vcenter', VCENTER_ID);
    if (row !== undefined) yield { id: 'CryptoManager', row };
  },
  properties: {
    enabled: () => true,
    kmipServers: (_, session) => clusters(session, undefined),
  },
});

export function clusters(session: VimSession, limit: number | undefined): Value {
  const rows = [...session.datacenter.rows('keyProviders')];
  return listOf(
    'KmipClusterInfo',
    rows.slice(0, limit ?? rows.length).map((row) => clusterInfo(row, session)),
  );
}

function clusterInfo(provider: KeyProviderRow, session: VimSession): VimObject {
  return make('KmipClusterInfo', {
    clusterId: providerIdOf(provider.name),
    servers: listOf('KmipServerInfo', provider.servers.map(serverInfo)),
    useAsDefault: provider.isDefault,
    managementType: knownValue(session, 'KmipClusterInfoKmsManagementType', 'vCenter'),
  });
}

function serverInfo({ name, address, port, timeoutMs, userName }: KeyServerRow): VimObject {
  return make('KmipServerInfo', {
    name,
    address,
    port,
    timeout: Math.round(timeoutMs / 1000),
    userName: userName ?? undefined,
  });
}

const HEALTH_ORDER = ['green', 'yellow', 'red'] as const;

/** How a provider's servers do, as `RetrieveKmipServersStatus` tells it. */
export function clusterStatus(
  provider: KeyProviderRow,
  statuses: readonly ServerStatus[],
  session: VimSession,
): VimObject {
  const nowMs = session.datacenter.clock.nowMs();
  const client = clientCertificateDetails(provider);
  const worst = HEALTH_ORDER.findLast((health) => statuses.some((status) => status.health === health));
  return make('CryptoManagerKmipClusterStatus', {
    clusterId: providerIdOf(provider.name),
    overallStatus: enumValue('ManagedEntityStatus', worst ?? 'gray'),
    managementType: knownValue(session, 'KmipClusterInfoKmsManagementType', 'vCenter'),
    servers: listOf(
      'CryptoManagerKmipServerStatus',
      statuses.map((status) => serverStatus(status, nowMs)),
    ),
    clientCertInfo: client === undefined ? undefined : certificateInfo(client, nowMs),
  });
}

function serverStatus(status: ServerStatus, nowMs: number): VimObject {
  return make('CryptoManagerKmipServerStatus', {
    name: status.server,
    status: enumValue('ManagedEntityStatus', status.health),
    connectionStatus: status.connectionStatus,
    certInfo: status.certificate === undefined ? undefined : certificateInfo(status.certificate, nowMs),
    clientTrustServer: status.clientTrustsServer,
    serverTrustClient: status.serverTrustsClient,
  });
}

type CertificateFacts = Pick<
  CertificateDetails,
  'subject' | 'issuer' | 'serialNumber' | 'notBeforeMs' | 'notAfterMs' | 'sha256'
>;

export function certificateInfo(facts: CertificateFacts, nowMs: number): VimObject {
  return make('CryptoManagerKmipCertificateInfo', {
    subject: facts.subject,
    issuer: facts.issuer,
    serialNumber: facts.serialNumber,
    notBefore: dateOf(facts.notBeforeMs),
    notAfter: dateOf(facts.notAfterMs),
    fingerprint: facts.sha256,
    checkTime: dateOf(nowMs),
    secondsSinceValid: Math.max(0, Math.floor((nowMs - facts.notBeforeMs) / 1000)),
    secondsBeforeExpire: Math.max(0, Math.floor((facts.notAfterMs - nowMs) / 1000)),
  });
}
