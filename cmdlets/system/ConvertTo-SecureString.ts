import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { secureString, secureStringType } from '../../src/values/credential.ts';

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
    Key: { type: 'object', array: true, sets: ['Open'], help: 'Refused: see the notes.' },
    SecureKey: {
      type: 'securestring',
      position: { Secure: 1 },
      sets: ['Secure'],
      help: 'Refused: see the notes.',
    },
  },
  defaultParameterSet: 'Secure',
  output: [secureStringType],
  impact: 'none',
  notes:
    'Without -Key the text form protects nothing, as on every system without Windows data protection. Texts made with a key cannot be read here.',
  examples: [
    { title: 'From text', code: "(ConvertTo-SecureString 'not a good password' -AsPlainText).Length" },
  ],
  process(args, invocation) {
    if (args.Key ?? args.SecureKey) {
      invocation.throwTerminating({
        message: 'Texts that were made with -Key or -SecureKey cannot be read here.',
        id: 'SecureStringKeyNotSupported',
        category: 'NotImplemented',
        advice: 'ConvertTo-SecureString -AsPlainText, or Read-Host -AsSecureString',
        exceptionType: 'System.Management.Automation.PSNotSupportedException',
      });
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
