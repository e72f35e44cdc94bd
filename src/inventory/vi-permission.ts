import { entityOf } from '../datacenter/access/authorization.ts';
import type { PermissionRow } from '../datacenter/rows.ts';
import { type ObjectType, objectType } from '../values/object-type.ts';
import type { Item } from './connection.ts';
import { entityValue } from './entity.ts';
import { moRefText } from './vi-object.ts';

/** A permission: a role for a principal on an entity. */
export const permissionType: ObjectType<Item<PermissionRow>> = objectType<Item<PermissionRow>>()({
  name: 'Permission',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.PermissionManagement.PermissionImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.PermissionManagement.Permission'],
  properties: {
    Entity: { type: 'VIObject', get: ({ connection, row }) => entityValue(connection, row.entityId) },
    EntityId: { type: 'string', get: ({ row }) => moRefText(row.entityId) },
    Role: { type: 'string', get: (item) => roleName(item) },
    Principal: { type: 'string', get: ({ row }) => row.principal },
    Propagate: { type: 'bool', get: ({ row }) => row.propagate },
    IsGroup: { type: 'bool', get: ({ row }) => row.isGroup },
    Uid: { type: 'string', get: (item) => uidOf(item), json: 'omit' },
  },
  view: {
    table: [
      {
        label: 'Entity',
        width: 20,
        get: (item) => entityName(item),
      },
      { property: 'Role', width: 18 },
      { property: 'Principal', width: 28 },
      { property: 'IsGroup', width: 7, align: 'left' },
      { property: 'Propagate', width: 9, align: 'left' },
    ],
  },
  toString: (item) => `${item.row.principal}: ${roleName(item)}`,
  identity: (item) => uidOf(item),
});

/** `joe@vsphere.local on app-01`: the permission, as it is named when it changes. */
export function placeOfPermission(item: Item<PermissionRow>): string {
  return `${item.row.principal} on ${entityName(item)}`;
}

function entityName({ connection, row }: Item<PermissionRow>): string {
  return entityOf(connection.datacenter, row.entityId)?.name ?? row.entityId;
}

function roleName({ connection, row }: Item<PermissionRow>): string {
  return connection.datacenter.find('roles', 'roleId', String(row.roleId))[0]?.name ?? String(row.roleId);
}

function uidOf({ connection, row }: Item<PermissionRow>): string {
  return `/VIServer=${connection.caller.user}@${connection.serverName}:${connection.port}/Permission=${row.id}/`;
}
