import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { nameParameter, serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { reportNotFound } from '../../src/inventory/report-fault.ts';
import { accountsNamed, accountsOf, accountType } from '../../src/inventory/vi-account.ts';
import { hasWildcard } from '../../src/values/wildcard.ts';

export default defineCmdlet({
  name: 'Get-VIAccount',
  synopsis: 'Gets the users and groups.',
  parameters: {
    Name: nameParameter,
    Id: { type: 'string', array: true, wildcard: true, help: 'Names without the domain.' },
    Group: { type: 'switch', help: 'Groups only.' },
    User: { type: 'switch', help: 'Users only.' },
    Domain: { type: 'string', help: 'Only accounts of this domain, such as vsphere.local.' },
    Server: serverParameter,
  },
  output: [accountType],
  impact: 'none',
  privileges: ['System.View'],
  examples: [
    { title: 'All users and groups', code: 'Get-VIAccount' },
    { title: 'The groups of a domain', code: 'Get-VIAccount -Group -Domain vsphere.local' },
  ],
  process(args, invocation) {
    const isWanted = ({
      account,
    }: {
      readonly account: { readonly isGroup: boolean; readonly row: { readonly name: string } };
    }): boolean =>
      (args.Group === args.User || account.isGroup === args.Group) &&
      (args.Domain === undefined || account.row.name.toLowerCase().endsWith(`@${args.Domain.toLowerCase()}`));
    for (const pattern of args.Name ?? args.Id ?? ['*']) {
      const found = serversOf(invocation.session, args.Server)
        .flatMap((connection) =>
          pattern === '*' ? accountsOf(connection) : accountsNamed(connection, pattern),
        )
        .filter(({ data }) => isWanted(data));
      if (found.length === 0 && !hasWildcard(pattern)) reportNotFound(invocation, 'VIAccount', pattern);
      for (const account of found) invocation.write(account);
    }
  },
});
