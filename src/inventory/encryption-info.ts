import type { CryptoKeyId, VmRow } from '../datacenter/rows.ts';
import { linksOfDisk } from '../datacenter/vm/vm-layout.ts';
import { objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import type { Value } from '../values/value.ts';
import type { Item } from './connection.ts';
import { cryptoKeyValue } from './crypto-key-id.ts';
import { diskSummary, type HardDiskItem, hardDisksOf } from './hard-disk.ts';
import { storagePolicyType } from './storage-policy.ts';

type WithPolicy = Item<{ readonly storagePolicyId: string }>;
type WithKey = Item<{ readonly keyId: CryptoKeyId | null }>;

const profileOf = {
  type: 'StoragePolicy',
  get: ({ connection, row }: WithPolicy): Value => {
    const policy = connection.datacenter.get('storagePolicies', row.storagePolicyId);
    return policy === undefined ? null : objectOf(storagePolicyType, { connection, row: policy });
  },
  jsonValue: ({ connection, row }: WithPolicy): Value =>
    connection.datacenter.get('storagePolicies', row.storagePolicyId)?.name ?? null,
} as const;

const keyIdProperty = {
  type: 'CryptoKeyId',
  get: ({ row }: WithKey): Value => cryptoKeyValue(row.keyId),
  jsonValue: ({ row }: WithKey): Value => row.keyId?.keyId ?? null,
} as const;

/** How one disk is encrypted: what the community module's hashtable says, as an object. */
export const diskEncryptionInfoType = objectType<HardDiskItem>()({
  name: 'DiskEncryptionInfo',
  fullName: 'VSeal.DiskEncryptionInfo',
  properties: {
    Index: { type: 'int', get: ({ row }) => row.key, help: 'Its device key.' },
    Label: { type: 'string', get: ({ row }) => row.label },
    Summary: { type: 'string', get: ({ row }) => diskSummary(row), help: 'Its size.' },
    Encrypted: { type: 'bool', get: ({ row }) => row.keyId !== null },
    Profile: profileOf,
    KeyId: keyIdProperty,
    KeyProvider: { type: 'string', get: ({ row }) => row.keyId?.providerId ?? null },
    FileName: { type: 'string', get: ({ row }) => row.fileName },
    Uuid: {
      type: 'string',
      get: ({ connection, row }) => linksOfDisk(connection.datacenter, row.fileName)[0]?.uuid ?? null,
    },
    IOFilter: { type: 'string', get: ({ row }) => (row.keyId === null ? null : 'VMW_vmwarevmcrypt_1.0.0') },
  },
  toString: ({ row }) => row.label,
});

export interface EncryptionInfoItem extends Item<VmRow> {
  readonly disks: readonly TypedObject<HardDiskItem>[];
}

/** How a VM is encrypted, home and disks apart. */
export const encryptionInfoType = objectType<EncryptionInfoItem>()({
  name: 'VMEncryptionInfo',
  fullName: 'VSeal.VMEncryptionInfo',
  properties: {
    Name: { type: 'string', get: ({ row }) => row.name },
    ConnectState: { type: 'string', get: ({ row }) => (row.locked ? 'invalid' : 'connected') },
    Encrypted: { type: 'bool', get: ({ row }) => row.keyId !== null },
    Profile: profileOf,
    KeyId: keyIdProperty,
    KeyProvider: { type: 'string', get: ({ row }) => row.keyId?.providerId ?? null },
    EncryptedDisks: { type: 'int', get: ({ row }) => row.disks.filter((disk) => disk.keyId !== null).length },
    Disks: {
      type: 'DiskEncryptionInfo[]',
      get: ({ disks }) => disks.map((disk) => objectOf(diskEncryptionInfoType, disk.data)),
      json: 'value',
    },
  },
  view: {
    table: [
      { property: 'Name', width: 20 },
      { property: 'Encrypted', width: 9, align: 'left' },
      {
        label: 'Disks',
        get: ({ row }) => `${row.disks.filter((disk) => disk.keyId !== null).length} of ${row.disks.length}`,
        width: 8,
      },
      { property: 'KeyProvider', width: 12 },
      { property: 'KeyId', width: 36 },
      { property: 'Profile' },
    ],
  },
  toString: ({ row }) => row.name,
});

export function encryptionInfoOf(
  item: Item<VmRow>,
  diskIds: readonly string[] | undefined,
): TypedObject<EncryptionInfoItem> {
  const disks = hardDisksOf(item).filter((disk) => diskIds?.includes(disk.data.row.id) ?? true);
  return objectOf(encryptionInfoType, { ...item, disks });
}
