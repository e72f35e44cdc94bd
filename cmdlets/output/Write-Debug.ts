import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';

export default defineCmdlet({
  name: 'Write-Debug',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Writes text for those who look for a fault.',
  description: 'The text is shown with -Debug or when $DebugPreference is Continue.',
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
  examples: [{ title: 'Show a value while looking for a fault', code: "Write-Debug 'count is 3' -Debug" }],
  process: (args, invocation) => invocation.debug(args.Message),
});
