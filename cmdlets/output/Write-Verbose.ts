import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';

export default defineCmdlet({
  name: 'Write-Verbose',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Writes text for those who ask for detail.',
  description: 'The text is shown with -Verbose or when $VerbosePreference is Continue.',
  parameters: {
    Message: {
      type: 'string',
      mandatory: true,
      position: 0,
      pipeline: 'value',
      aliases: ['Msg'],
      allowEmpty: true,
      allowNull: true,
      help: 'The text.',
    },
  },
  output: [],
  impact: 'none',
  examples: [
    { title: 'Tell what is being done', code: "Write-Verbose 'Reading the key providers' -Verbose" },
  ],
  process: (args, invocation) => invocation.verbose(args.Message),
});
