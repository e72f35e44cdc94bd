import { Collection } from '../../src/values/collection.ts';
import { psCollectionType } from '../../src/values/list-methods.ts';
import { objectOf, objectType, type TypedObject } from '../../src/values/object-type.ts';
import type { Value } from '../../src/values/value.ts';

export interface GroupData {
  count: number;
  readonly name: string;
  readonly values: Value[];
  readonly group: Value[];
}

/** What Group-Object returns. */
export const groupInfoType = objectType<GroupData>()({
  name: 'GroupInfo',
  fullName: 'Microsoft.PowerShell.Commands.GroupInfo',
  properties: {
    Values: { type: 'ArrayList', get: (data) => data.values },
    Count: { type: 'int', get: (data) => data.count },
    Group: {
      type: 'Collection[psobject]',
      get: (data) => new Collection(psCollectionType, 'list', data.group),
    },
    Name: { type: 'string', get: (data) => data.name },
  },
  view: {
    table: [
      { property: 'Count', width: 5, align: 'right' },
      { property: 'Name', width: 25 },
      { property: 'Group' },
    ],
  },
});

export const groupInfoNoElementType = objectType<GroupData>()({
  name: 'GroupInfoNoElement',
  fullName: 'Microsoft.PowerShell.Commands.GroupInfoNoElement',
  base: groupInfoType,
  properties: {},
  view: {
    table: [
      { label: 'Count', width: 5, align: 'right', get: (data) => data.count },
      { label: 'Name', width: 25, get: (data) => data.name },
    ],
  },
});

export function groupInfo(data: GroupData, noElement: boolean): TypedObject<GroupData> {
  return objectOf(noElement ? groupInfoNoElementType : groupInfoType, data);
}
