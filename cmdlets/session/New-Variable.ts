import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { toText } from '../../src/values/to-text.ts';
import { psVariable, psVariableType } from './ps-variable.ts';
import { optionsOf, scopedItemOptionsType, scopeOf, visibilityType } from './scope.ts';

export default defineCmdlet({
  name: 'New-Variable',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['nv'],
  synopsis: 'Makes a variable.',
  parameters: {
    Name: {
      type: 'string',
      mandatory: true,
      position: 0,
      pipeline: 'name',
      help: 'The name without the dollar sign.',
    },
    Value: { type: 'object', position: 1, pipeline: 'both', allowNull: true, help: 'The first value.' },
    Description: { type: 'string', help: 'What the variable is for.' },
    Option: {
      type: scopedItemOptionsType,
      help: 'ReadOnly (changed with -Force only), Constant (never), Private, AllScope.',
    },
    Visibility: { type: visibilityType, help: 'Taken: every variable is public.' },
    Force: { type: 'switch', help: 'Replaces a variable of that name, even a read-only one.' },
    PassThru: { type: 'switch', help: 'Returns the variable.' },
    Scope: { type: 'string', help: 'Global, Local, Script, or how many scopes above the current one.' },
  },
  output: [psVariableType],
  impact: 'low',
  examples: [{ title: 'A constant', code: 'New-Variable -Name limit -Value 10 -Option Constant\n$limit' }],
  process(args, invocation) {
    const { variables } = invocation.session;
    const scope = scopeOf(args.Scope) ?? 'local';
    const existing = variables.facts(args.Name, scope);
    if (existing && (!args.Force || existing.options.includes('Constant'))) {
      const constant = existing.options.includes('Constant') && args.Force;
      invocation.writeError({
        message: constant
          ? `Cannot overwrite variable ${args.Name} because it is read-only or constant.`
          : `A variable with name '${args.Name}' already exists.`,
        id: constant ? 'VariableNotWritable' : 'VariableAlreadyExists',
        category: constant ? 'WriteError' : 'ResourceExists',
        target: args.Name,
        advice: constant ? 'New-Variable another name' : `Set-Variable ${args.Name}, or New-Variable -Force`,
        exceptionType: constant
          ? 'System.Management.Automation.SessionStateUnauthorizedAccessException'
          : 'System.Management.Automation.SessionStateException',
      });
      return;
    }
    if (!invocation.shouldProcess(`Name: ${args.Name} Value: ${toText(args.Value ?? null)}`, 'New variable'))
      return;
    variables.set(args.Name, args.Value ?? null, {
      scope,
      options: optionsOf(args.Option),
      force: args.Force,
      ...(args.Description !== undefined && { description: args.Description }),
    });
    const made = variables.facts(args.Name, scope);
    if (args.PassThru && made) invocation.write(psVariable(invocation.session, made));
  },
});
