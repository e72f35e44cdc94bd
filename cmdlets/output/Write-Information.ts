import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';

export default defineCmdlet({
  name: 'Write-Information',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Writes an object to the information stream.',
  description:
    'It is shown when $InformationPreference or -InformationAction is Continue, and always kept by -InformationVariable.',
  parameters: {
    MessageData: {
      type: 'object',
      mandatory: true,
      position: 0,
      pipeline: 'value',
      allowNull: true,
      aliases: ['Msg', 'Message'],
      help: 'The text or object.',
    },
    Tags: { type: 'string', array: true, position: 1, help: 'Words by which the record can be found.' },
  },
  output: [],
  impact: 'none',
  examples: [
    {
      title: 'Tell what was done',
      code: "Write-Information 'Two VMs were encrypted' -InformationAction Continue",
    },
  ],
  process: (args, invocation) => invocation.information(args.MessageData, args.Tags ?? []),
});
