import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Connection } from '../../src/inventory/connection.ts';
import { nameParameter, serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { reportNotFound } from '../../src/inventory/report-fault.ts';
import {
  groupOf,
  labelOf,
  type PrivilegeItem,
  privilegeGroups,
  privilegeItems,
  privilegeType,
  privilegeValue,
} from '../../src/inventory/vi-privilege.ts';
import { roleType } from '../../src/inventory/vi-role.ts';
import type { TypedObject } from '../../src/values/object-type.ts';
import { hasWildcard, matchesWildcard } from '../../src/values/wildcard.ts';

export default defineCmdlet({
  name: 'Get-VIPrivilege',
  synopsis: 'Gets the privileges of this vSphere release, of a role, or of a group.',
  parameters: {
    Name: nameParameter,
    Id: {
      type: 'string',
      array: true,
      wildcard: true,
      help: 'Ids, with wildcards, such as Cryptographer.*.',
    },
    PrivilegeGroup: { type: 'switch', sets: ['Server'], help: 'Groups of privileges only.' },
    PrivilegeItem: { type: 'switch', sets: ['Server'], help: 'Single privileges only.' },
    Role: {
      type: roleType,
      array: true,
      sets: ['Role'],
      mandatory: ['Role'],
      pipeline: 'value',
      help: 'The privileges in these roles.',
    },
    Group: {
      type: privilegeType,
      array: true,
      sets: ['Group'],
      mandatory: ['Group'],
      pipeline: 'value',
      help: 'The privileges in these groups.',
    },
    Server: { ...serverParameter, sets: ['Server'] },
  },
  defaultParameterSet: 'Server',
  output: [privilegeType],
  impact: 'none',
  privileges: ['System.View'],
  examples: [
    { title: 'Everything about encryption', code: 'Get-VIPrivilege -Id Cryptographer.*' },
    { title: 'What a role holds', code: 'Get-VIPrivilege -Role KeyAdmin' },
    { title: 'The groups', code: 'Get-VIPrivilege -PrivilegeGroup' },
  ],
  process(args, invocation) {
    const candidates = [
      ...(args.Role ?? []).flatMap(({ data }) =>
        data.row.privileges.map((id) => privilegeValue(data.connection, id)),
      ),
      ...(args.Group ?? []).flatMap(({ data }) =>
        privilegeItems(data.connection).filter((item) => groupOf(item.data.id) === data.id),
      ),
      ...(args.Role === undefined && args.Group === undefined
        ? serversOf(invocation.session, args.Server).flatMap((connection) => allOf(connection, args))
        : []),
    ];
    const write = (pattern: string, textOf: (item: PrivilegeItem) => string): void => {
      const found = candidates.filter(({ data }) => matchesWildcard(textOf(data), pattern));
      if (found.length === 0 && !hasWildcard(pattern)) reportNotFound(invocation, 'VIPrivilege', pattern);
      for (const privilege of found) invocation.write(privilege);
    };
    for (const id of args.Id ?? []) write(id, (item) => item.id);
    for (const name of args.Name ?? (args.Id === undefined ? ['*'] : [])) write(name, labelOf);
  },
});

function allOf(
  connection: Connection,
  only: { readonly PrivilegeGroup: boolean; readonly PrivilegeItem: boolean },
): TypedObject<PrivilegeItem>[] {
  return [
    ...(only.PrivilegeItem ? [] : privilegeGroups(connection)),
    ...(only.PrivilegeGroup ? [] : privilegeItems(connection)),
  ];
}
