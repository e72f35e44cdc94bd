import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { removeAccount } from '../../src/datacenter/access/accounts.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
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
      if (!invocation.shouldProcess(account.row.name, 'Remove account')) continue;
      const removed = removeAccount(connection.datacenter, connection.caller, account.row.name);
      if (!removed.ok) reportFault(invocation, removed.fault, target);
    }
  },
});
