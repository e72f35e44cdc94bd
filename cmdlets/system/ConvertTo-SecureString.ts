import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { secureString, secureStringType } from '../../src/values/credential.ts';
import { keyOf, opened } from './keyed-secret.ts';

export default defineCmdlet({
  name: 'ConvertTo-SecureString',
  module: 'Microsoft.PowerShell.Security',
  synopsis: 'Makes a SecureString of text.',
  parameters: {
    String: {
      type: 'string',
      mandatory: true,
      position: 0,
      pipeline: 'value',
      help: 'The text, or what ConvertFrom-SecureString gave.',
    },
    AsPlainText: { type: 'switch', sets: ['PlainText'], help: 'The text is the secret itself.' },
    Force: { type: 'switch', sets: ['PlainText'], help: 'Taken for scripts that give it.' },
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
  output: [secureStringType],
  impact: 'none',
  notes: 'Without a key the text form protects nothing, as on every system without Windows data protection.',
  examples: [
    { title: 'From text', code: "(ConvertTo-SecureString 'not a good password' -AsPlainText).Length" },
  ],
  process(args, invocation) {
    const key = keyOf(invocation, args);
    if (key !== undefined) {
      const secret = opened(invocation.host, args.String, key);
      if (secret !== undefined) invocation.write(secret);
      else
        invocation.throwTerminating({
          message: 'The text is not of a SecureString under this key.',
          id: 'ImportSecureString_InvalidArgument_CryptographicError',
          category: 'InvalidArgument',
          exceptionType: 'System.Security.Cryptography.CryptographicException',
        });
      return;
    }
    if (args.AsPlainText) {
      invocation.write(secureString(args.String));
      return;
    }
    if (!/^(?:[0-9a-fA-F]{4})+$/.test(args.String)) {
      return invocation.throwTerminating({
        message: 'The text is not the text form of a SecureString.',
        id: 'ImportSecureString_InvalidArgument',
        category: 'InvalidArgument',
        advice: 'ConvertTo-SecureString -AsPlainText',
        exceptionType: 'System.ArgumentException',
      });
    }
    invocation.write(secureString(Buffer.from(args.String, 'hex').toString('utf16le')));
  },
});
