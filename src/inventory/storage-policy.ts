import type { StoragePolicyRow } from '../datacenter/rows.ts';
import { type ObjectType, objectOf, objectType } from '../values/object-type.ts';
import type { Item } from './connection.ts';
import { itemsNamed } from './lookup.ts';
import { viObject } from './vi-object.ts';

/** A storage policy (SPBM): what a VM's home and disks are to be kept on, and whether encrypted. */
export const storagePolicyType: ObjectType<Item<StoragePolicyRow>> = objectType<Item<StoragePolicyRow>>()({
  name: 'StoragePolicy',
  fullName: 'VMware.VimAutomation.Storage.Impl.V1.Spbm.SpbmStoragePolicyImpl',
  aliases: ['VMware.VimAutomation.Storage.Types.V1.Spbm.SpbmStoragePolicy'],
  base: viObject,
  properties: {
    Description: { type: 'string', get: ({ row }) => row.description },
    IsEncryption: { type: 'bool', get: ({ row }) => row.isEncryption },
    IsBuiltIn: { type: 'bool', get: ({ row }) => row.isBuiltIn },
  },
  view: {
    table: [
      { label: 'Name', get: ({ row }) => row.name, width: 30 },
      { property: 'IsEncryption', width: 12, align: 'left' },
      { property: 'Description' },
    ],
  },
  resolveName: (scope, pattern) =>
    [...itemsNamed(scope, 'storagePolicies', pattern)].map((item) => objectOf(storagePolicyType, item)),
});
