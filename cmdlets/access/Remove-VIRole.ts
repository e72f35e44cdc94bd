import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { removeRole } from '../../src/datacenter/access/roles.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
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
      if (!invocation.shouldProcess(row.name, 'Remove role')) continue;
      const removed = removeRole(connection.datacenter, connection.caller, row.id, args.Force);
      if (!removed.ok) reportFault(invocation, removed.fault, role);
    }
  },
});
