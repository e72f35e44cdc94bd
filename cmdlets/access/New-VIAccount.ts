import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { createAccount } from '../../src/datacenter/access/accounts.ts';
import { makeChange } from '../../src/inventory/make-change.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { accountType, accountValue } from '../../src/inventory/vi-account.ts';
import { passwordText } from './password-text.ts';

export default defineCmdlet({
  name: 'New-VIAccount',
  synopsis: 'Makes a user or a group.',
  description:
    'The parameters are those of New-VMHostAccount. A name without a domain is one of vsphere.local. Of the password a salted scrypt hash is kept.',
  parameters: {
    Id: {
      type: 'string',
      position: 0,
      mandatory: true,
      aliases: ['Name'],
      help: 'The name: deploy, deploy@vsphere.local or VSPHERE.LOCAL\\deploy.',
    },
    Password: {
      type: 'object',
      sets: ['User'],
      mandatory: ['User'],
      help: 'The password: a SecureString, as Read-Host -AsSecureString gives it, or clear text.',
    },
    UserAccount: { type: 'switch', sets: ['User'], help: 'Makes a user, as without it.' },
    GroupAccount: { type: 'switch', sets: ['Group'], mandatory: ['Group'], help: 'Makes a group.' },
    AssignUsers: {
      type: accountType,
      array: true,
      sets: ['Group'],
      help: 'Users and groups that the new group has.',
    },
    AssignGroups: { type: accountType, array: true, help: 'Groups that it joins.' },
    Description: { type: 'string', help: 'A note.' },
    Server: serverParameter,
  },
  defaultParameterSet: 'User',
  output: [accountType],
  impact: 'low',
  privileges: ['Host.Local.ManageUserGroups'],
  examples: [
    {
      title: 'A user and a group with it',
      code: "New-VIAccount deploy -Password 'Deploy-2016!'; New-VIAccount Deployers -GroupAccount -AssignUsers deploy",
    },
  ],
  process(args, invocation) {
    for (const connection of serversOf(invocation.session, args.Server)) {
      const change = createAccount(connection.datacenter, connection.caller, {
        name: args.Id,
        description: args.Description ?? '',
        password: args.GroupAccount ? undefined : passwordText(args.Password ?? null),
        groups: (args.AssignGroups ?? []).map(({ data }) => data.account.row.name),
        members: (args.AssignUsers ?? []).map(({ data }) => data.account.row.name),
      });
      makeChange(invocation, change, {
        name: args.Id,
        action: args.GroupAccount ? 'Create group' : 'Create user',
        toValue: (account) => accountValue(connection, account),
      });
    }
  },
});
