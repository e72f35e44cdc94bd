import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';

export default defineCmdlet({
  name: 'Get-PSSnapin',
  module: 'Microsoft.PowerShell.Core',
  synopsis: 'Gives nothing, so that older scripts run as they are: they go on to add what is missing.',
  description: "VMware's snap-ins are part of the shell; modules are what there is: Get-Module.",
  parameters: {
    Name: { type: 'string', array: true, position: 0, wildcard: true, help: 'Names of snap-ins.' },
    Registered: { type: 'switch', help: 'Taken, and without effect.' },
  },
  output: [],
  impact: 'none',
  examples: [
    {
      title: 'As older scripts begin',
      code: 'if (-not (Get-PSSnapin VMware.VimAutomation.Core -ErrorAction SilentlyContinue)) { Add-PSSnapin VMware.VimAutomation.Core }',
    },
  ],
  process: () => undefined,
});
