import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { changeRole } from '../../src/datacenter/access/roles.ts';
import { makeChange } from '../../src/inventory/make-change.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { privilegeIds, privilegeType } from '../../src/inventory/vi-privilege.ts';
import { roleType } from '../../src/inventory/vi-role.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Set-VIRole',
  synopsis: 'Renames roles, and adds privileges to them or takes some away.',
  parameters: {
    Role: {
      type: roleType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'Roles that were made here; system roles stay as they are.',
    },
    Name: { type: 'string', help: 'A new name.' },
    AddPrivilege: { type: privilegeType, array: true, sets: ['Add'], help: 'Privileges to add.' },
    RemovePrivilege: {
      type: privilegeType,
      array: true,
      sets: ['Remove'],
      mandatory: ['Remove'],
      help: 'Privileges to take away.',
    },
    Server: serverParameter,
  },
  defaultParameterSet: 'Add',
  output: [roleType],
  impact: 'medium',
  privileges: ['Authorization.ModifyRoles'],
  examples: [
    {
      title: 'One more privilege',
      code: 'Set-VIRole KeyAdmin -AddPrivilege VirtualMachine.Interact.PowerOn',
    },
    {
      title: 'One less',
      code: 'Set-VIRole KeyAdmin -RemovePrivilege Cryptographer.Decrypt',
    },
  ],
  process(args, invocation) {
    for (const role of args.Role) {
      const { connection, row } = role.data;
      const change = changeRole(connection.datacenter, connection.caller, row.id, {
        ...(args.Name !== undefined && { name: args.Name }),
        ...(args.AddPrivilege && { add: privilegeIds(args.AddPrivilege) }),
        ...(args.RemovePrivilege && { remove: privilegeIds(args.RemovePrivilege) }),
      });
      makeChange(invocation, change, {
        name: row.name,
        action: 'Change role',
        target: role,
        toValue: (after) => objectOf(roleType, { connection, row: after }),
      });
    }
  },
});
