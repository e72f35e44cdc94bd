import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { hasWildcard, matchesWildcard } from '../../src/values/wildcard.ts';
import { scopeOf } from './scope.ts';

export default defineCmdlet({
  name: 'Remove-Alias',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['ral'],
  synopsis: 'Takes a short name of a command away.',
  parameters: {
    Name: {
      type: 'string',
      array: true,
      mandatory: true,
      position: 0,
      pipeline: 'both',
      help: 'The short names.',
    },
    Scope: { type: 'string', help: 'Global, Local, Script, or how many scopes above the current one.' },
    Force: { type: 'switch', help: 'Removes a read-only alias.' },
  },
  output: [],
  impact: 'none',
  examples: [{ title: 'Make and remove', code: 'Set-Alias obj2 Select-Object\nRemove-Alias obj2' }],
  process(args, invocation) {
    const { aliases } = invocation.session;
    for (const name of args.Name) {
      const names = hasWildcard(name)
        ? aliases
            .list()
            .map((alias) => alias.name)
            .filter((own) => matchesWildcard(own, name))
        : [name];
      for (const each of names) {
        if (aliases.remove(each, scopeOf(args.Scope), args.Force)) continue;
        invocation.writeError({
          message: `This command cannot find a matching alias because an alias with the name '${each}' does not exist.`,
          id: 'AliasNotFound',
          category: 'ObjectNotFound',
          target: each,
          exceptionType: 'System.Management.Automation.ItemNotFoundException',
        });
      }
    }
  },
});
