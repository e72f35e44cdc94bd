import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { changePermission } from '../../src/datacenter/access/permissions.ts';
import { makeChange } from '../../src/inventory/make-change.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { permissionType, placeOfPermission } from '../../src/inventory/vi-permission.ts';
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
      const change = changePermission(connection.datacenter, connection.caller, row.id, {
        ...(args.Role && { roleId: args.Role.data.row.roleId }),
        ...(args.Propagate !== undefined && { propagate: args.Propagate }),
      });
      makeChange(invocation, change, {
        name: placeOfPermission(permission.data),
        action: 'Change permission',
        target: permission,
        toValue: (after) => objectOf(permissionType, { connection, row: after }),
      });
    }
  },
});
