import type { VmRow } from '../datacenter/rows.ts';
import { objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import type { Item } from './connection.ts';
import { type HardDiskItem, hardDisksOf } from './hard-disk.ts';

/** How one disk is encrypted: what the community module's hashtable says, as an object. */
export const diskEncryptionInfoType = objectType<HardDiskItem>()({
  name: 'DiskEncryptionInfo',
  fullName: 'VSeal.DiskEncryptionInfo',
  properties: {
    Label: { type: 'string', get: ({ row }) => row.label },
    Encrypted: { type: 'bool', get: ({ row }) => row.keyId !== null },
    Profile: { type: 'string', get: ({ connection, row }) => policyName({ connection, row }) },
    KeyId: { type: 'string', get: ({ row }) => row.keyId?.keyId ?? null },
    KeyProvider: { type: 'string', get: ({ row }) => row.keyId?.providerId ?? null },
    FileName: { type: 'string', get: ({ row }) => row.fileName },
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
    Profile: { type: 'string', get: (item) => policyName(item) },
    KeyId: { type: 'string', get: ({ row }) => row.keyId?.keyId ?? null },
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

function policyName({ connection, row }: Item<{ readonly storagePolicyId: string }>): string | null {
  return connection.datacenter.get('storagePolicies', row.storagePolicyId)?.name ?? null;
}
