import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { createRole } from '../../src/datacenter/access/roles.ts';
import { makeChange } from '../../src/inventory/make-change.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { privilegeIds, privilegeType } from '../../src/inventory/vi-privilege.ts';
import { roleType } from '../../src/inventory/vi-role.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'New-VIRole',
  synopsis: 'Makes a role of privileges.',
  description:
    'System.Anonymous, System.View and System.Read are in every role that is made. Nobody puts privileges into a role that he has not himself.',
  parameters: {
    Name: { type: 'string', position: 0, mandatory: true, help: 'The name of the role.' },
    Privilege: {
      type: privilegeType,
      array: true,
      position: 1,
      help: 'Privileges, by name or id; a group stands for all in it.',
    },
    Server: serverParameter,
  },
  output: [roleType],
  impact: 'low',
  privileges: ['Authorization.ModifyRoles'],
  examples: [
    {
      title: 'Who may power VMs on and off, and no more',
      code: 'New-VIRole Operator -Privilege VirtualMachine.Interact.PowerOn, VirtualMachine.Interact.PowerOff',
    },
    {
      title: 'Everything about encryption',
      code: 'New-VIRole Crypto -Privilege (Get-VIPrivilege -Id Cryptographer.*)',
    },
  ],
  process(args, invocation) {
    for (const connection of serversOf(invocation.session, args.Server)) {
      const change = createRole(connection.datacenter, connection.caller, {
        name: args.Name,
        privileges: privilegeIds(args.Privilege ?? []),
      });
      makeChange(invocation, change, {
        name: args.Name,
        action: 'Create role',
        toValue: (row) => objectOf(roleType, { connection, row }),
      });
    }
  },
});
