import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { customObject } from '../../src/values/ps-custom-object.ts';

export default defineCmdlet({
  name: 'Get-Host',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Gets the program that the shell runs in.',
  parameters: {},
  output: ['System.Management.Automation.Internal.Host.InternalHost'],
  impact: 'none',
  examples: [{ title: 'Its name', code: '(Get-Host).Name' }],
  process(_args, invocation) {
    const { host, session } = invocation;
    const known = session.variables.get('Host');
    invocation.write(
      known ??
        customObject([
          ['Name', host.name],
          ['Version', host.version],
        ]),
    );
  },
});
