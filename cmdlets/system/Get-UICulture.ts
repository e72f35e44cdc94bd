import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { currentUICulture } from '../../src/values/net/culture.ts';

export default defineCmdlet({
  name: 'Get-UICulture',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'The culture of messages.',
  parameters: {},
  output: ['System.Globalization.CultureInfo'],
  impact: 'none',
  examples: [{ title: 'Which one', code: 'Get-UICulture' }],
  process: (_args, invocation) => invocation.write(currentUICulture()),
});
