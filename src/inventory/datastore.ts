import { ancestry } from '../datacenter/access/authorization.ts';
import { datastoreSpace } from '../datacenter/places.ts';
import type { DatastoreRow, VmRow } from '../datacenter/rows.ts';
import { type ObjectType, objectOf, objectType } from '../values/object-type.ts';
import type { Item } from './connection.ts';
import { datacenterAround, folderValue } from './containers.ts';
import { customFields } from './custom-fields.ts';
import { extensionData } from './extension-data.ts';
import { itemsNamed } from './lookup.ts';
import { gigabytes, megabytes } from './quantities.ts';
import { moRefText, viObject } from './vi-object.ts';

/** A datastore: a folder of this machine, with the space that its file system has. */
export const datastoreType: ObjectType<Item<DatastoreRow>> = objectType<Item<DatastoreRow>>()({
  name: 'Datastore',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.DatastoreManagement.VmfsDatastoreImpl',
  aliases: [
    'VMware.VimAutomation.ViCore.Types.V1.DatastoreManagement.Datastore',
    'VMware.VimAutomation.ViCore.Types.V1.DatastoreManagement.StorageResource',
  ],
  base: viObject,
  properties: {
    FreeSpaceGB: { type: 'decimal', get: (item) => gigabytes(space(item).freeBytes) },
    FreeSpaceMB: { type: 'decimal', get: (item) => megabytes(space(item).freeBytes) },
    CapacityGB: { type: 'decimal', get: (item) => gigabytes(space(item).capacityBytes) },
    CapacityMB: { type: 'decimal', get: (item) => megabytes(space(item).capacityBytes) },
    Type: { type: 'string', get: ({ row }) => row.type },
    Accessible: { type: 'bool', get: (item) => space(item).accessible },
    State: { type: 'string', get: (item) => (space(item).accessible ? 'Available' : 'Unavailable') },
    Path: {
      type: 'string',
      get: (item) => space(item).folder,
      help: 'The folder of this machine that holds it.',
    },
    CustomFields: customFields<Item<DatastoreRow>>(),
    ExtensionData: extensionData<Item<DatastoreRow>>('Datastore'),
    ParentFolderId: { type: 'string', get: ({ row }) => moRefText(row.parentId), json: 'omit' },
    Datacenter: {
      type: 'Datacenter',
      get: ({ connection, row }) => datacenterAround(connection, row.parentId),
      json: 'omit',
    },
    DatacenterId: {
      type: 'string',
      get: ({ connection, row }) =>
        ancestry(connection.datacenter, row.parentId)
          .filter((id) => connection.datacenter.get('datacenters', id) !== undefined)
          .map(moRefText)[0] ?? null,
      json: 'omit',
    },
    StorageIOControlEnabled: { type: 'bool', get: () => false, json: 'omit' },
    CongestionThresholdMillisecond: { type: 'int', get: () => null, json: 'omit' },
    ParentFolder: { type: 'Folder', get: ({ connection, row }) => folderValue(connection, row.parentId) },
  },
  view: {
    table: [
      { label: 'Name', get: ({ row }) => row.name, width: 30 },
      { property: 'FreeSpaceGB', width: 15, align: 'right', format: 'N3' },
      { property: 'CapacityGB', width: 15, align: 'right', format: 'N3' },
    ],
  },
  resolveName: (scope, pattern) =>
    [...itemsNamed(scope, 'datastores', pattern)].map((item) => objectOf(datastoreType, item)),
});

function space({ connection, row }: Item<DatastoreRow>) {
  return datastoreSpace(connection.datacenter, row);
}

/** True when the VM's VMX or one of its disks lies on the datastore of this name. */
export function hasFilesOn(vm: VmRow, datastoreName: string): boolean {
  return [vm.vmxPath, ...vm.disks.map((disk) => disk.fileName)].some((path) =>
    path.startsWith(`[${datastoreName}]`),
  );
}
