import type { KeyProviderRow, KeyServerRow } from '../datacenter/rows.ts';
import { type ObjectType, objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import { matchesWildcard } from '../values/wildcard.ts';
import { connectionsOf, type Item } from './connection.ts';
import { itemsNamed } from './lookup.ts';
import { viObject } from './vi-object.ts';

/** A key provider (KMS cluster): one or more key management servers that have the same keys. */
export const keyProviderType: ObjectType<Item<KeyProviderRow>> = objectType<Item<KeyProviderRow>>()({
  name: 'KeyProvider',
  fullName: 'VMware.VimAutomation.Storage.Impl.V1.Kmip.KmsClusterImpl',
  aliases: ['KmsCluster', 'VMware.VimAutomation.Storage.Types.V1.Kmip.KmsCluster'],
  base: viObject,
  properties: {
    UseAsDefaultKeyProvider: { type: 'bool', get: ({ row }) => row.isDefault },
    DefaultForSystem: { type: 'bool', get: ({ row }) => row.isDefault },
    Type: { type: 'string', get: () => 'KeyProvider' },
    Embedded: {
      type: 'bool',
      get: ({ row }) => row.embedded,
      help: 'True for the KMIP server inside vSeal.',
    },
    KeyManagementServers: {
      type: 'KeyManagementServer[]',
      get: (item) => item.row.servers.map((server) => objectOf(keyServerType, { ...item, server })),
      json: 'value',
    },
    ClientCertificate: { type: 'string', get: ({ row }) => row.clientCertificatePem, json: 'omit' },
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

export function keyServersNamed(
  connections: readonly Item<unknown>['connection'][],
  pattern: string,
): TypedObject<KeyServerItem>[] {
  return connections.flatMap((connection) =>
    [...connection.datacenter.rows('keyProviders')].flatMap((row) =>
      row.servers
        .filter((server) => matchesWildcard(server.name, pattern))
        .map((server) => objectOf(keyServerType, { connection, row, server })),
    ),
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
