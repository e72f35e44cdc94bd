import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { credentialType, PSCredential } from '../../src/values/credential.ts';
import { toText } from '../../src/values/to-text.ts';

export default defineCmdlet({
  name: 'Get-Credential',
  module: 'Microsoft.PowerShell.Security',
  synopsis: 'Asks for a user name and a password.',
  parameters: {
    Credential: {
      type: 'object',
      position: { CredentialSet: 0 },
      sets: ['CredentialSet'],
      help: 'A user name, or a credential that is returned as it is.',
    },
    Message: { type: 'string', sets: ['MessageSet'], help: 'A line before the questions.' },
    UserName: { type: 'string', position: { MessageSet: 0 }, sets: ['MessageSet'], help: 'The user name.' },
    Title: { type: 'string', sets: ['MessageSet'], help: 'A heading.' },
  },
  defaultParameterSet: 'CredentialSet',
  output: [credentialType],
  impact: 'none',
  examples: [
    {
      title: 'For a user',
      code: 'Get-Credential administrator@vsphere.local',
      needs: 'a person at a terminal',
    },
  ],
  process(args, invocation) {
    if (args.Credential instanceof PSCredential) {
      invocation.write(args.Credential);
      return;
    }
    const { prompts, streams } = invocation.host;
    for (const line of [
      args.Title ?? 'PowerShell credential request',
      args.Message ?? 'Enter your credentials.',
    ]) {
      if (invocation.host.interactive) streams.err(`${line}\n`);
    }
    const given = args.Credential === undefined ? args.UserName : toText(args.Credential);
    const userName = given ?? prompts.line('User: ');
    const password = userName === undefined ? undefined : prompts.secure(`Password for user ${userName}: `);
    if (userName === undefined || password === undefined) {
      return invocation.throwTerminating({
        message: 'Cannot ask for a credential: there is no terminal.',
        id: 'HostNotInteractive',
        category: 'InvalidOperation',
        advice: "[pscredential]::new('user', (ConvertTo-SecureString 'password' -AsPlainText))",
        exceptionType: 'System.Management.Automation.PSInvalidOperationException',
      });
    }
    invocation.write(new PSCredential(userName, password));
  },
});
