import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { convertTo, requiredType } from '../../src/values/convert.ts';

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

/** RFC 9562 version 4. */
function randomGuid(bytes: Uint8Array): string {
  const marked = bytes.map((byte, index) =>
    index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte,
  );
  const hex = Array.from(marked, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
