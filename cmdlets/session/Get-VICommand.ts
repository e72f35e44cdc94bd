import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { cmdletInfoType, commandInfo } from '../../src/cmdlet/command-info.ts';
import { matchesWildcard } from '../../src/values/wildcard.ts';

export default defineCmdlet({
  name: 'Get-VICommand',
  synopsis: 'Lists the commands of PowerCLI.',
  description: 'Get-Command lists those of PowerShell too.',
  parameters: {
    Name: {
      type: 'string',
      array: true,
      position: 0,
      wildcard: true,
      help: 'Names, with wildcards; all unless given.',
    },
  },
  output: [cmdletInfoType],
  impact: 'none',
  examples: [
    { title: 'What there is for encryption', code: 'Get-VICommand *Encryption*' },
    { title: 'How many there are', code: '(Get-VICommand).Count' },
  ],
  links: ['Get-Command'],
  process(args, invocation) {
    for (const name of args.Name ?? ['*'])
      for (const facts of invocation.session.commands.matching(name))
        if (facts.kind !== 'Alias' && matchesWildcard(facts.module, 'VMware.*'))
          invocation.write(commandInfo(invocation.session, facts));
  },
});
