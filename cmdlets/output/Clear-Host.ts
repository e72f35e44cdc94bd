import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';

export default defineCmdlet({
  name: 'Clear-Host',
  module: 'Microsoft.PowerShell.Core',
  synopsis: 'Clears the screen; what has scrolled away stays.',
  parameters: {},
  output: [],
  impact: 'none',
  examples: [{ title: 'An empty screen', code: 'Clear-Host' }],
  process: (_args, invocation) => invocation.host.terminal?.clear(),
});
