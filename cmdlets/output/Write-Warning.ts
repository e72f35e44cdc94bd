import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';

export default defineCmdlet({
  name: 'Write-Warning',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Writes a warning.',
  description: 'Warnings are shown unless $WarningPreference or -WarningAction says otherwise.',
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
  examples: [{ title: 'Warn of a risk', code: "Write-Warning 'The key provider has no backup.'" }],
  process: (args, invocation) => invocation.warning(args.Message),
});
