import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { convertTo, requiredType } from '../../src/values/convert.ts';
import { randomGuid } from './random-guid.ts';

export default defineCmdlet({
  name: 'New-Guid',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Makes a random identifier.',
  parameters: {
    Empty: { type: 'switch', sets: ['Empty'], help: 'The one of zeros only.' },
    InputObject: {
      type: 'string',
      position: { InputObject: 0 },
      pipeline: { InputObject: 'value' },
      sets: ['InputObject'],
      help: 'A text that is one.',
    },
  },
  defaultParameterSet: 'Default',
  output: ['System.Guid'],
  impact: 'none',
  examples: [{ title: 'A name that nobody else has', code: '(New-Guid).ToString().Length' }],
  process(args, invocation) {
    const text = args.Empty
      ? '00000000-0000-0000-0000-000000000000'
      : (args.InputObject ?? randomGuid(invocation.host.randomBytes(16)));
    invocation.write(convertTo(text, requiredType('System.Guid')));
  },
});
