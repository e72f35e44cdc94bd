import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { nameParameter, serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { reportNotFound } from '../../src/inventory/report-fault.ts';
import { rolesNamed, rolesOf, roleType } from '../../src/inventory/vi-role.ts';
import { hasWildcard } from '../../src/values/wildcard.ts';

export default defineCmdlet({
  name: 'Get-VIRole',
  synopsis: 'Gets the roles: the system’s and those made here.',
  parameters: {
    Name: nameParameter,
    Id: { type: 'string', array: true, help: 'Ids of roles, such as -6 or 101.' },
    Server: serverParameter,
  },
  output: [roleType],
  impact: 'none',
  privileges: ['System.View'],
  examples: [
    { title: 'All roles', code: 'Get-VIRole' },
    {
      title: 'What No Cryptography Administrator lacks',
      code: 'Compare-Object (Get-VIRole Admin).PrivilegeList (Get-VIRole NoCryptoAdmin).PrivilegeList',
    },
  ],
  process(args, invocation) {
    const connections = serversOf(invocation.session, args.Server);
    for (const pattern of args.Name ?? ['*']) {
      const found = connections
        .flatMap((connection) => (pattern === '*' ? rolesOf(connection) : rolesNamed(connection, pattern)))
        .filter(({ data }) => args.Id?.includes(String(data.row.roleId)) ?? true);
      if (found.length === 0 && !hasWildcard(pattern)) reportNotFound(invocation, 'VIRole', pattern);
      for (const role of found) invocation.write(role);
    }
  },
});
