import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { formatOutput } from '../../src/format/format-output.ts';
import { enumerationLimit, feed } from './format-parameters.ts';
import { pagedLines } from './paged-output.ts';

export default defineCmdlet({
  name: 'Out-Host',
  module: 'Microsoft.PowerShell.Core',
  aliases: ['oh'],
  synopsis: 'Shows objects on the screen.',
  parameters: {
    Paging: {
      type: 'switch',
      help: 'Stops after each screenful: Space goes on, Enter shows one more line, Q ends. Without a terminal it does nothing.',
    },
    InputObject: { type: 'object', pipeline: 'value', allowNull: true, help: 'The objects.' },
  },
  output: [],
  impact: 'none',
  examples: [
    { title: 'Now, not at the end', code: 'Get-Date | Out-Host' },
    { title: 'A page at a time; `more` is short for it', code: 'Get-Command | Out-Host -Paging' },
  ],
  begin: (args, invocation) =>
    formatOutput({
      width: invocation.host.width(),
      enumerationLimit: enumerationLimit(invocation),
      clock: invocation.host,
      line: args.Paging ? pagedLines(invocation) : (text) => invocation.host.streams.out(`${text}\n`),
    }),
  process: (args, invocation, output) => feed(output, args.InputObject, invocation.expectsInput),
  end: (_args, _invocation, output) => output.end(),
});
