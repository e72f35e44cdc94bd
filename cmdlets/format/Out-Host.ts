import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { formatOutput } from '../../src/format/format-output.ts';
import { enumerationLimit, feed } from './format-parameters.ts';

export default defineCmdlet({
  name: 'Out-Host',
  module: 'Microsoft.PowerShell.Core',
  aliases: ['oh'],
  synopsis: 'Shows objects on the screen.',
  parameters: {
    Paging: { type: 'switch', help: 'Taken; the terminal scrolls.' },
    InputObject: { type: 'object', pipeline: 'value', allowNull: true, help: 'The objects.' },
  },
  output: [],
  impact: 'none',
  examples: [{ title: 'Now, not at the end', code: 'Get-Date | Out-Host' }],
  begin: (_args, invocation) =>
    formatOutput({
      width: invocation.host.width(),
      enumerationLimit: enumerationLimit(invocation),
      clock: invocation.host,
      line: (text) => invocation.host.streams.out(`${text}\n`),
    }),
  process: (args, invocation, output) => feed(output, args.InputObject, invocation.expectsInput),
  end: (_args, _invocation, output) => output.end(),
});
