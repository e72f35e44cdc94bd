import type { DatastoreRow } from '../datacenter/rows.ts';
import { DATASTORE_DEFAULT_POLICY_ID } from '../datacenter/vcenter.ts';
import { type ObjectType, objectOf, objectType } from '../values/object-type.ts';
import type { Item } from './connection.ts';
import { datastoreType } from './datastore.ts';
import { storagePolicyType } from './storage-policy.ts';
import { moRefText } from './vi-object.ts';

/** A datastore with its default storage policy: what VMs and disks have that were given none. */
export const datastoreConfigurationType: ObjectType<Item<DatastoreRow>> = objectType<Item<DatastoreRow>>()({
  name: 'SpbmDatastoreConfiguration',
  fullName: 'VMware.VimAutomation.Storage.Impl.V1.Spbm.SpbmDatastoreConfigurationImpl',
  aliases: ['VMware.VimAutomation.Storage.Types.V1.Spbm.SpbmDatastoreConfiguration'],
  properties: {
    Name: { type: 'string', get: ({ row }) => row.name },
    Id: { type: 'string', get: ({ row }) => moRefText(row.id) },
    Entity: { type: 'Datastore', get: (item) => objectOf(datastoreType, item) },
    StoragePolicy: {
      type: 'StoragePolicy',
      get: ({ connection }) => {
        const row = connection.datacenter.get('storagePolicies', DATASTORE_DEFAULT_POLICY_ID);
        return row === undefined ? null : objectOf(storagePolicyType, { connection, row });
      },
    },
    SpbmEnabled: { type: 'bool', get: () => true },
  },
  view: {
    table: [
      { property: 'Entity', width: 25 },
      { property: 'StoragePolicy', width: 25 },
      { property: 'SpbmEnabled', width: 11, align: 'left' },
    ],
  },
  toString: ({ row }) => row.name,
});
