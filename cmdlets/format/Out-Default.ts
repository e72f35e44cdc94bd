import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { errorText } from '../../src/format/error-text.ts';
import { formatOutput } from '../../src/format/format-output.ts';
import { ErrorRecord } from '../../src/values/error-record.ts';
import { enumerationLimit, feed } from './format-parameters.ts';

export default defineCmdlet({
  name: 'Out-Default',
  module: 'Microsoft.PowerShell.Core',
  synopsis: 'Shows what is left at the end of a pipeline, as the shell does by itself.',
  parameters: {
    Transcript: { type: 'switch', hidden: true, help: 'Taken for scripts that give it.' },
    InputObject: { type: 'object', pipeline: 'value', allowNull: true, help: 'The objects.' },
  },
  output: [],
  impact: 'none',
  examples: [{ title: 'As if it were not there', code: 'Get-Date | Out-Default' }],
  begin: (_args, invocation) =>
    formatOutput({
      width: invocation.host.width(),
      enumerationLimit: enumerationLimit(invocation),
      clock: invocation.host,
      line: (text) => invocation.host.streams.out(`${text}\n`),
    }),
  process(args, invocation, output) {
    const input = args.InputObject;
    if (input instanceof ErrorRecord) invocation.host.streams.err(`${errorText(input)}\n`);
    else feed(output, input, invocation.expectsInput);
  },
  end: (_args, _invocation, output) => output.end(),
});
