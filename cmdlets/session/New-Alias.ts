import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { aliasInfoType } from '../../src/cmdlet/command-info.ts';
import { ALIAS_PARAMETERS } from './alias-parameters.ts';
import { aliasObject } from './alias-query.ts';
import { optionsOf, scopeOf } from './scope.ts';

export default defineCmdlet({
  name: 'New-Alias',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['nal'],
  synopsis: 'Makes a short name for a command.',
  parameters: ALIAS_PARAMETERS,
  output: [aliasInfoType],
  impact: 'low',
  examples: [
    { title: 'A short name', code: 'New-Alias -Name obj -Value Select-Object\n1..3 | obj -First 1' },
  ],
  process(args, invocation) {
    const { aliases } = invocation.session;
    const scope = scopeOf(args.Scope);
    if (!args.Force && aliases.get(args.Name, scope)) {
      invocation.writeError({
        message: `The alias is not allowed, because an alias with the name '${args.Name}' already exists.`,
        id: 'AliasAlreadyExists',
        category: 'ResourceExists',
        target: args.Name,
        advice: `Set-Alias ${args.Name} ${args.Value}`,
        exceptionType: 'System.Management.Automation.SessionStateException',
      });
      return;
    }
    if (!invocation.shouldProcess(`Name: ${args.Name} Value: ${args.Value}`, 'New Alias')) return;
    aliases.set(args.Name, args.Value, {
      options: optionsOf(args.Option),
      force: args.Force,
      ...(scope !== undefined && { scope }),
      ...(args.Description !== undefined && { description: args.Description }),
    });
    const made = aliases.get(args.Name);
    if (args.PassThru && made) invocation.write(aliasObject(invocation.session, made));
  },
});
