import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { secureStringType } from '../../src/values/credential.ts';
import { stringType } from '../../src/values/string-type.ts';
import { keyOf, sealed } from './keyed-secret.ts';

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
    Key: {
      type: 'object',
      array: true,
      sets: ['Open'],
      help: 'The key of AES: 16, 24 or 32 bytes.',
    },
    SecureKey: {
      type: 'securestring',
      position: { Secure: 1 },
      sets: ['Secure'],
      help: 'The same as a SecureString of 8, 12 or 16 characters.',
    },
  },
  defaultParameterSet: 'Secure',
  output: [stringType],
  impact: 'none',
  notes: `Without a key, what it gives protects nothing: anyone can read it, as on every system without Windows data protection. ${secureStringType.name} values themselves are never printed.`,
  examples: [
    {
      title: 'The secret itself',
      code: "ConvertTo-SecureString 'lab' -AsPlainText | ConvertFrom-SecureString -AsPlainText",
    },
    {
      title: 'For a file that only who has the key can read',
      code: "$key = 1..32; ConvertTo-SecureString 'lab' -AsPlainText | ConvertFrom-SecureString -Key $key | ConvertTo-SecureString -Key $key",
    },
  ],
  process(args, invocation) {
    const key = keyOf(invocation, args);
    if (key !== undefined) {
      invocation.write(sealed(invocation.host, args.SecureString, key));
      return;
    }
    invocation.write(
      args.SecureString.reveal((text) =>
        args.AsPlainText ? text : Buffer.from(text, 'utf16le').toString('hex'),
      ),
    );
  },
});
