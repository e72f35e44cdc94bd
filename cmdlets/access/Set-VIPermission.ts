import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { changePermission } from '../../src/datacenter/access/permissions.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { permissionType } from '../../src/inventory/vi-permission.ts';
import { roleType } from '../../src/inventory/vi-role.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Set-VIPermission',
  synopsis: 'Changes the role of permissions, or whether they propagate.',
  parameters: {
    Permission: {
      type: permissionType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'Permissions, as Get-VIPermission gives them.',
    },
    Role: { type: roleType, position: 1, help: 'Another role.' },
    Propagate: { type: 'bool', help: 'Whether what lies below inherits it.' },
    Server: serverParameter,
  },
  output: [permissionType],
  impact: 'medium',
  privileges: ['Authorization.ModifyPermissions'],
  examples: [
    {
      title: 'Less for the auditor',
      code: 'Get-VIPermission -Principal auditor@vsphere.local | Set-VIPermission -Role View',
    },
  ],
  process(args, invocation) {
    for (const permission of args.Permission) {
      const { connection, row } = permission.data;
      if (!invocation.shouldProcess(`${row.principal} on ${row.entityId}`, 'Change permission')) continue;
      const changed = changePermission(connection.datacenter, connection.caller, row.id, {
        ...(args.Role && { roleId: args.Role.data.row.roleId }),
        ...(args.Propagate !== undefined && { propagate: args.Propagate }),
      });
      if (changed.ok) invocation.write(objectOf(permissionType, { connection, row: changed.value }));
      else reportFault(invocation, changed.fault, permission);
    }
  },
});
