import {
  type CertificateDetails,
  clientCertificateDetails,
} from '../datacenter/keys/provider-certificates.ts';
import type { KeyProviderRow, KeyServerRow } from '../datacenter/rows.ts';
import { localDateTime } from '../values/date-time.ts';
import { type ObjectType, objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import { matchesWildcard } from '../values/wildcard.ts';
import { type Connection, connectionsOf, type Item } from './connection.ts';
import './containers.ts';
import { itemsNamed } from './lookup.ts';
import { containerValue } from './vi-container.ts';
import { viObject } from './vi-object.ts';

/** What a certificate says. */
const certificateInfoType = objectType<CertificateDetails>()({
  name: 'KmipCertificateInfo',
  fullName: 'VMware.VimAutomation.Storage.Impl.V1.Kmip.KmipCertificateInfoImpl',
  properties: {
    Subject: { type: 'string', get: ({ subject }) => subject },
    Issuer: { type: 'string', get: ({ issuer }) => issuer },
    SerialNumber: { type: 'string', get: ({ serialNumber }) => serialNumber },
    NotBefore: { type: 'datetime', get: ({ notBeforeMs }) => localDateTime(notBeforeMs) },
    NotAfter: { type: 'datetime', get: ({ notAfterMs }) => localDateTime(notAfterMs) },
    Sha256: { type: 'string', get: ({ sha256 }) => sha256 },
  },
  toString: ({ subject }) => subject,
});

/** A key provider (KMS cluster): one or more key management servers that have the same keys. */
export const keyProviderType: ObjectType<Item<KeyProviderRow>> = objectType<Item<KeyProviderRow>>()({
  name: 'KeyProvider',
  fullName: 'VMware.VimAutomation.Storage.Impl.V1.Kmip.KmsClusterImpl',
  aliases: ['KmsCluster', 'VMware.VimAutomation.Storage.Types.V1.Kmip.KmsCluster'],
  base: viObject,
  properties: {
    Id: {
      type: 'string',
      get: ({ row }) => row.name,
      help: 'What -KMSClusterId and the API’s KeyProviderId take: its name.',
    },
    UseAsDefaultKeyProvider: { type: 'bool', get: ({ row }) => row.isDefault },
    DefaultForSystem: { type: 'bool', get: ({ row }) => row.isDefault },
    DefaultForEntity: {
      type: 'VIObject[]',
      get: ({ connection, row }) =>
        (row.defaultForEntities ?? [])
          .map((id) => containerValue(connection, id))
          .filter((entity) => entity !== null),
      help: 'Clusters and folders of hosts that it is the default provider of.',
      json: 'value',
    },
    Type: { type: 'string', get: () => 'KeyProvider' },
    Embedded: {
      type: 'bool',
      get: ({ row }) => row.embedded,
      help: 'True for the KMIP server inside vSeal.',
    },
    KeyManagementServers: {
      type: 'KeyManagementServer[]',
      get: (item) => keyServersOf(item),
      json: 'value',
    },
    IsActive: {
      type: 'bool',
      get: ({ row }) => row.servers.some(({ health }) => health?.status !== 'red'),
      help: 'Whether it has a server that is not known to be down; Test-KeyProvider asks now.',
    },
    IsRegistered: { type: 'bool', get: () => true },
    ClientCertificate: { type: 'string', get: ({ row }) => row.clientCertificatePem, json: 'omit' },
    ClientCertificateExpiryDate: {
      type: 'datetime',
      get: ({ row }) => {
        const details = clientCertificateDetails(row);
        return details === undefined ? null : localDateTime(details.notAfterMs);
      },
    },
    ClientCertificateInfo: {
      type: 'KmipCertificateInfo',
      get: ({ row }) => {
        const details = clientCertificateDetails(row);
        return details === undefined ? null : objectOf(certificateInfoType, details);
      },
      json: 'omit',
    },
  },
  view: {
    table: [
      { label: 'Name', get: ({ row }) => row.name, width: 30 },
      { label: 'Default', property: 'DefaultForSystem', width: 8, align: 'left' },
      { property: 'Embedded', width: 8, align: 'left' },
      { label: 'Servers', get: ({ row }) => row.servers.map((server) => server.name).join(', ') },
    ],
  },
  resolveName: (scope, pattern) =>
    [...itemsNamed(scope, 'keyProviders', pattern)].map((item) => objectOf(keyProviderType, item)),
});

export interface KeyServerItem extends Item<KeyProviderRow> {
  readonly server: KeyServerRow;
}

/** One key management server of a provider. */
export const keyServerType: ObjectType<KeyServerItem> = objectType<KeyServerItem>()({
  name: 'KeyManagementServer',
  fullName: 'VMware.VimAutomation.Storage.Impl.V1.Kmip.KeyManagementServerImpl',
  aliases: ['VMware.VimAutomation.Storage.Types.V1.Kmip.KeyManagementServer'],
  properties: {
    Name: { type: 'string', get: ({ server }) => server.name },
    Address: { type: 'string', get: ({ server }) => server.address },
    Port: { type: 'int', get: ({ server }) => server.port },
    KeyProvider: { type: 'string', get: ({ row }) => row.name },
    KmsCluster: { type: 'string', get: ({ row }) => row.name, json: 'omit' },
    UserName: { type: 'string', get: ({ server }) => server.userName },
    CertificateSha256: { type: 'string', get: ({ server }) => server.pinnedSha256 },
    TimeoutSeconds: { type: 'int', get: ({ server }) => Math.round(server.timeoutMs / 1000) },
    Status: {
      type: 'string',
      get: ({ server }) => server.health?.status ?? 'gray',
      help: 'Green, yellow or red, as it was when last asked; gray before. Get-KMServerStatus asks now.',
    },
    StatusDetail: { type: 'string', get: ({ server }) => server.health?.detail ?? null },
    VM: {
      type: 'string',
      get: ({ connection, server }) =>
        server.vmId === undefined ? null : (connection.datacenter.get('vms', server.vmId)?.name ?? null),
      help: 'The VM that the embedded server runs in (Set-VMRole); it answers while that is on.',
    },
    Fault: {
      type: 'string',
      get: ({ server }) => Object.keys(server.rehearsal ?? {}).join(', ') || null,
      help: 'What it plays for Set-KeyManagementServerFault.',
    },
  },
  view: {
    table: [
      { property: 'Name', width: 20 },
      { property: 'Address', width: 24 },
      { property: 'Port', width: 6, align: 'right' },
      { property: 'KeyProvider', width: 20 },
    ],
  },
  toString: ({ server }) => server.name,
  identity: ({ row, server }) => `${row.id} ${server.name}`,
  resolveName: (scope, pattern) => keyServersNamed(connectionsOf(scope), pattern),
});

export function keyServersOf(item: Item<KeyProviderRow>): TypedObject<KeyServerItem>[] {
  return item.row.servers.map((server) => objectOf(keyServerType, { ...item, server }));
}

export function keyServersNamed(
  connections: readonly Connection[],
  pattern: string,
): TypedObject<KeyServerItem>[] {
  return connections
    .flatMap((connection) => keyProvidersOf(connection))
    .flatMap((provider) => keyServersOf(provider.data))
    .filter((server) => matchesWildcard(server.data.server.name, pattern));
}

/** Every key provider of the connection's datacenter. */
export function keyProvidersOf(connection: Connection): TypedObject<Item<KeyProviderRow>>[] {
  return [...connection.datacenter.rows('keyProviders')].map((row) =>
    objectOf(keyProviderType, { connection, row }),
  );
}

/** -KMSClusterId, -KmsCluster, -KeyProvider: the provider itself or its name. */
export const keyProviderParameter = {
  type: keyProviderType,
  help: 'The key provider that the key comes from; the default one unless given.',
} as const;

export function providerNameOf(provider: TypedObject<Item<KeyProviderRow>>): string {
  return provider.data.row.name;
}
