import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { aliasInfoType } from '../../src/cmdlet/command-info.ts';
import { ALIAS_PARAMETERS } from './alias-parameters.ts';
import { aliasObject } from './alias-query.ts';
import { optionsOf, scopeOf } from './scope.ts';

export default defineCmdlet({
  name: 'Set-Alias',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['sal'],
  synopsis: 'Sets a short name for a command, and makes it when there is none.',
  parameters: ALIAS_PARAMETERS,
  output: [aliasInfoType],
  impact: 'low',
  examples: [
    { title: 'A short name', code: 'Set-Alias list Format-List\n[pscustomobject]@{ a = 1 } | list' },
  ],
  process(args, invocation) {
    const { aliases } = invocation.session;
    if (!invocation.shouldProcess(`Name: ${args.Name} Value: ${args.Value}`, 'Set Alias')) return;
    const existing = aliases.get(args.Name);
    const options = existing?.options ?? [];
    if (options.includes('Constant') || (options.includes('ReadOnly') && !args.Force)) {
      invocation.writeError({
        message: `Alias is not writeable because alias ${args.Name} is read-only or constant and cannot be written to.`,
        id: 'AliasNotWritable',
        category: 'WriteError',
        target: args.Name,
        exceptionType: 'System.Management.Automation.SessionStateUnauthorizedAccessException',
      });
      return;
    }
    const scope = scopeOf(args.Scope);
    aliases.set(args.Name, args.Value, {
      force: args.Force,
      ...(args.Option !== undefined && { options: optionsOf(args.Option) }),
      ...(scope !== undefined && { scope }),
      ...(args.Description !== undefined && { description: args.Description }),
    });
    const made = aliases.get(args.Name);
    if (args.PassThru && made) invocation.write(aliasObject(invocation.session, made));
  },
});
