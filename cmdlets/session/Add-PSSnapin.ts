import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';

export default defineCmdlet({
  name: 'Add-PSSnapin',
  module: 'Microsoft.PowerShell.Core',
  aliases: ['asnp'],
  synopsis: 'Does nothing, so that older scripts run as they are.',
  description: "VMware's snap-ins are part of the shell.",
  parameters: {
    Name: {
      type: 'string',
      array: true,
      mandatory: true,
      position: 0,
      pipeline: 'name',
      help: 'Names of snap-ins.',
    },
    PassThru: { type: 'switch', help: 'Taken, and without effect.' },
  },
  output: [],
  impact: 'none',
  examples: [{ title: 'As older scripts begin', code: 'Add-PSSnapin VMware.VimAutomation.Core' }],
  process: (args, invocation) => invocation.verbose(`${args.Name.join(', ')}: part of the shell`),
});
