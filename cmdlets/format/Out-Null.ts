import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';

export default defineCmdlet({
  name: 'Out-Null',
  module: 'Microsoft.PowerShell.Core',
  synopsis: 'Drops its input.',
  parameters: {
    InputObject: { type: 'object', pipeline: 'value', allowNull: true, help: 'What is dropped.' },
  },
  output: [],
  impact: 'none',
  examples: [{ title: 'Not to be seen', code: '1..3 | Out-Null' }],
  process: () => undefined,
});
