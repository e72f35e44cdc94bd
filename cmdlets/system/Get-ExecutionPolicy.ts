import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { customObject } from '../../src/values/ps-custom-object.ts';

const SCOPES = ['MachinePolicy', 'UserPolicy', 'Process', 'CurrentUser', 'LocalMachine'] as const;

export default defineCmdlet({
  name: 'Get-ExecutionPolicy',
  module: 'Microsoft.PowerShell.Security',
  synopsis: 'Which scripts may run: Unrestricted, as everywhere but on Windows.',
  parameters: {
    Scope: { type: 'string', position: 0, validateSet: SCOPES, help: 'Where it is set.' },
    List: { type: 'switch', help: 'All scopes.' },
  },
  output: ['Microsoft.PowerShell.ExecutionPolicy'],
  impact: 'none',
  examples: [{ title: 'Which one', code: 'Get-ExecutionPolicy' }],
  process(args, invocation) {
    if (!args.List) {
      invocation.write('Unrestricted');
      return;
    }
    for (const scope of SCOPES)
      invocation.write(
        customObject([
          ['Scope', scope],
          ['ExecutionPolicy', scope === 'LocalMachine' ? 'Unrestricted' : 'Undefined'],
        ]),
      );
  },
});
