import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';

export default defineCmdlet({
  name: 'Invoke-Expression',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['iex'],
  synopsis: 'Runs text as a script, in the scope it is called from.',
  notes:
    'Text that comes from elsewhere can do anything that you can. Splatting or the call operator are nearly always enough.',
  parameters: {
    Command: {
      type: 'string',
      mandatory: true,
      position: 0,
      pipeline: 'value',
      allowEmpty: true,
      help: 'The text.',
    },
  },
  output: ['System.Object'],
  impact: 'none',
  examples: [
    {
      title: 'A command made of text',
      code: "$verb = 'Get'\nInvoke-Expression \"$verb-Date | Out-Null; 'done'\"",
    },
  ],
  process(args, invocation) {
    const block = invocation.session.compile(args.Command);
    block.run({ dotSource: true }, (value) => invocation.write(value));
  },
});
