import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Value } from '../../src/values/value.ts';

export default defineCmdlet({
  name: 'Invoke-Command',
  module: 'Microsoft.PowerShell.Core',
  aliases: ['icm'],
  synopsis: 'Runs a script block here.',
  description: 'There is no remoting: -ComputerName and -Session are refused.',
  parameters: {
    ScriptBlock: {
      type: 'scriptblock',
      mandatory: true,
      position: 0,
      aliases: ['Command'],
      help: 'What is run.',
    },
    ArgumentList: {
      type: 'object',
      array: true,
      aliases: ['Args'],
      allowNull: true,
      help: 'What the block gets in $args or its parameters.',
    },
    InputObject: {
      type: 'object',
      pipeline: 'value',
      allowNull: true,
      help: 'What the block gets in $input.',
    },
    NoNewScope: { type: 'switch', help: 'Runs the block in the current scope.' },
    ComputerName: { type: 'string', array: true, aliases: ['Cn'], help: 'Refused: there is no remoting.' },
    Session: { type: 'object', array: true, help: 'Refused: there is no remoting.' },
  },
  output: ['System.Object'],
  impact: 'none',
  examples: [
    {
      title: 'A block with an argument',
      code: 'Invoke-Command { param($name) "host $name" } -ArgumentList esx-01',
    },
  ],
  begin(args, invocation): Value[] {
    if (args.ComputerName ?? args.Session) {
      invocation.throwTerminating({
        message: 'Remote sessions are not available in this shell.',
        id: 'RemotingNotSupported',
        category: 'NotImplemented',
        why: 'The whole datacenter is in this process; there is no other computer to run on.',
        advice: 'Invoke-Command -ScriptBlock { … }',
        exceptionType: 'System.Management.Automation.PSNotSupportedException',
      });
    }
    return [];
  },
  process(args, _invocation, input) {
    if (args.InputObject !== undefined) input.push(args.InputObject);
  },
  end(args, invocation, input) {
    args.ScriptBlock.run({ args: args.ArgumentList ?? [], input, dotSource: args.NoNewScope }, (value) =>
      invocation.write(value),
    );
  },
});
