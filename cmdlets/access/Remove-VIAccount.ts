import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { removeAccount } from '../../src/datacenter/access/accounts.ts';
import { makeChange } from '../../src/inventory/make-change.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { accountType } from '../../src/inventory/vi-account.ts';

export default defineCmdlet({
  name: 'Remove-VIAccount',
  synopsis: 'Removes users and groups, with their permissions.',
  parameters: {
    Account: {
      type: accountType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The users and groups.',
    },
    Server: serverParameter,
  },
  output: [],
  impact: 'high',
  privileges: ['Host.Local.ManageUserGroups'],
  examples: [{ title: 'Remove a user', code: 'Remove-VIAccount auditor -Confirm:$false' }],
  process(args, invocation) {
    for (const target of args.Account) {
      const { connection, account } = target.data;
      makeChange(invocation, removeAccount(connection.datacenter, connection.caller, account.row.name), {
        name: account.row.name,
        action: 'Remove account',
        target,
        toValue: () => undefined,
      });
    }
  },
});
