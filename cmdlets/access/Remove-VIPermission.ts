import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { revokePermission } from '../../src/datacenter/access/permissions.ts';
import { makeChange } from '../../src/inventory/make-change.ts';
import { permissionType, placeOfPermission } from '../../src/inventory/vi-permission.ts';

export default defineCmdlet({
  name: 'Remove-VIPermission',
  synopsis: 'Takes permissions away.',
  parameters: {
    Permission: {
      type: permissionType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'Permissions, as Get-VIPermission gives them.',
    },
  },
  output: [],
  impact: 'high',
  privileges: ['Authorization.ModifyPermissions'],
  examples: [
    {
      title: 'A user without rights',
      code: 'Get-VIPermission -Principal auditor@vsphere.local | Remove-VIPermission -Confirm:$false',
    },
  ],
  process(args, invocation) {
    for (const permission of args.Permission) {
      const { connection, row } = permission.data;
      makeChange(invocation, revokePermission(connection.datacenter, connection.caller, row.id), {
        name: placeOfPermission(permission.data),
        action: 'Remove permission',
        target: permission,
        toValue: () => undefined,
      });
    }
  },
});
