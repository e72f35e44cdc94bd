import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { secureStringType } from '../../src/values/credential.ts';
import { stringType } from '../../src/values/string-type.ts';

export default defineCmdlet({
  name: 'ConvertFrom-SecureString',
  module: 'Microsoft.PowerShell.Security',
  synopsis: 'Makes text of a SecureString.',
  parameters: {
    SecureString: {
      type: 'securestring',
      mandatory: true,
      position: 0,
      pipeline: 'value',
      help: 'The secret.',
    },
    AsPlainText: { type: 'switch', sets: ['AsPlainText'], help: 'The secret itself.' },
    Key: { type: 'object', array: true, sets: ['Open'], help: 'Refused: see the notes.' },
    SecureKey: {
      type: 'securestring',
      position: { Secure: 1 },
      sets: ['Secure'],
      help: 'Refused: see the notes.',
    },
  },
  defaultParameterSet: 'Secure',
  output: [stringType],
  impact: 'none',
  notes: `What it gives protects nothing: anyone can read it, as on every system without Windows data protection. ${secureStringType.name} values themselves are never printed.`,
  examples: [
    {
      title: 'The secret itself',
      code: "ConvertTo-SecureString 'lab' -AsPlainText | ConvertFrom-SecureString -AsPlainText",
    },
  ],
  process(args, invocation) {
    if (args.Key ?? args.SecureKey) {
      invocation.throwTerminating({
        message: 'A SecureString cannot be written with -Key or -SecureKey here.',
        id: 'SecureStringKeyNotSupported',
        category: 'NotImplemented',
        exceptionType: 'System.Management.Automation.PSNotSupportedException',
      });
    }
    invocation.write(
      args.SecureString.reveal((text) =>
        args.AsPlainText ? text : Buffer.from(text, 'utf16le').toString('hex'),
      ),
    );
  },
});
