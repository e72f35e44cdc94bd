import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { grantPermission } from '../../src/datacenter/access/permissions.ts';
import { entitiesGiven, entityParameter } from '../../src/inventory/entity.ts';
import { makeChange } from '../../src/inventory/make-change.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { accountType } from '../../src/inventory/vi-account.ts';
import { permissionType } from '../../src/inventory/vi-permission.ts';
import { roleType } from '../../src/inventory/vi-role.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'New-VIPermission',
  synopsis: 'Gives a user or group a role on entities.',
  description:
    'A permission that the principal has there already is replaced. On one entity a user’s own permission wins over those of his groups, which else add up; further down overrides further up. Nobody grants what he has not himself there.',
  parameters: {
    Entity: { ...entityParameter, mandatory: true },
    Principal: { type: accountType, position: 1, mandatory: true, help: 'The user or group.' },
    Role: { type: roleType, position: 2, mandatory: true, help: 'The role.' },
    Propagate: {
      type: 'bool',
      preset: true,
      help: 'Whether what lies below inherits it; $true unless given.',
    },
    Server: serverParameter,
  },
  output: [permissionType],
  impact: 'low',
  privileges: ['Authorization.ModifyPermissions'],
  examples: [
    {
      title: 'Full rights on one VM',
      code: 'New-VIPermission (Get-VM app-01) -Principal auditor@vsphere.local -Role Admin',
    },
    {
      title: 'Hide a VM from a user',
      code: "Get-VM app-02 | New-VIPermission -Principal 'VSPHERE.LOCAL\\auditor' -Role NoAccess",
    },
  ],
  process(args, invocation) {
    for (const { connection, entity } of entitiesGiven(invocation, args.Entity, args.Server)) {
      const { account } = args.Principal.data;
      const { row: role } = args.Role.data;
      const change = grantPermission(connection.datacenter, connection.caller, {
        entity,
        principal: account.row.name,
        roleId: role.roleId,
        propagate: args.Propagate,
      });
      makeChange(invocation, change, {
        name: entity.name,
        action: `Give ${account.row.name} the role ${role.name}`,
        toValue: (row) => objectOf(permissionType, { connection, row }),
      });
    }
  },
});
