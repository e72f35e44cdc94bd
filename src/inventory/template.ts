import { datastoreIdsOfVm } from '../datacenter/places.ts';
import type { VmRow } from '../datacenter/rows.ts';
import { utcDateTime } from '../values/date-time.ts';
import { type ObjectType, objectOf, objectType } from '../values/object-type.ts';
import type { Value } from '../values/value.ts';
import type { Connection, Item } from './connection.ts';
import { folderValue } from './containers.ts';
import { cryptoKeyValue } from './crypto-key-id.ts';
import { customFields } from './custom-fields.ts';
import { extensionData } from './extension-data.ts';
import { inventoryItem } from './inventory-item.ts';
import { itemsNamed } from './lookup.ts';
import { gigabytes } from './quantities.ts';
import { moRefText } from './vi-object.ts';

/** A template: a VM that cannot be powered on, from which others are made. */
export const templateType: ObjectType<Item<VmRow>> = objectType<Item<VmRow>>()({
  name: 'Template',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.Inventory.TemplateImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.Inventory.Template'],
  base: inventoryItem,
  properties: {
    Notes: { type: 'string', get: ({ row }) => row.notes },
    GuestId: { type: 'string', get: ({ row }) => row.guestId },
    HardwareVersion: { type: 'string', get: ({ row }) => row.hardwareVersion },
    FolderId: { type: 'string', get: ({ row }) => moRefText(row.folderId), json: 'omit' },
    Folder: { type: 'Folder', get: ({ connection, row }) => folderValue(connection, row.folderId) },
    DatastoreIdList: {
      type: 'string[]',
      get: ({ connection, row }) => datastoreIdsOfVm(connection.datacenter, row).map(moRefText),
      json: 'omit',
    },
    ProvisionedSpaceGB: {
      type: 'decimal',
      get: ({ row }) => gigabytes(row.disks.reduce((sum, disk) => sum + disk.capacityBytes, 0)),
    },
    CreateDate: { type: 'datetime', get: ({ row }) => utcDateTime(row.createdMs) },
    Encrypted: { type: 'bool', get: ({ row }) => row.keyId !== null },
    EncryptionKeyId: {
      type: 'CryptoKeyId',
      get: ({ row }) => cryptoKeyValue(row.keyId),
      jsonValue: ({ row }) => row.keyId?.keyId ?? null,
    },
    Locked: { type: 'bool', get: ({ row }) => row.locked },
    CustomFields: customFields<Item<VmRow>>(),
    ExtensionData: extensionData<Item<VmRow>>('VirtualMachine'),
    KMSserver: { type: 'string', get: ({ row }) => row.keyId?.providerId ?? null },
  },
  view: {
    table: [
      { label: 'Name', get: ({ row }) => row.name, width: 24 },
      { property: 'GuestId', width: 18 },
      { property: 'Encrypted', width: 9, align: 'left' },
      { property: 'ProvisionedSpaceGB', width: 18, align: 'left', format: 'N3' },
    ],
  },
  resolveName: (scope, pattern) =>
    [...itemsNamed(scope, 'vms', pattern)]
      .filter((item) => item.row.isTemplate)
      .map((item) => objectOf(templateType, item)),
});

export function templateValue(connection: Connection, row: VmRow): Value {
  return objectOf(templateType, { connection, row });
}
