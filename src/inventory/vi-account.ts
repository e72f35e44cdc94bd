import { principalsOf } from '../datacenter/access/authorization.ts';
import { type Account, principalName } from '../datacenter/access/principals.ts';
import type { Datacenter } from '../datacenter/datacenter.ts';
import { type ObjectType, objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import { hasWildcard, matchesWildcard } from '../values/wildcard.ts';
import { type Connection, connectionsOf } from './connection.ts';

export interface AccountItem {
  readonly connection: Connection;
  readonly account: Account;
}

/** A user or a group: whom a permission can name. */
export const accountType: ObjectType<AccountItem> = objectType<AccountItem>()({
  name: 'VIAccount',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.PermissionManagement.VIAccountImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.PermissionManagement.VIAccount'],
  properties: {
    Name: { type: 'string', get: ({ account }) => account.row.name },
    Id: { type: 'string', get: ({ account }) => account.row.name.split('@')[0] ?? '' },
    Domain: { type: 'string', get: ({ account }) => account.row.name.split('@')[1] ?? '' },
    Description: { type: 'string', get: ({ account }) => account.row.description },
    IsGroup: { type: 'bool', get: ({ account }) => account.isGroup },
    Groups: {
      type: 'string[]',
      get: ({ connection, account }) => groupsOf(connection.datacenter, account.row.name),
      help: 'The groups that it is in, directly or by way of another.',
    },
    Members: {
      type: 'string[]',
      get: ({ account }) => (account.isGroup ? [...account.row.members] : []),
    },
    Server: { type: 'string', get: ({ connection }) => connection.serverName, json: 'omit' },
    Uid: { type: 'string', get: (item) => uidOf(item), json: 'omit' },
  },
  view: {
    table: [
      { property: 'Name', width: 32 },
      { property: 'IsGroup', width: 8, align: 'left' },
      { property: 'Description' },
    ],
  },
  toString: ({ account }) => account.row.name,
  identity: (item) => uidOf(item),
  resolveName: (scope, pattern) =>
    connectionsOf(scope).flatMap((connection) => accountsNamed(connection, pattern)),
});

/** Users and groups whose name matches: `name@domain`, `DOMAIN\name`, or the bare name in the default domain. */
export function accountsNamed(connection: Connection, pattern: string): TypedObject<AccountItem>[] {
  const bare = !/[@\\]/.test(pattern) && hasWildcard(pattern);
  const wanted = bare ? pattern : principalName(pattern);
  return accountsOf(connection).filter(({ data: { account } }) => matchesWildcard(account.row.name, wanted));
}

export function accountsOf(connection: Connection): TypedObject<AccountItem>[] {
  const { datacenter } = connection;
  const accounts: Account[] = [
    ...[...datacenter.rows('users')].map((row) => ({ isGroup: false, row }) as const),
    ...[...datacenter.rows('groups')].map((row) => ({ isGroup: true, row }) as const),
  ];
  return accounts.map((account) => accountValue(connection, account));
}

export function accountValue(connection: Connection, account: Account): TypedObject<AccountItem> {
  return objectOf(accountType, { connection, account });
}

function groupsOf(datacenter: Datacenter, name: string): string[] {
  return principalsOf(datacenter, name)
    .slice(1)
    .flatMap((group) => datacenter.find('groups', 'name', group).map((row) => row.name));
}

function uidOf({ connection, account }: AccountItem): string {
  return `/VIServer=${connection.caller.user}@${connection.serverName}:${connection.port}/VIAccount=${account.row.name}/`;
}
