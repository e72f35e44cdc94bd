import { roleSince } from '../datacenter/access/privileges.ts';
import type { RoleRow } from '../datacenter/rows.ts';
import { type ObjectType, objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import { matchesWildcard } from '../values/wildcard.ts';
import { type Connection, connectionsOf, type Item } from './connection.ts';
import { viServerId, viServerValue } from './vi-server.ts';

/** A role: a named set of privileges. */
export const roleType: ObjectType<Item<RoleRow>> = objectType<Item<RoleRow>>()({
  name: 'Role',
  listedBy: 'Get-VIRole',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.PermissionManagement.RoleImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.PermissionManagement.Role'],
  properties: {
    Name: { type: 'string', get: ({ row }) => row.name },
    Id: { type: 'int', get: ({ row }) => row.roleId },
    Description: { type: 'string', get: ({ row }) => row.label, help: 'The name that the client shows.' },
    IsSystem: { type: 'bool', get: ({ row }) => row.isSystem },
    Since: {
      type: 'string',
      get: ({ row }) => roleSince(row.roleId) ?? null,
      help: 'The vSphere release that brought it, for a role of the system.',
      json: 'omit',
    },
    PrivilegeList: { type: 'string[]', get: ({ row }) => [...row.privileges] },
    Server: { type: 'VIServer', get: ({ connection }) => viServerValue(connection), json: 'omit' },
    ServerId: {
      type: 'string',
      get: ({ connection }) => viServerId(connection),
      json: 'omit',
    },
    Uid: { type: 'string', get: (item) => uidOf(item), json: 'omit' },
  },
  view: {
    table: [
      { property: 'Name', width: 25 },
      { property: 'IsSystem', width: 9, align: 'left' },
    ],
  },
  toString: ({ row }) => row.name,
  identity: (item) => uidOf(item),
  resolveName: (scope, pattern) =>
    connectionsOf(scope).flatMap((connection) => rolesNamed(connection, pattern)),
});

/** Roles by name, or by the name that the client shows: `No cryptography administrator`. */
export function rolesNamed(connection: Connection, pattern: string): TypedObject<Item<RoleRow>>[] {
  return rolesOf(connection).filter(
    ({ data: { row } }) => matchesWildcard(row.name, pattern) || matchesWildcard(row.label, pattern),
  );
}

/** Every role, the system's first. */
export function rolesOf(connection: Connection): TypedObject<Item<RoleRow>>[] {
  const order = (row: RoleRow): number => (row.isSystem ? -row.roleId : 1000 + row.roleId);
  return [...connection.datacenter.rows('roles')]
    .sort((a, b) => order(a) - order(b))
    .map((row) => objectOf(roleType, { connection, row }));
}

function uidOf({ connection, row }: Item<RoleRow>): string {
  return `/VIServer=${connection.caller.user}@${connection.serverName}:${connection.port}/Role=${row.roleId}/`;
}
