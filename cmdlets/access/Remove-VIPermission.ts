import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { revokePermission } from '../../src/datacenter/access/permissions.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { permissionType } from '../../src/inventory/vi-permission.ts';

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
      if (!invocation.shouldProcess(`${row.principal} on ${row.entityId}`, 'Remove permission')) continue;
      const revoked = revokePermission(connection.datacenter, connection.caller, row.id);
      if (!revoked.ok) reportFault(invocation, revoked.fault, permission);
    }
  },
});
