import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { pathInfoType, placeInfo } from '../../src/cmdlet/path-info.ts';
import { locationStack } from './path-info.ts';

export default defineCmdlet({
  name: 'Get-Location',
  module: 'Microsoft.PowerShell.Management',
  aliases: ['gl', 'pwd'],
  synopsis: 'Gets the current folder.',
  parameters: {
    PSProvider: { type: 'string', array: true, hidden: true, help: 'Taken for scripts that give it.' },
    PSDrive: { type: 'string', array: true, hidden: true, help: 'Taken for scripts that give it.' },
    Stack: { type: 'switch', help: 'The folders that Push-Location remembers.' },
    StackName: { type: 'string', array: true, help: 'Names of stacks.' },
  },
  output: [pathInfoType],
  impact: 'none',
  examples: [{ title: 'Where am I', code: 'Get-Location' }],
  process(args, invocation) {
    if (args.Stack || args.StackName) {
      for (const name of args.StackName ?? ['']) {
        for (const place of locationStack(invocation.session, name).toReversed())
          invocation.write(placeInfo(invocation.session, place));
      }
      return;
    }
    invocation.write(placeInfo(invocation.session, invocation.session.place()));
  },
});
