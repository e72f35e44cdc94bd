import type { ContentLibraryItemRow, ContentLibraryRow } from '../datacenter/rows.ts';
import { localDateTime } from '../values/date-time.ts';
import { type ObjectType, objectOf, objectType } from '../values/object-type.ts';
import type { Item } from './connection.ts';
import { itemsNamed } from './lookup.ts';
import { viObject } from './vi-object.ts';

/** A content library on a datastore. */
export const contentLibraryType: ObjectType<Item<ContentLibraryRow>> = objectType<Item<ContentLibraryRow>>()({
  name: 'ContentLibrary',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.ContentLibrary.LocalContentLibraryImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.ContentLibrary.ContentLibrary'],
  base: viObject,
  properties: {
    Description: { type: 'string', get: ({ row }) => row.description },
    Datastore: {
      type: 'string',
      get: ({ connection, row }) => connection.datacenter.get('datastores', row.datastoreId)?.name ?? null,
    },
    Folder: { type: 'string', get: ({ row }) => row.folder },
  },
  view: {
    table: [
      { label: 'Name', get: ({ row }) => row.name, width: 30 },
      { property: 'Datastore', width: 20 },
      { property: 'Description' },
    ],
  },
  resolveName: (scope, pattern) =>
    [...itemsNamed(scope, 'contentLibraries', pattern)].map((item) => objectOf(contentLibraryType, item)),
});

/** A VM that a content library keeps. */
export const contentLibraryItemType: ObjectType<Item<ContentLibraryItemRow>> = objectType<
  Item<ContentLibraryItemRow>
>()({
  name: 'ContentLibraryItem',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.ContentLibrary.ContentLibraryItemImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.ContentLibrary.ContentLibraryItem'],
  base: viObject,
  properties: {
    ContentLibrary: {
      type: 'string',
      get: ({ connection, row }) =>
        connection.datacenter.get('contentLibraries', row.libraryId)?.name ?? null,
    },
    SourceVM: { type: 'string', get: ({ row }) => row.sourceVm },
    Folder: { type: 'string', get: ({ row }) => row.folder },
    Files: { type: 'string[]', get: ({ row }) => [...row.files] },
    CreationTime: { type: 'datetime', get: ({ row }) => localDateTime(row.createdMs) },
  },
  view: {
    table: [
      { label: 'Name', get: ({ row }) => row.name, width: 30 },
      { property: 'ContentLibrary', width: 20 },
      { property: 'SourceVM' },
    ],
  },
  resolveName: (scope, pattern) =>
    [...itemsNamed(scope, 'contentLibraryItems', pattern)].map((item) =>
      objectOf(contentLibraryItemType, item),
    ),
});
