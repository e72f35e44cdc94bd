import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { changeAccount } from '../../src/datacenter/access/accounts.ts';
import { makeChange } from '../../src/inventory/make-change.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { type AccountItem, accountType, accountValue } from '../../src/inventory/vi-account.ts';
import type { TypedObject } from '../../src/values/object-type.ts';
import { passwordText } from './password-text.ts';

const names = (accounts: readonly TypedObject<AccountItem>[]): string[] =>
  accounts.map(({ data }) => data.account.row.name);

export default defineCmdlet({
  name: 'Set-VIAccount',
  synopsis: 'Changes users and groups: password, description, membership.',
  description:
    'A user may change his own password. Else nobody changes an account, or who is in a group, that has a privilege which he has not.',
  parameters: {
    Account: {
      type: accountType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      aliases: ['UserAccount', 'GroupAccount'],
      help: 'The users and groups.',
    },
    Password: {
      type: 'object',
      help: 'A new password: a SecureString, as Read-Host -AsSecureString gives it, or clear text.',
    },
    Description: { type: 'string', allowEmpty: true, help: 'A note.' },
    AssignGroups: { type: accountType, array: true, help: 'Groups that it joins.' },
    UnassignGroups: { type: accountType, array: true, help: 'Groups that it leaves.' },
    AssignUsers: { type: accountType, array: true, help: 'Who joins this group.' },
    UnassignUsers: { type: accountType, array: true, help: 'Who leaves this group.' },
    Server: serverParameter,
  },
  output: [accountType],
  impact: 'medium',
  privileges: ['Host.Local.ManageUserGroups'],
  examples: [
    {
      title: 'A new password for the auditor',
      code: "Set-VIAccount auditor -Password 'Auditor-2017!'",
    },
    {
      title: 'Into a group',
      before: 'New-VIAccount Auditors -GroupAccount',
      code: 'Set-VIAccount auditor -AssignGroups Auditors',
    },
  ],
  process(args, invocation) {
    for (const target of args.Account) {
      const { connection, account } = target.data;
      const change = changeAccount(connection.datacenter, connection.caller, account.row.name, {
        ...(args.Password !== undefined && { password: passwordText(args.Password) }),
        ...(args.Description !== undefined && { description: args.Description }),
        ...(args.AssignGroups && { join: names(args.AssignGroups) }),
        ...(args.UnassignGroups && { leave: names(args.UnassignGroups) }),
        ...(args.AssignUsers && { addMembers: names(args.AssignUsers) }),
        ...(args.UnassignUsers && { removeMembers: names(args.UnassignUsers) }),
      });
      makeChange(invocation, change, {
        name: account.row.name,
        action: 'Change account',
        target,
        toValue: (after) => accountValue(connection, after),
      });
    }
  },
});
