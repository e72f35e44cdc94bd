import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { cultureInfoType, invariantCulture } from './culture-info.ts';

export default defineCmdlet({
  name: 'Get-Culture',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'The culture of numbers, dates and order: the invariant one on every machine.',
  parameters: {},
  output: [cultureInfoType],
  impact: 'none',
  examples: [{ title: 'Which one', code: 'Get-Culture' }],
  process: (_args, invocation) => invocation.write(invariantCulture()),
});
