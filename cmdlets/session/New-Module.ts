import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';

export default defineCmdlet({
  name: 'New-Module',
  module: 'Microsoft.PowerShell.Core',
  aliases: ['nmo'],
  synopsis: 'Makes a module of a script block.',
  parameters: {
    Name: { type: 'string', mandatory: ['Name'], position: { Name: 0 }, sets: ['Name'], help: 'Its name.' },
    ScriptBlock: {
      type: 'scriptblock',
      mandatory: ['ScriptBlock', 'Name'],
      position: { ScriptBlock: 0, Name: 1 },
      sets: ['ScriptBlock', 'Name'],
      help: 'Its code.',
    },
    Function: { type: 'string', array: true, help: 'The functions it gives.' },
    Cmdlet: { type: 'string', array: true, help: 'Taken for scripts that give it.' },
    ReturnResult: { type: 'switch', help: 'Runs the block and returns what it writes.' },
    AsCustomObject: { type: 'switch', help: 'Returns an object whose methods are the functions.' },
    ArgumentList: {
      type: 'object',
      array: true,
      aliases: ['Args'],
      help: 'What the block gets in its parameters.',
    },
  },
  defaultParameterSet: 'ScriptBlock',
  output: ['System.Management.Automation.PSModuleInfo'],
  impact: 'none',
  examples: [
    {
      title: 'Functions with a state of their own',
      code: '$counter = New-Module -AsCustomObject { $script:n = 0; function Next { (++$script:n) } }\n$counter.Next()',
    },
  ],
  process(args, invocation) {
    if (!args.ScriptBlock) return;
    if (args.ReturnResult) {
      args.ScriptBlock.run({ args: args.ArgumentList ?? [] }, (value) => invocation.write(value));
      return;
    }
    invocation.write(
      invocation.session.modules.create(args.Name, args.ScriptBlock, {
        asCustomObject: args.AsCustomObject,
        ...(args.Function && { functions: args.Function }),
        ...(args.ArgumentList && { arguments: args.ArgumentList }),
      }),
    );
  },
});
