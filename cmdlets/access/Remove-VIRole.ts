import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { removeRole } from '../../src/datacenter/access/roles.ts';
import { makeChange } from '../../src/inventory/make-change.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { roleType } from '../../src/inventory/vi-role.ts';

export default defineCmdlet({
  name: 'Remove-VIRole',
  synopsis: 'Removes roles that were made here.',
  parameters: {
    Role: {
      type: roleType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The roles; system roles cannot be removed.',
    },
    Force: { type: 'switch', help: 'Removes the permissions that grant the role too.' },
    Server: serverParameter,
  },
  output: [],
  impact: 'high',
  privileges: ['Authorization.ModifyRoles'],
  examples: [
    {
      title: 'Remove a role and what it was granted to',
      code: 'Remove-VIRole KeyAdmin -Force -Confirm:$false',
    },
  ],
  process(args, invocation) {
    for (const role of args.Role) {
      const { connection, row } = role.data;
      makeChange(invocation, removeRole(connection.datacenter, connection.caller, row.id, args.Force), {
        name: row.name,
        action: 'Remove role',
        target: role,
        toValue: () => undefined,
      });
    }
  },
});
