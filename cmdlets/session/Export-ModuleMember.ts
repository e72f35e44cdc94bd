import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';

export default defineCmdlet({
  name: 'Export-ModuleMember',
  module: 'Microsoft.PowerShell.Core',
  synopsis: 'Says, inside a module, which of its members others see.',
  parameters: {
    Function: {
      type: 'string',
      array: true,
      position: 0,
      pipeline: 'both',
      wildcard: true,
      allowEmpty: true,
      help: 'Functions.',
    },
    Cmdlet: { type: 'string', array: true, wildcard: true, allowEmpty: true, help: 'Cmdlets.' },
    Variable: { type: 'string', array: true, wildcard: true, help: 'Variables.' },
    Alias: { type: 'string', array: true, wildcard: true, help: 'Aliases.' },
  },
  output: [],
  impact: 'none',
  examples: [
    {
      title: 'One function of two',
      code: 'New-Module report { function Get-Report {}; function helper {}; Export-ModuleMember -Function Get-Report }',
    },
  ],
  process(args, invocation) {
    invocation.session.modules.export({
      functions: args.Function ?? [],
      cmdlets: args.Cmdlet ?? [],
      variables: args.Variable ?? [],
      aliases: args.Alias ?? [],
    });
  },
});
