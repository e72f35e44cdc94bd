import { privilegesOf } from '../datacenter/access/privileges.ts';
import { vcenterRelease } from '../datacenter/capabilities.ts';
import { type ObjectType, objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import { matchesWildcard } from '../values/wildcard.ts';
import { type Connection, connectionsOf } from './connection.ts';
import { viServerId, viServerValue } from './vi-server.ts';

export interface PrivilegeItem {
  readonly connection: Connection;
  /** `VirtualMachine.Interact.PowerOn`, or a group of them: `VirtualMachine.Interact`. */
  readonly id: string;
  readonly isGroup: boolean;
}

/** A privilege, or a group of privileges. */
export const privilegeType: ObjectType<PrivilegeItem> = objectType<PrivilegeItem>()({
  name: 'Privilege',
  listedBy: 'Get-VIPrivilege',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.PermissionManagement.PrivilegeImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.PermissionManagement.Privilege'],
  properties: {
    Name: { type: 'string', get: (item) => labelOf(item) },
    Id: { type: 'string', get: ({ id }) => id },
    Description: { type: 'string', get: (item) => `${groupLabel(groupOf(item.id))}: ${labelOf(item)}` },
    IsGroup: { type: 'bool', get: ({ isGroup }) => isGroup },
    ParentGroupId: { type: 'string', get: ({ id, isGroup }) => (isGroup ? null : groupOf(id)) },
    Server: { type: 'VIServer', get: ({ connection }) => viServerValue(connection), json: 'omit' },
    ServerId: {
      type: 'string',
      get: ({ connection }) => viServerId(connection),
      json: 'omit',
    },
  },
  view: {
    table: [{ property: 'Name', width: 40 }, { property: 'Id' }],
  },
  toString: ({ id }) => id,
  identity: ({ connection, id }) => `${connection.sessionId}/${id}`,
  resolveName: (scope, pattern) =>
    connectionsOf(scope)
      .flatMap((connection) => [...privilegeItems(connection), ...privilegeGroups(connection)])
      .filter(({ data }) => matchesWildcard(data.id, pattern) || matchesWildcard(labelOf(data), pattern)),
});

export function privilegeValue(connection: Connection, id: string): TypedObject<PrivilegeItem> {
  return objectOf(privilegeType, { connection, id, isGroup: false });
}

export function privilegeItems(connection: Connection): TypedObject<PrivilegeItem>[] {
  return privilegesOf(vcenterRelease(connection.datacenter)).map((id) => privilegeValue(connection, id));
}

export function privilegeGroups(connection: Connection): TypedObject<PrivilegeItem>[] {
  const groups = new Set(privilegesOf(vcenterRelease(connection.datacenter)).map(groupOf));
  return [...groups].map((id) => objectOf(privilegeType, { connection, id, isGroup: true }));
}

/** Ids of the privileges meant: a group stands for all in it. */
export function privilegeIds(given: readonly TypedObject<PrivilegeItem>[]): string[] {
  return given.flatMap(({ data }) =>
    data.isGroup
      ? privilegesOf(vcenterRelease(data.connection.datacenter)).filter((id) => groupOf(id) === data.id)
      : [data.id],
  );
}

export function groupOf(id: string): string {
  return id.slice(0, id.lastIndexOf('.'));
}

export function labelOf({ id, isGroup }: Pick<PrivilegeItem, 'id' | 'isGroup'>): string {
  return isGroup ? groupLabel(id) : (LABELS[id] ?? words(id.slice(id.lastIndexOf('.') + 1)));
}

function groupLabel(id: string): string {
  return GROUP_LABELS[id] ?? id.split('.').map(words).join(' > ');
}

/** `AddNewDisk` as the client shows it: `Add new disk`. */
function words(name: string): string {
  const text = name.replace(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, ' ');
  return text.replace(/ ([A-Z])(?=[a-z])/g, (_, letter: string) => ` ${letter.toLowerCase()}`);
}

/** The vendor's names where they are not the words of the id. */
const LABELS: Readonly<Record<string, string>> = {
  'Cryptographer.Access': 'Direct Access',
  'Cryptographer.ManageEncryptionPolicy': 'Manage encryption policies',
  'Cryptographer.ManageKeyServers': 'Manage key servers',
  'Cryptographer.ReadKeyServersInfo': 'Read KMS information',
  'Cryptographer.RegisterVM': 'Register VM',
  'Authorization.ModifyPermissions': 'Modify permission',
  'Authorization.ModifyPrivileges': 'Modify privilege',
  'Authorization.ModifyRoles': 'Modify role',
};

const GROUP_LABELS: Readonly<Record<string, string>> = {
  Cryptographer: 'Cryptographic operations',
  Authorization: 'Permissions',
  Alarm: 'Alarms',
  StorageProfile: 'Profile-driven storage',
  'VirtualMachine.Config': 'Virtual machine > Configuration',
  'VirtualMachine.Interact': 'Virtual machine > Interaction',
  'VirtualMachine.Inventory': 'Virtual machine > Inventory',
  'VirtualMachine.Provisioning': 'Virtual machine > Provisioning',
  'VirtualMachine.State': 'Virtual machine > Snapshot management',
  'VirtualMachine.Hbr': 'Virtual machine > vSphere Replication',
};
